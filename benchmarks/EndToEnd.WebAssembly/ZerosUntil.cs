namespace TypedPeer.Benchmarks.EndToEnd.WebAssembly;

/// <summary>Zeros, as fast as they are read, for so long.</summary>
internal sealed class ZerosUntil(long start, int milliseconds) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => MeasuredPage.Milliseconds(start) < milliseconds ? count : 0;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(MeasuredPage.Milliseconds(start) < milliseconds ? buffer.Length : 0);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
