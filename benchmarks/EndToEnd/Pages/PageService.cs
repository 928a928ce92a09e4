namespace TypedPeer.Benchmarks.EndToEnd.Pages;

/// <summary>Serves what the page calls.</summary>
internal sealed class PageService : IPageBenchmark
{
    private const int BufferSize = 64 * 1024;

    public ValueTask<int> AddAsync(int first, int second) => ValueTask.FromResult(first + second);

    public ValueTask<Stream> DownloadAsync(CancellationToken cancellationToken) => ValueTask.FromResult<Stream>(new EndlessStream());

    public async ValueTask<long> UploadAsync(Stream bytes)
    {
        var buffer = new byte[BufferSize];
        var count = 0L;
        for (int read; (read = await bytes.ReadAsync(buffer)) > 0; count += read)
        {
        }

        return count;
    }

    /// <summary>Zeros, as fast as they are read.</summary>
    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => count;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(buffer.Length);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
