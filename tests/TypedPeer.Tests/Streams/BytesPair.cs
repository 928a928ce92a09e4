using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;

namespace TypedPeer.Tests.Streams;

/// <summary>Two sessions joined in memory, of which the second serves bytes.</summary>
internal sealed class BytesPair : IAsyncDisposable
{
    public BytesPair(PeerSessionOptions? callerOptions = null, PeerSessionOptions? calleeOptions = null)
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        Channel = first;
        Caller = PeerSession.Start(first, options: callerOptions);
        Callee = PeerSession.Start(second, peer => peer.Serve<IBytesContract>(Service).Serve<ITestContract>(new TestService()), calleeOptions);
        Remote = Caller.GetRemote<IBytesContract>();
    }

    public InMemoryPeerChannel Channel { get; }

    public PeerSession Caller { get; }

    public PeerSession Callee { get; }

    public BytesService Service { get; } = new();

    public IBytesContract Remote { get; }

    /// <summary>Waits until neither side holds anything of a call, and nothing had to be found by the collector.</summary>
    public async Task NothingIsLeftAsync()
    {
        await Bound.Until(() => Caller.GetStatistics() is { CallsInFlight: 0, BytesHeld: 0 } && Callee.GetStatistics() is { CallsRunning: 0, BytesHeld: 0 });
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.Equal(5, await Caller.GetRemote<ITestContract>().AddAsync(2, 3).Soon());
        }

        Assert.Equal((0, 0), (Caller.GetStatistics().StreamsLeaked, Callee.GetStatistics().StreamsLeaked));
    }

    public async ValueTask DisposeAsync()
    {
        await Caller.DisposeAsync();
        await Callee.DisposeAsync();
    }
}

/// <summary>A stream that reads as the test wants and counts how often it was disposed.</summary>
internal sealed class TrackedStream(Func<Memory<byte>, CancellationToken, ValueTask<int>> read) : Stream
{
    private int _disposals;

    public int Disposals => Volatile.Read(ref _disposals);

    public TaskCompletionSource Disposed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Full buffers without an end.</summary>
    public static TrackedStream Endless() => new(static (buffer, _) =>
    {
        buffer.Span.Fill(7);
        return new(buffer.Length);
    });

    /// <summary>Little at a time without an end, each time on another thread.</summary>
    public static TrackedStream Trickle() => new(static async (buffer, token) =>
    {
        await Task.Yield();
        token.ThrowIfCancellationRequested();
        var count = Math.Min(buffer.Length, 700);
        buffer.Span[..count].Fill(7);
        return count;
    });

    /// <summary>Nothing, until the read is cancelled.</summary>
    public static TrackedStream Silent() => new(static async (_, token) =>
    {
        await Task.Delay(Timeout.Infinite, token);
        return 0;
    });

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => read(buffer, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        Interlocked.Increment(ref _disposals);
        Disposed.TrySetResult();
        base.Dispose(disposing);
    }
}
