using System.Security.Cryptography;

namespace TypedPeer.Samples.Browser;

/// <summary>Files as they come and go, whoever keeps them.</summary>
public static class FileTransfer
{
    private const int BlockSize = 64 * 1024;

    /// <summary>Makes an offer of a file, with its hash.</summary>
    public static async Task<FileOffer> OfferAsync(string name, Stream file, CancellationToken cancellationToken) => new()
    {
        Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)),
        Name = name,
        Length = file.Length,
        Sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)),
    };

    /// <summary>Copies what comes, no more than was offered, and returns its SHA-256 in hexadecimal.</summary>
    /// <param name="offer">What it is said to be.</param>
    /// <param name="source">What comes.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="came">Told how many bytes have come behind each block.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">It is longer or shorter than was said, or has another hash.</exception>
    public static async Task<string> CopyAsync(FileOffer offer, Stream source, Stream target, Action<long>? came, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BlockSize];
        var length = 0L;
        for (int read; (read = await source.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if ((length += read) > offer.Length)
            {
                throw new InvalidDataException("It is longer than was said.");
            }

            hash.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            came?.Invoke(length);
        }

        var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (length != offer.Length || (offer.Sha256 is { } expected && expected != sha256))
        {
            throw new InvalidDataException("It is not what was offered.");
        }

        return sha256;
    }
}
