using System.Security.Cryptography;
using TypedPeer.Samples.Chat.Room;

namespace TypedPeer.Samples.Chat.Files;

/// <summary>A file that comes, in one attempt or in several: each goes on where the one before ended.</summary>
internal sealed class IncomingFile : IDisposable
{
    /// <summary>What a stranger may put on this disk at once.</summary>
    private const long MaxLength = 4L * 1024 * 1024 * 1024;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly FileStream _stream;
    private readonly FileOffer _offer;
    private FileReceipt? _receipt;

    private IncomingFile(FileStream stream, FileOffer offer)
    {
        (_stream, _offer) = (stream, offer);
        Transfer = new Transfer(Path.GetFileName(stream.Name), offer.Length);
    }

    public Transfer Transfer { get; }

    public long Length => Transfer.Done;

    /// <summary>Makes a new file, whose name is the offered one without any way out of the folder.</summary>
    public static IncomingFile Create(string folder, FileOffer offer)
    {
        if (offer.Length is < 0 or > MaxLength)
        {
            throw new PeerException(PeerStatus.LimitExceeded, $"Files of up to {MaxLength} bytes are taken.");
        }

        Directory.CreateDirectory(folder);
        var safe = string.Concat(Path.GetFileName(offer.Name.Replace('\\', '/')).Where(static c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or ' ')).TrimStart('.');
        return new IncomingFile(Open(folder, safe.Length is 0 or > 100 ? "file" : safe), offer);
    }

    public async Task<FileReceipt> TakeAsync(long offset, IAsyncEnumerable<ReadOnlyMemory<byte>> blocks, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_receipt is not null)
            {
                return _receipt;
            }

            if (offset != Length)
            {
                throw new PeerException(PeerStatus.FailedPrecondition, $"The file goes on at {Length}.");
            }

            await foreach (var block in blocks.WithCancellation(cancellationToken))
            {
                if (Length + block.Length > _offer.Length)
                {
                    throw new PeerException(PeerStatus.InvalidData, "There is more of the file than was said.");
                }

                await _stream.WriteAsync(block, CancellationToken.None);
                _hash.AppendData(block.Span);
                Transfer.Reach(Length + block.Length);
            }

            return Finish();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Close() => _stream.Dispose();

    public void Dispose()
    {
        _stream.Dispose();
        _hash.Dispose();
        _turn.Dispose();
    }

    private FileReceipt Finish()
    {
        if (Length < _offer.Length)
        {
            return new FileReceipt(Length, []);
        }

        _receipt = new FileReceipt(Length, _hash.GetHashAndReset());
        Transfer.Complete(_receipt.Sha256);
        return _receipt;
    }

    /// <summary>Nothing that is there is written over.</summary>
    private static FileStream Open(string folder, string name)
    {
        for (var number = 1; ; number++)
        {
            var path = Path.Combine(folder, number == 1 ? name : $"{Path.GetFileNameWithoutExtension(name)} ({number}){Path.GetExtension(name)}");
            try
            {
                return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 64 * 1024, useAsync: true);
            }
            catch (IOException) when (File.Exists(path) && number < 1000)
            {
                // The next number.
            }
        }
    }
}
