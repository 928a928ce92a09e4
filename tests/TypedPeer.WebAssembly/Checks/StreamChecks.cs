using System.IO.Pipelines;

namespace TypedPeer.WebAssembly.Checks;

internal static class StreamChecks
{
    public static IReadOnlyList<Func<Task>> All { get; } =
    [
        A_streamed_result_comes_whole_and_in_order,
        A_streamed_argument_comes_whole,
        A_streamed_argument_of_a_one_way_call_comes_whole,
        Streams_go_both_ways_in_one_call,
        Leaving_a_stream_ends_its_producer,
        A_byte_stream_goes_up,
        A_byte_stream_comes_down,
        A_pipe_goes_both_ways,
        Blocks_of_bytes_are_streamed,
    ];

    private static async Task A_streamed_result_comes_whole_and_in_order()
    {
        await using var pair = new Pair();
        var next = 0;
        await foreach (var number in pair.Remote.CountAsync(20_000))
        {
            Expect.Equal(next++, number);
        }

        Expect.Equal(20_000, next);
    }

    private static async Task A_streamed_argument_comes_whole()
    {
        await using var pair = new Pair();
        Expect.Equal(20_000L * 19_999 / 2, await pair.Remote.SumAsync(Numbers(20_000)));
    }

    private static async Task A_streamed_argument_of_a_one_way_call_comes_whole()
    {
        await using var pair = new Pair();
        await pair.Remote.PourAsync(Numbers(100));
        Expect.Equal(4950, await pair.Service.Poured.Task);
    }

    private static async Task Streams_go_both_ways_in_one_call()
    {
        await using var pair = new Pair();
        var sum = 0L;
        await foreach (var number in pair.Remote.DoubleAsync(Numbers(1000)))
        {
            sum += number;
        }

        Expect.Equal(1000L * 999, sum);
    }

    private static async Task Leaving_a_stream_ends_its_producer()
    {
        await using var pair = new Pair();
        await foreach (var number in pair.Remote.CountAsync(int.MaxValue))
        {
            if (number == 10)
            {
                break;
            }
        }

        await pair.Service.StreamEnded.Task;
    }

    private static async Task A_byte_stream_goes_up()
    {
        await using var pair = new Pair();
        Expect.Equal(2_000_000, await pair.Remote.UploadAsync(new MemoryStream(new byte[2_000_000])));
    }

    private static async Task A_byte_stream_comes_down()
    {
        await using var pair = new Pair();
        await using var stream = await pair.Remote.DownloadAsync(2_000_000);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        Expect.Equal(2_000_000, copy.Length);
    }

    private static async Task A_pipe_goes_both_ways()
    {
        await using var pair = new Pair();
        var pipe = await pair.Remote.PipeAsync(PipeReader.Create(new MemoryStream([1, 2, 3])));
        using var copy = new MemoryStream();
        await pipe.CopyToAsync(copy);
        await pipe.CompleteAsync();
        Expect.Equal("1,2,3", string.Join(',', copy.ToArray()));
    }

    private static async Task Blocks_of_bytes_are_streamed()
    {
        await using var pair = new Pair();
        var length = 0;
        await foreach (var block in pair.Remote.BlocksAsync(20))
        {
            length += block.Length;
        }

        Expect.Equal(20_000, length);
    }

    private static async IAsyncEnumerable<int> Numbers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (i % 100 == 0)
            {
                await Task.Yield();
            }

            yield return i;
        }
    }
}
