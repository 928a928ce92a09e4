namespace TypedPeer.CompilerServices;

/// <summary>A stream whose bytes come from the peer. It is opened by the first read and closed with it.</summary>
internal sealed class PeerBlockStream(IAsyncEnumerable<ReadOnlyMemory<byte>> blocks) : Stream
{
    private readonly CancellationTokenSource _disposed = new();
    private IAsyncEnumerator<ReadOnlyMemory<byte>>? _blocks;
    private ReadOnlyMemory<byte> _rest;
    private bool _isAtEnd;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("The peer does not say how long the stream is.");

    public override long Position
    {
        get => throw new NotSupportedException("The stream has no position.");
        set => throw new NotSupportedException("The stream has no position.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        if (buffer.Length == 0)
        {
            return 0;
        }

        // A read that is cancelled ends the stream: the peer is told to stop, and nothing more comes.
        using var registration = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _disposed);
        _blocks ??= blocks.GetAsyncEnumerator(_disposed.Token);
        while (_rest.Length == 0 && !_isAtEnd)
        {
            if (await _blocks.MoveNextAsync().ConfigureAwait(false))
            {
                _rest = _blocks.Current;
            }
            else
            {
                _isAtEnd = true;
            }
        }

        var count = Math.Min(_rest.Length, buffer.Length);
        _rest.Span[..count].CopyTo(buffer.Span);
        _rest = _rest[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Read the stream asynchronously: its bytes come from the network.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream has no position.");

    public override void SetLength(long value) => throw new NotSupportedException("The stream can only be read.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream can only be read.");

    public override async ValueTask DisposeAsync()
    {
        if (!_disposed.IsCancellationRequested)
        {
            await _disposed.CancelAsync().ConfigureAwait(false);
            if (_blocks is not null)
            {
                await _blocks.DisposeAsync().ConfigureAwait(false);
            }
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        // Cancelling ends the enumeration on the peer too; there is nothing to wait for.
        if (disposing)
        {
            _disposed.Cancel();
        }

        base.Dispose(disposing);
    }
}
