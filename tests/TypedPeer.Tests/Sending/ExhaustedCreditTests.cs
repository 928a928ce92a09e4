using System.Collections.Concurrent;

namespace TypedPeer.Tests.Sending;

/// <summary>Every shape of call where nothing may leave: a handler that blocks its thread, and a peer that grants no credit.</summary>
public class ExhaustedCreditTests
{
    private const int Window = 64 * 1024;

    public static TheoryData<int> SmallSizes => new(Enumerable.Range(1200, 201).Where(static size => size % 8 == 0 || size is < 1220 or > 1390));

    public static TheoryData<int> LargerSizes => new(
        [1500, 2047, 2048, 2049, 2111, 2112, 2113, 4096, 8191, 16383, 16384, 16385, 16447, 16448, 16449, 32768, 65535, 65536, 65537, 262144]);

    [Theory]
    [MemberData(nameof(SmallSizes))]
    [MemberData(nameof(LargerSizes))]
    public async Task Every_shape_of_call_ends_well_on_a_channel_of_every_size_although_a_handler_blocked(int size)
    {
        const int Calls = 80;
        var options = new PeerSessionOptions { CallWindowBytes = Window, StreamWindowBytes = 4096, IncludeExceptionDetails = true };
        await using var pair = SessionPair.Create(options, maxMessageSize: size);
        using var gate = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.SecondService.OnEcho = (text, _) =>
        {
            entered.TrySetResult();
            gate.Wait(Bound.Time, CancellationToken.None);
            return new(text);
        };
        var remote = pair.Remote;
        var blocked = remote.EchoAsync("first").AsTask();
        await entered.Task.Soon();
        var large = Enumerable.Range(0, Calls).Select(i => remote.EchoBytesAsync(BytesOf(i, 10_000)).AsTask()).ToList();
        var running = Window / (Math.Min(size, 10_000) + 64) - 1;
        await Bound.Until(() => pair.Second.GetStatistics().CallsRunning >= Math.Min(running, Calls));

        var notes = Enumerable.Range(0, 70).Select(i => remote.NoteBytesAsync(i, new byte[i * 50]).AsTask()).ToList();
        var sum = remote.SumAsync(Numbers(5000)).AsTask();
        var doubled = StreamTests.ToList(remote.DoubleAsync(Numbers(3000)));
        var blocks = StreamTests.ToList(remote.BlocksAsync(3, 9000));
        var error = Assert.ThrowsAsync<PeerException>(() => remote.FailAsync("a secret").AsTask());
        using var source = new CancellationTokenSource();
        var cancelled = Assert.ThrowsAnyAsync<OperationCanceledException>(() => remote.EchoAsync(new string('y', 30_000), source.Token).AsTask());
        await source.CancelAsync();
        await cancelled.Soon();
        Assert.False(blocked.IsCompleted);

        gate.Set();
        Assert.Equal("first", await blocked.Soon());
        for (var i = 0; i < Calls; i++)
        {
            Assert.Equal(BytesOf(i, 10_000), await large[i].Soon());
        }

        await Task.WhenAll(notes).Soon();
        Assert.Equal(5000 * 4999L / 2, await sum.Soon());
        Assert.Equal(Enumerable.Range(0, 3000).Select(static i => i * 2), await doubled.Soon());
        Assert.Equal([9000, 9000, 9000], (await blocks.Soon()).Select(static block => block.Length));
        await error.Soon();
        Assert.Equal(PeerSessionEndKind.Stopped, (await pair.First.StopAsync(TestContext.Current.CancellationToken).Soon()).Kind);
        Assert.Equal(70, pair.SecondService.Notes.Count);
    }

    [Theory]
    [InlineData(1200)]
    [InlineData(1201)]
    [InlineData(1263)]
    [InlineData(1264)]
    [InlineData(65536)]
    public async Task A_hundred_large_calls_to_a_handler_that_blocks_wait_and_end(int size)
    {
        await using var pair = SessionPair.Create(maxMessageSize: size);
        using var gate = new ManualResetEventSlim();
        pair.SecondService.OnEcho = (text, _) =>
        {
            gate.Wait(Bound.Time, CancellationToken.None);
            return new(text);
        };
        var text = new string('x', 40_000);
        var calls = Enumerable.Range(0, 100).Select(_ => pair.Remote.EchoAsync(text).AsTask()).ToList();
        var notes = Enumerable.Range(0, 70).Select(_ => pair.Remote.NoteAsync(text).AsTask()).ToList();
        await Bound.Until(() => pair.Second.GetStatistics().CallsRunning > 50);
        gate.Set();
        Assert.All(await Task.WhenAll(calls).Soon(), answer => Assert.Equal(text, answer));
        await Task.WhenAll(notes).Soon();
    }

    [Fact]
    public async Task Errors_goodbyes_and_descriptions_fit_into_the_smallest_messages()
    {
        for (var size = 1200; size < 1210; size++)
        {
            var told = new ConcurrentQueue<string>();
            await using var pair = SessionPair.Create(new() { IncludeExceptionDetails = true, FrameLog = told.Enqueue }, maxMessageSize: size);
            pair.SecondService.OnEcho = static (text, _) => throw new PeerException(PeerStatus.Application, new string('é', 50_000));
            var error = await Assert.ThrowsAsync<PeerException>(() => pair.Remote.EchoAsync("x").Soon());
            Assert.InRange(error.Message.Length, 400, 600);
            pair.SecondService.OnCount = static (_, _) => throw new InvalidOperationException(new string('x', 50_000));
            Assert.InRange((await Assert.ThrowsAsync<PeerException>(() => StreamTests.ToList(pair.Remote.CountAsync(1)).Soon())).Message.Length, 900, 1200);
            var upload = await Assert.ThrowsAsync<PeerException>(() => pair.Remote.SumAsync(Fail()).Soon());
            Assert.NotEmpty(upload.Message);
            pair.First.Engine.Abort(new string('g', 50_000));
            Assert.Contains("gggg", (await pair.Second.Completion.Soon()).Message, StringComparison.Ordinal);
            Assert.DoesNotContain(told, static line => line.Contains("broken", StringComparison.Ordinal));
        }

        static async IAsyncEnumerable<int> Fail()
        {
            yield return 1;
            await Task.CompletedTask;
            throw new InvalidOperationException(new string('z', 50_000));
        }
    }

    private static byte[] BytesOf(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static async IAsyncEnumerable<int> Numbers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return i;
        }

        await Task.CompletedTask;
    }
}
