using System.Security.Cryptography;
using System.Text;

namespace TypedPeer.Transfers.Sending;

/// <summary>What is sent: reads it, knows the hash of all before its position, and sees when it is changed meanwhile. One caller at a time.</summary>
internal sealed class TransferSource : IDisposable
{
    /// <summary>What is read at once: large enough that a call of the system's is a small part of the cost.</summary>
    private const int BlockSize = 64 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[BlockSize];
    private readonly Stream _stream;
    private readonly string? _path;
    private readonly DateTime _changed;
    private readonly long _start;

    private TransferSource(Stream stream, string? path)
    {
        (_stream, _path) = (stream, path);
        _start = stream.CanSeek ? stream.Position : 0;
        Length = stream.CanSeek ? stream.Length - _start : null;
        _changed = path is null ? default : File.GetLastWriteTimeUtc(path);
    }

    /// <summary>Gets how many bytes there are; null where that is not known.</summary>
    public long? Length { get; }

    /// <summary>Gets how many bytes were read and are in the hash.</summary>
    public long Position { get; private set; }

    /// <summary>Gets why reading failed; null where it did not.</summary>
    public TransferException? Failure { get; private set; }

    public static TransferSource OfFile(string path) => new(
        new FileStream(path, new FileStreamOptions { Access = FileAccess.Read, Mode = FileMode.Open, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.Asynchronous | FileOptions.SequentialScan }),
        Path.GetFullPath(path));

    public static TransferSource OfStream(Stream stream) => new(stream, null);

    /// <summary>Returns what the transfer is called unless the application says otherwise.</summary>
    public Guid Id() =>
        _path is null ? Guid.NewGuid() : new(SHA256.HashData(Encoding.UTF8.GetBytes($"{_path}\0{Length}\0{_changed.Ticks}")).AsSpan(0, 16));

    public byte[] Sha256() => _hash.GetCurrentHash();

    /// <summary>Goes to where the receiver wants more, if what it has is what there is here; to the start if not. Returns the position.</summary>
    public async Task<long> GoToAsync(long offset, ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken)
    {
        if (offset < Position)
        {
            Rewind();
        }

        while (Position < offset && await ReadAsync(offset - Position, cancellationToken).ConfigureAwait(false) is { Length: > 0 })
        {
            // Into the hash.
        }

        if (Position != offset || !sha256.Span.SequenceEqual(Sha256()))
        {
            Rewind();
        }

        return Position;
    }

    /// <summary>Reads the next block; an empty one at the end. It is valid until the next is read.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(long most, CancellationToken cancellationToken)
    {
        // A read that was given up may have moved it.
        if (_stream.CanSeek && _stream.Position != _start + Position)
        {
            _stream.Position = _start + Position;
        }

        var count = await _stream.ReadAsync(_buffer.AsMemory(0, (int)Math.Min(_buffer.Length, Math.Min(most, (Length ?? long.MaxValue) - Position))), cancellationToken).ConfigureAwait(false);
        _hash.AppendData(_buffer, 0, count);
        Position += count;
        return _buffer.AsMemory(0, count);
    }

    /// <summary>Makes sure that the source is what it was when its first byte was read.</summary>
    public void CheckUnchanged()
    {
        if ((Length is { } length && Position != length) || (_path is not null && (_stream.Length != Length || File.GetLastWriteTimeUtc(_path) != _changed)))
        {
            throw Failure = new(TransferError.SourceChanged, "The source was changed while it was sent.");
        }
    }

    public void Dispose()
    {
        _hash.Dispose();
        if (_path is not null)
        {
            _stream.Dispose();
        }
    }

    private void Rewind()
    {
        if (Position == 0)
        {
            return;
        }

        if (!_stream.CanSeek)
        {
            throw Failure = new(TransferError.NotRepeatable, "The stream cannot be read again, and what was read of it is lost.");
        }

        _stream.Position = _start;
        Position = 0;
        _ = _hash.GetHashAndReset();
    }
}
