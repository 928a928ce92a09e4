using System.Buffers;
using TypedPeer.Tests.Contracts;
using TypedPeer.Tests.Pools;

namespace TypedPeer.Tests.Streams;

/// <summary>
/// Streams held otherwise than a stream is to be held: read twice at once, disposed while they are read, used afterwards. Whoever
/// does it is told, and nobody else is harmed.
/// </summary>
public class StreamMisuseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_ends_when_its_stream_is_disposed_and_later_ones_are_refused()
    {
        await using var pair = new BytesPair();
        pair.Service.OnOpen = static _ => Task.FromResult<Stream>(TrackedStream.Silent());
        foreach (var wait in (bool[])[true, false])
        {
            var stream = await pair.Remote.OpenAsync(Token).Soon();
            var read = stream.ReadAsync(new byte[10], Token).AsTask();
            Assert.False(read.IsCompleted);
            if (wait)
            {
                await stream.DisposeAsync().Soon();
            }
            else
            {
#pragma warning disable CA1849, MA0042 // What is looked at is the synchronous way.
                stream.Dispose();
#pragma warning restore CA1849, MA0042
            }

            await Assert.ThrowsAsync<ObjectDisposedException>(() => read.Soon());
            await Assert.ThrowsAsync<ObjectDisposedException>(() => stream.ReadAsync(new byte[10], Token).Soon());
            await Assert.ThrowsAsync<ObjectDisposedException>(() => stream.ReadAsync(Memory<byte>.Empty, Token).Soon());
            Assert.False(stream.CanRead);
            await stream.DisposeAsync().Soon();
        }

        await pair.NothingIsLeftAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_read_into_memory_that_throws_fails_alone_and_what_came_is_kept_for_the_next(bool isHere)
    {
        await using var pair = new BytesPair();
        var more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reads = 0;
        pair.Service.OnOpen = _ => Task.FromResult<Stream>(new TrackedStream(async (buffer, token) =>
        {
            if (reads++ > 0)
            {
                await more.Task.WaitAsync(token);
            }

            buffer.Span[..3].Fill((byte)reads);
            return 3;
        }));
        await using var stream = await pair.Remote.OpenAsync(Token).Soon();
        var buffer = new byte[3];
        if (!isHere)
        {
            await stream.ReadExactlyAsync(buffer, Token).Soon();
        }

        using var broken = new BrokenMemory();
        var read = Assert.ThrowsAsync<UnauthorizedAccessException>(() => stream.ReadAtLeastAsync(broken.Memory, 1, cancellationToken: Token).AsTask());
        more.SetResult();
        await read.Soon();
        await stream.ReadExactlyAsync(buffer, Token).Soon();
        Assert.Equal(isHere ? 1 : 2, buffer[0]);
        await stream.DisposeAsync().Soon();
        await pair.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Of_two_reads_at_once_the_second_is_refused_and_the_first_goes_on()
    {
        await using var pair = new BytesPair();
        var more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.Service.OnOpen = _ => Task.FromResult<Stream>(new TrackedStream(async (buffer, token) =>
        {
            await more.Task.WaitAsync(token);
            buffer.Span[..3].Fill(9);
            return 3;
        }));
        await using var stream = await pair.Remote.OpenAsync(Token).Soon();
        var buffer = new byte[3];
        var first = stream.ReadAsync(buffer, Token).AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(() => stream.ReadAsync(new byte[10], Token).Soon());
        await Assert.ThrowsAsync<InvalidOperationException>(() => stream.CopyToAsync(Stream.Null, Token).Soon());
        more.SetResult();
        Assert.Equal(3, await first.Soon());
        Assert.Equal([9, 9, 9], buffer);
        Assert.Equal(3, await stream.ReadAsync(buffer, Token).Soon());
    }

    [Fact]
    public async Task An_empty_buffer_is_filled_at_once_and_takes_nothing()
    {
        await using var pair = new BytesPair();
        await using var stream = await pair.Remote.OpenAsync(Token).Soon();
        Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty, Token).Soon());
        Assert.Equal(100, await stream.ReadAtLeastAsync(new byte[100], 100, cancellationToken: Token).Soon());
        Assert.Equal(0, await stream.ReadAsync(new byte[1], Token).Soon());
        Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty, Token).Soon());
        Assert.Equal(0, await stream.ReadAsync(new byte[1], Token).Soon());
    }

    [Fact]
    public async Task What_a_stream_of_the_network_cannot_do_is_not_supported()
    {
        await using var pair = new BytesPair();
        await using var stream = await pair.Remote.OpenAsync(Token).Soon();
        Assert.Equal((true, false, false, false), (stream.CanRead, stream.CanSeek, stream.CanWrite, stream.CanTimeout));
#pragma warning disable CA1849, CA1835, CA2022, MA0042, MA0045, xUnit1051 // What is looked at is the synchronous way.
        Assert.Throws<NotSupportedException>(() => stream.Read(new byte[1], 0, 1));
        Assert.Throws<NotSupportedException>(() => stream.Read(new byte[1].AsSpan()));
        Assert.Throws<NotSupportedException>(() => stream.ReadByte());
        Assert.Throws<NotSupportedException>(() => stream.CopyTo(Stream.Null));
        Assert.Throws<NotSupportedException>(() => stream.Write(new byte[1], 0, 1));
        Assert.Throws<NotSupportedException>(() => stream.WriteByte(1));
        Assert.Throws<NotSupportedException>(() => stream.Length);
        Assert.Throws<NotSupportedException>(() => stream.Position);
        Assert.Throws<NotSupportedException>(() => stream.Position = 1);
        Assert.Throws<NotSupportedException>(() => stream.Seek(0, SeekOrigin.Begin));
        Assert.Throws<NotSupportedException>(() => stream.SetLength(1));
        stream.Flush();
        await stream.FlushAsync(Token);
        Assert.Equal(1, await Task.Factory.FromAsync(stream.BeginRead, stream.EndRead, new byte[1], 0, 1, null));
        Assert.Equal(99, await stream.ReadAtLeastAsync(new byte[100], 100, throwOnEndOfStream: false, Token));
#pragma warning restore CA1849, CA1835, CA2022, MA0042, MA0045, xUnit1051
    }

    [Fact]
    public async Task An_item_that_is_asked_for_while_another_is_awaited_is_refused_and_the_first_comes()
    {
        await using var pair = SessionPair.Create();
        var more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.SecondService.OnCount = (_, token) => Later(more.Task, token);
        await using var items = pair.Remote.CountAsync(1, Token).GetAsyncEnumerator(Token);
        var first = items.MoveNextAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => items.MoveNextAsync().Soon());
        Assert.Throws<InvalidOperationException>(() => first.GetAwaiter().GetResult());
        more.SetResult();
        Assert.True(await first.Soon());
        Assert.Equal(1, items.Current);
        Assert.False(await items.MoveNextAsync().Soon());
        Assert.False(await items.MoveNextAsync().Soon());
    }

    [Fact]
    public async Task An_enumerator_disposed_while_its_item_is_awaited_ends_that_wait_and_takes_no_more_questions()
    {
        await using var pair = SessionPair.Create();
        var never = new TaskCompletionSource();
        pair.SecondService.OnCount = (_, token) => Later(never.Task, token);
        var items = pair.Remote.CountAsync(1, Token).GetAsyncEnumerator(Token);
        var first = items.MoveNextAsync().AsTask();
        await Task.WhenAll(items.DisposeAsync().AsTask(), items.DisposeAsync().AsTask()).Soon();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => first.Soon());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => items.MoveNextAsync().Soon());
        await items.DisposeAsync().Soon();
        await Bound.Until(() => pair.Second.GetStatistics().CallsRunning == 0);
    }

    [Fact]
    public async Task An_enumerator_that_outlives_its_session_says_why_once_and_can_be_disposed()
    {
        await using var pair = SessionPair.Create();
        var never = new TaskCompletionSource();
        pair.SecondService.OnCount = (_, token) => Later(never.Task, token);
        var items = pair.Remote.CountAsync(1, Token).GetAsyncEnumerator(Token);
        var first = items.MoveNextAsync().AsTask();
        await Bound.Until(() => pair.Second.GetStatistics().CallsRunning == 1);
        pair.FirstChannel.Break();
        Assert.Equal(PeerStatus.ConnectionLost, (await Assert.ThrowsAsync<PeerException>(() => first.Soon())).Status);
        Assert.False(await items.MoveNextAsync().Soon());
        await items.DisposeAsync().Soon();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => items.MoveNextAsync().Soon());
        var late = pair.Remote.CountAsync(1, Token).GetAsyncEnumerator(Token);
        await Assert.ThrowsAsync<PeerException>(() => late.MoveNextAsync().Soon());
        Assert.False(await late.MoveNextAsync().Soon());
        await late.DisposeAsync().Soon();
    }

    [Fact]
    public async Task An_upload_whose_handler_reads_and_disposes_at_once_harms_nobody()
    {
        await using var pair = new BytesPair();
        pair.Service.OnUpload = static async (content, token) =>
        {
            var reads = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
            {
                var buffer = new byte[64];
                while (await content.ReadAsync(buffer, token) > 0)
                {
                    Assert.All(buffer, static value => Assert.True(value is 7 or 0));
                }
            })).ToList();
            await Task.Yield();
            await content.DisposeAsync();
            foreach (var read in reads)
            {
                await read.ContinueWith(static task => Assert.True(task.Exception?.InnerException is ObjectDisposedException or InvalidOperationException), TaskScheduler.Default);
            }

            return 1;
        };
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(1, await pair.Remote.UploadAsync(TrackedStream.Trickle(), Token).Soon());
        }

        await pair.NothingIsLeftAsync();
        Assert.Empty(CheckedPools.Instance.Violations);
    }

    [Fact]
    public async Task Streams_disposed_at_any_moment_of_a_read_give_every_buffer_back_once()
    {
        await using var pair = new BytesPair();
        pair.Service.OnOpen = static _ => Task.FromResult<Stream>(TrackedStream.Trickle());
        var others = OthersAsync(pair.Caller.GetRemote<ITestContract>(), 300);
        var random = new Random(1);
        for (var i = 0; i < 1500; i++)
        {
            var stream = await pair.Remote.OpenAsync(Token).Soon();
            var buffer = new byte[64];
            var read = Task.Run(
                async () =>
                {
                    while (await stream.ReadAsync(buffer, Token) > 0)
                    {
                        Assert.All(buffer, static value => Assert.True(value is 7 or 0));
                    }
                },
                Token);
            for (var spins = random.Next(12); spins > 0; spins--)
            {
                Thread.SpinWait(2000);
            }

            if (i % 2 == 0)
            {
                await stream.DisposeAsync().Soon();
            }
            else
            {
#pragma warning disable CA1849, MA0042 // What is looked at is the synchronous way.
                stream.Dispose();
#pragma warning restore CA1849, MA0042
            }

            await Assert.ThrowsAsync<ObjectDisposedException>(() => read.Soon());
        }

        await others.Soon();
        await pair.NothingIsLeftAsync();
        Assert.Empty(CheckedPools.Instance.Violations);
    }

    [Fact]
    public async Task Enumerators_held_by_several_threads_at_once_give_every_buffer_back_once()
    {
        await using var pair = SessionPair.Create();
        var others = OthersAsync(pair.Remote, 300);
        for (var i = 0; i < 500; i++)
        {
            var items = pair.Remote.BlocksAsync(1000, 300, Token).GetAsyncEnumerator(Token);
            var threads = Enumerable.Range(0, 3).Select(thread => Task.Run(
                async () =>
                {
                    for (var moves = 0; moves < 20 * (thread + 1); moves++)
                    {
                        await items.MoveNextAsync();
                    }

                    await items.DisposeAsync();
                },
                Token));
            foreach (var thread in threads.ToList())
            {
                await thread.ContinueWith(
                    static task => Assert.True(task.IsCompletedSuccessfully || task.Exception?.InnerException is InvalidOperationException),
                    TaskScheduler.Default).Soon();
            }
        }

        await others.Soon();
        await Bound.Until(() => pair.First.GetStatistics() is { CallsInFlight: 0, BytesHeld: 0 } && pair.Second.GetStatistics().CallsRunning == 0);
        Assert.Empty(CheckedPools.Instance.Violations);
    }

    /// <summary>Calls of somebody else meanwhile: their bytes are their own.</summary>
    private static Task OthersAsync(ITestContract remote, int calls) => Task.Run(
        async () =>
        {
            for (var i = 0; i < calls; i++)
            {
                var bytes = new byte[2000];
                Array.Fill(bytes, (byte)i);
                Assert.Equal(bytes, await remote.EchoBytesAsync(bytes).Soon());
            }
        },
        Token);

    private static async IAsyncEnumerable<int> Later(Task when, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        await when.WaitAsync(token);
        yield return 1;
    }

    /// <summary>Memory of which nobody gets the bytes.</summary>
    private sealed class BrokenMemory : MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(10);

        public override Span<byte> GetSpan() => throw new UnauthorizedAccessException();

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
