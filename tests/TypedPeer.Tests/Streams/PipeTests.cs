using System.Buffers;
using System.IO.Pipelines;
using TypedPeer.Tests.Pools;

namespace TypedPeer.Tests.Streams;

/// <summary>The pipe that stands for bytes of the peer behaves as pipes do, and harms nobody when it is held otherwise.</summary>
public class PipeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pipe_gives_every_byte_once_however_far_its_reader_looks_ahead()
    {
        await using var pair = new BytesPair();
        var content = new byte[300_000];
        new Random(1).NextBytes(content);
        pair.Service.OnPipe = _ => new(PipeReader.Create(new MemoryStream(content)));
        var random = new Random(2);
        for (var round = 0; round < 5; round++)
        {
            var pipe = await pair.Remote.PipeAsync(Token).Soon();
            using var copy = new MemoryStream();
            while (true)
            {
                var result = await pipe.ReadAsync(Token).Soon();
                var take = random.NextInt64(result.Buffer.Length + 1);
                foreach (var part in result.Buffer.Slice(0, take))
                {
                    copy.Write(part.Span);
                }

                if (result.IsCompleted && take == result.Buffer.Length)
                {
                    pipe.AdvanceTo(result.Buffer.End);
                    break;
                }

                pipe.AdvanceTo(result.Buffer.GetPosition(take), random.Next(2) == 0 ? result.Buffer.End : result.Buffer.GetPosition(take));
            }

            await pipe.CompleteAsync();
            Assert.Equal(content, copy.ToArray());
        }

        await pair.NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_pipe_whose_read_was_cancelled_goes_on_and_loses_nothing()
    {
        await using var pair = new BytesPair();
        using var more = new SemaphoreSlim(0);
        pair.Service.OnPipe = _ => new(PipeReader.Create(new TrackedStream(async (buffer, token) =>
        {
            await more.WaitAsync(token);
            buffer.Span[..3].Fill(9);
            return 3;
        })));
        var pipe = await pair.Remote.PipeAsync(Token).Soon();
        pipe.CancelPendingRead();
        Assert.True((await pipe.ReadAsync(Token).Soon()) is { IsCanceled: true, IsCompleted: false, Buffer.IsEmpty: true });
        pipe.AdvanceTo(default);
        var pending = pipe.ReadAsync(Token).AsTask();
        Assert.False(pending.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => { _ = pipe.ReadAsync(Token).AsTask(); });
        pipe.CancelPendingRead();
        Assert.True((await pending.Soon()).IsCanceled);
        using var cancel = new CancellationTokenSource();
        var cancelled = pipe.ReadAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Soon());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pipe.ReadAsync(cancel.Token).Soon());
        Assert.False(pipe.TryRead(out _));
        more.Release();
        var result = await pipe.ReadAsync(Token).Soon();
        Assert.Equal([9, 9, 9], result.Buffer.ToArray());
        pipe.AdvanceTo(result.Buffer.End);
        await pipe.CompleteAsync();
        await pair.NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_pipe_completed_while_it_is_read_ends_the_read_and_takes_no_more()
    {
        await using var pair = new BytesPair();
        pair.Service.OnPipe = static _ => new(PipeReader.Create(TrackedStream.Silent()));
        var pipe = await pair.Remote.PipeAsync(Token).Soon();
        var read = pipe.ReadAsync(Token).AsTask();
        await pipe.CompleteAsync().Soon();
        await pipe.CompleteAsync().Soon();
        await Assert.ThrowsAsync<InvalidOperationException>(() => read.Soon());
        Assert.Throws<InvalidOperationException>(() => { _ = pipe.ReadAsync(Token).AsTask(); });
        Assert.Throws<InvalidOperationException>(() => pipe.TryRead(out _));
        Assert.Throws<InvalidOperationException>(() => pipe.AdvanceTo(default));
        pipe.CancelPendingRead();
        await pair.NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_pipe_that_was_cut_short_fails_every_read()
    {
        await using var pair = new BytesPair();
        var broken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.Service.OnPipe = _ =>
        {
            var isFirst = true;
            return new(PipeReader.Create(new TrackedStream(async (buffer, _) =>
            {
                if (!isFirst)
                {
                    await broken.Task;
                    throw new PeerException(PeerStatus.Unavailable, "the disk is gone");
                }

                isFirst = false;
                return 100;
            })));
        };
        var pipe = await pair.Remote.PipeAsync(Token).Soon();
        var result = await pipe.ReadAsync(Token).Soon();
        Assert.Equal((100, false), (result.Buffer.Length, result.IsCompleted));
        pipe.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        broken.SetResult();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(PeerStatus.Unavailable, (await Assert.ThrowsAsync<PeerException>(() => pipe.ReadAsync(Token).Soon())).Status);
        }

        await pipe.CompleteAsync();
        await pair.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Pipes_completed_and_cancelled_at_any_moment_give_every_buffer_back_once()
    {
        await using var pair = new BytesPair();
        pair.Service.OnPipe = static _ => new(PipeReader.Create(TrackedStream.Trickle()));
        var random = new Random(3);
        for (var i = 0; i < 500; i++)
        {
            var pipe = await pair.Remote.PipeAsync(Token).Soon();
            using var cancel = new CancellationTokenSource();
            var read = Task.Run(
                async () =>
                {
                    while (true)
                    {
                        var result = await pipe.ReadAsync(cancel.Token);
                        foreach (var part in result.Buffer)
                        {
                            Assert.False(part.Span.ContainsAnyExcept((byte)7));
                        }

                        pipe.AdvanceTo(result.Buffer.End);
                    }
                },
                Token);
            for (var spins = random.Next(12); spins > 0; spins--)
            {
                Thread.SpinWait(2000);
                pipe.CancelPendingRead();
            }

            if (i % 2 == 0)
            {
                await cancel.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.Soon());
            }

            await pipe.CompleteAsync().Soon();
            await read.ContinueWith(static task => Assert.True(task.Exception?.InnerException is null or InvalidOperationException), TaskScheduler.Default).Soon();
        }

        await pair.NothingIsLeftAsync();
        Assert.Empty(CheckedPools.Instance.Violations);
    }
}
