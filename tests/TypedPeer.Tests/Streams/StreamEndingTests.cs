using System.Buffers;
using System.IO.Pipelines;
using TypedPeer.Tests.Contracts;

namespace TypedPeer.Tests.Streams;

/// <summary>How byte streams end: what is held is let go of, what was handed over is disposed once, and what was cut short never looks complete.</summary>
public class StreamEndingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Endings => ["read to its end", "left early", "left by using", "cancelled in a read", "cancelled by the call", "session lost"];

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task A_stream_that_a_handler_returned_is_disposed_once_however_the_call_ends(string ending)
    {
        await using var pair = new BytesPair();
        var returned = ending == "read to its end" ? Finite(100_000) : TrackedStream.Endless();
        pair.Service.OnOpen = _ => Task.FromResult<Stream>(returned);
        using var cancel = new CancellationTokenSource();
        var stream = await pair.Remote.OpenAsync(cancel.Token).Soon();
        Assert.True(await stream.ReadAsync(new byte[10], Token).Soon() > 0);
        switch (ending)
        {
            case "read to its end":
                await stream.CopyToAsync(Stream.Null, Token).Soon();
                await stream.DisposeAsync().Soon();
                break;
            case "left early":
                await stream.DisposeAsync().Soon();
                break;
            case "left by using":
#pragma warning disable CA1849, MA0042 // What is looked at is the synchronous way.
                stream.Dispose();
#pragma warning restore CA1849, MA0042
                break;
            case "cancelled in a read":
                using (var read = new CancellationTokenSource())
                {
                    await read.CancelAsync();
                    await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.ReadAsync(new byte[10], read.Token).Soon());
                    Assert.True(await stream.ReadAsync(new byte[10], Token).Soon() > 0);
                }

                await stream.DisposeAsync().Soon();
                break;
            case "cancelled by the call":
                await cancel.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.CopyToAsync(Stream.Null, Token).Soon());
                await stream.DisposeAsync().Soon();
                break;
            default:
                pair.Channel.Break();
                await Assert.ThrowsAsync<PeerException>(() => stream.CopyToAsync(Stream.Null, Token).Soon());
                await Assert.ThrowsAsync<PeerException>(() => stream.ReadAsync(new byte[10], Token).Soon());
                await stream.DisposeAsync().Soon();
                break;
        }

        await returned.Disposed.Task.Soon();
        if (ending != "session lost")
        {
            await pair.NothingIsLeftAsync();
        }

        Assert.Equal(1, returned.Disposals);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_whose_caller_gave_up_while_the_handler_opened_it_is_disposed(bool blocks)
    {
        await using var pair = new BytesPair();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var go = new SemaphoreSlim(0);
        var returned = TrackedStream.Endless();
        pair.Service.OnOpen = async _ =>
        {
            entered.SetResult();
            if (blocks)
            {
#pragma warning disable CA1849, MA0042 // The handler blocks: its iterator does not start before the call was cancelled.
                go.Wait(Token);
#pragma warning restore CA1849, MA0042
            }
            else
            {
                await go.WaitAsync(Token);
            }

            return returned;
        };
        using var cancel = new CancellationTokenSource();
        var open = pair.Remote.OpenAsync(cancel.Token);
        await entered.Task.Soon();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => open.Soon());

        // What is sent behind the cancellation has come behind it.
        await Assert.ThrowsAsync<PeerException>(() => pair.Caller.GetRemote<ITestContract>("nobody").AddAsync(1, 2).Soon());
        go.Release();
        await returned.Disposed.Task.Soon();
        await pair.NothingIsLeftAsync();
        Assert.Equal(1, returned.Disposals);
    }

    [Fact]
    public async Task A_pipe_that_a_handler_returned_is_completed_when_its_caller_gave_up_before()
    {
        await using var pair = new BytesPair();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var go = new SemaphoreSlim(0);
        var behind = TrackedStream.Endless();
        pair.Service.OnPipe = _ =>
        {
            entered.SetResult();
#pragma warning disable CA1849, MA0042, MA0045 // The handler blocks: its iterator does not start before the call was cancelled.
            go.Wait(Token);
#pragma warning restore CA1849, MA0042, MA0045
            return new(PipeReader.Create(behind));
        };
        using var cancel = new CancellationTokenSource();
        var open = pair.Remote.PipeAsync(cancel.Token).AsTask();
        await entered.Task.Soon();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => open.Soon());
        await Assert.ThrowsAsync<PeerException>(() => pair.Caller.GetRemote<ITestContract>("nobody").AddAsync(1, 2).Soon());
        go.Release();
        await behind.Disposed.Task.Soon();
        await pair.NothingIsLeftAsync();
        Assert.Equal(1, behind.Disposals);
    }

    [Fact]
    public async Task A_read_that_is_cancelled_ends_its_stream_and_lets_go_of_what_waits()
    {
        await using var pair = new BytesPair();
        var returned = TrackedStream.Silent();
        pair.Service.OnOpen = _ => Task.FromResult<Stream>(returned);
        var stream = await pair.Remote.OpenAsync(Token).Soon();
        using var cancel = new CancellationTokenSource();
        var read = stream.ReadAsync(new byte[10], cancel.Token).AsTask();
        Assert.False(read.IsCompleted);
        await cancel.CancelAsync();
        Assert.Equal(cancel.Token, (await Assert.ThrowsAsync<OperationCanceledException>(() => read.Soon())).CancellationToken);
        await returned.Disposed.Task.Soon();
        await pair.NothingIsLeftAsync();

        // It is over, and does not look like an end.
        Assert.Equal(PeerStatus.Cancelled, (await Assert.ThrowsAsync<PeerException>(() => stream.ReadAsync(new byte[10], Token).Soon())).Status);
        await stream.DisposeAsync().Soon();
    }

    [Fact]
    public async Task A_pipe_completed_early_lets_go_of_what_waits()
    {
        await using var pair = new BytesPair();
        var returned = TrackedStream.Endless();
        pair.Service.OnPipe = _ => new(PipeReader.Create(returned));
        var pipe = await pair.Remote.PipeAsync(Token).Soon();
        var result = await pipe.ReadAsync(Token).Soon();
        Assert.False(result.IsCompleted);
        pipe.AdvanceTo(result.Buffer.End);
#pragma warning disable CA1849, MA0042 // What is looked at is the synchronous way.
        pipe.Complete();
#pragma warning restore CA1849, MA0042
        await returned.Disposed.Task.Soon();
        await pair.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Many_streams_left_in_every_way_hold_nothing_although_no_collector_runs()
    {
        // So little that what one stream left behind would fail the next ones.
        var options = new PeerSessionOptions { MaxMessageBytes = 256 * 1024, MaxReceiveBytes = 512 * 1024 };
        await using var pair = new BytesPair(options);
        pair.Service.OnOpen = static _ => Task.FromResult<Stream>(TrackedStream.Endless());
        for (var i = 0; i < 60; i++)
        {
            var stream = await pair.Remote.OpenAsync(Token).Soon();
            Assert.True(await stream.ReadAsync(new byte[10], Token).Soon() > 0);
            if (i % 3 == 0)
            {
#pragma warning disable CA1849, MA0042 // What is looked at is the synchronous way.
                stream.Dispose();
#pragma warning restore CA1849, MA0042
            }
            else if (i % 3 == 1)
            {
                await stream.DisposeAsync().Soon();
            }
            else
            {
                await PipeReader.Create(stream).CompleteAsync();
            }
        }

        await pair.NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_pipe_whose_read_was_cancelled_is_no_complete_upload()
    {
        await using var pair = new BytesPair();
        var failed = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.Service.OnUploadPipe = async (content, token) =>
        {
            begun.SetResult();
            try
            {
                await content.CopyToAsync(Stream.Null, token);
            }
            catch (Exception e)
            {
                failed.SetResult(e);
                throw;
            }

            return 1;
        };
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(new byte[100], Token);
        var upload = pair.Remote.UploadPipeAsync(pipe.Reader, Token).AsTask();
        await begun.Task.Soon();
        pipe.Reader.CancelPendingRead();
        await Assert.ThrowsAnyAsync<Exception>(() => upload.Soon());
        Assert.IsAssignableFrom<OperationCanceledException>(await failed.Task.Soon());
    }

    [Fact]
    public async Task A_pipe_whose_writer_failed_is_no_complete_upload()
    {
        await using var pair = new BytesPair();
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(new byte[100], Token);
        var upload = pair.Remote.UploadPipeAsync(pipe.Reader, Token).AsTask();
        await pipe.Writer.CompleteAsync(new IOException("the disk is gone"));
        var error = await Assert.ThrowsAsync<PeerException>(() => upload.Soon());
        Assert.IsType<IOException>(error.InnerException);
    }

    [Fact]
    public async Task A_pipe_whose_upload_is_left_early_goes_on_behind_what_was_taken()
    {
        await using var pair = new BytesPair();
        pair.Service.OnUploadPipe = static async (content, token) =>
        {
            var result = await content.ReadAtLeastAsync(1, token);
            return result.Buffer.FirstSpan[0];
        };
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(new byte[] { 1, 2, 3 }, Token);
        Assert.Equal(1, await pair.Remote.UploadPipeAsync(pipe.Reader, Token).Soon());
        await pair.NothingIsLeftAsync();
        await pipe.Writer.WriteAsync(new byte[] { 4 }, Token);
        var rest = await pipe.Reader.ReadAsync(Token).Soon();
        Assert.Equal((byte)4, rest.Buffer.ToArray()[^1]);
    }

    [Fact]
    public async Task An_upload_its_caller_aborts_fails_every_read_of_the_handler()
    {
        await using var pair = new BytesPair();
        var reads = new TaskCompletionSource<List<Exception>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.Service.OnUpload = async (content, _) =>
        {
            begun.SetResult();
            var failures = new List<Exception>();
            var buffer = new byte[64 * 1024];
            while (failures.Count < 3)
            {
                try
                {
                    if (await content.ReadAsync(buffer, CancellationToken.None) == 0)
                    {
                        break;
                    }
                }
                catch (Exception e) when (e is OperationCanceledException or PeerException)
                {
                    failures.Add(e);
                }
            }

            reads.SetResult(failures);
            return 0;
        };
        using var cancel = new CancellationTokenSource();
        var upload = pair.Remote.UploadAsync(TrackedStream.Trickle(), cancel.Token).AsTask();
        await Bound.Until(() => pair.Callee.GetStatistics().BytesReceived > 10_000);

        // A handler that has not begun by then never does.
        await begun.Task.Soon();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload.Soon());
        Assert.Equal(3, (await reads.Task.Soon()).Count);
        await pair.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Opening_a_stream_makes_the_call_and_fails_where_the_handler_does()
    {
        await using var pair = new BytesPair();
        pair.Service.OnOpen = static _ => throw new PeerException(PeerStatus.NotFound, "there is no such file");
        pair.Service.OnPipe = static async _ =>
        {
            await Task.Yield();
            throw new PeerException(PeerStatus.PermissionDenied, "not yours");
        };
        Assert.Equal(PeerStatus.NotFound, (await Assert.ThrowsAsync<PeerException>(() => pair.Remote.OpenAsync(Token).Soon())).Status);
        Assert.Equal(PeerStatus.PermissionDenied, (await Assert.ThrowsAsync<PeerException>(() => pair.Remote.PipeAsync(Token).Soon())).Status);
        var missing = pair.Caller.GetRemote<IBytesContract>("nobody");
        Assert.Equal(PeerStatus.Unimplemented, (await Assert.ThrowsAsync<PeerException>(() => missing.OpenAsync(Token).Soon())).Status);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pair.Remote.OpenAsync(cancelled.Token).Soon());
        await pair.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Opening_a_stream_does_not_wait_for_its_first_byte()
    {
        await using var pair = new BytesPair();
        pair.Service.OnOpen = static _ => Task.FromResult<Stream>(TrackedStream.Silent());
        await using var stream = await pair.Remote.OpenAsync(Token).Soon();
        Assert.Equal(1, pair.Callee.GetStatistics().CallsRunning);
    }

    [Fact]
    public async Task A_handler_that_returns_no_stream_fails_where_it_is_awaited()
    {
        await using var pair = new BytesPair();
        pair.Service.OnOpen = static _ => Task.FromResult<Stream>(null!);
        Assert.Equal(PeerStatus.HandlerFailed, (await Assert.ThrowsAsync<PeerException>(() => pair.Remote.OpenAsync(Token).Soon())).Status);
        await pair.NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_handler_that_reads_on_from_a_token_that_was_cancelled_holds_nothing()
    {
        await using var pair = SessionPair.Create();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.SecondService.OnSum = async (numbers, token) =>
        {
            var items = numbers.GetAsyncEnumerator(new CancellationToken(canceled: true));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => items.MoveNextAsync().AsTask());
            await items.DisposeAsync();
            await go.Task;
            return 1;
        };
        var sum = pair.Remote.SumAsync(Numbers(), Token).AsTask();
        await Bound.Until(() => pair.Second.GetStatistics() is { CallsRunning: 1, BytesHeld: 0 } && pair.First.GetStatistics().BytesQueued == 0);
        go.SetResult();
        Assert.Equal(1, await sum.Soon());

        static async IAsyncEnumerable<int> Numbers()
        {
            while (true)
            {
                await Task.Yield();
                yield return 1;
            }
        }
    }

    private static TrackedStream Finite(int length)
    {
        var left = length;
        return new((buffer, _) =>
        {
            var count = Math.Min(left, buffer.Length);
            left -= count;
            return new(count);
        });
    }
}
