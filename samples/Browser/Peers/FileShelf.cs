using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace TypedPeer.Samples.Browser.Peers;

/// <summary>Files of a process: those it offers, and a folder for those of others, which come at once.</summary>
internal sealed class FileShelf(string folder, Action<string> say, CancellationToken stopped) : IBoardFiles
{
    private const long MaxLength = 1L << 30;
    private const int MaxFiles = 1000;

    private readonly ConcurrentDictionary<string, (string Path, FileOffer Offer)> _own = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _taken = new(StringComparer.Ordinal);

    public IReadOnlyCollection<FileOffer> Own => [.. _own.Values.Select(static own => own.Offer)];

    /// <summary>Makes an offer of a file.</summary>
    public async Task<FileOffer> AddAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        var offer = new FileOffer
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)),
            Name = Path.GetFileName(path),
            Length = stream.Length,
            Sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)),
        };
        _own[offer.Id] = (path, offer);
        return offer;
    }

    public Stream Open(string id) => _own.TryGetValue(id, out var own) ? File.OpenRead(own.Path) : throw new PeerException(PeerStatus.NotFound, "There is no such file.");

    public void Take(string peer, FileOffer offer, Func<CancellationToken, ValueTask<Stream>> open)
    {
        if (offer.Length is >= 0 and <= MaxLength && _taken.Count < MaxFiles && _taken.TryAdd(offer.Id, true))
        {
            _ = TakeAsync(peer, offer, open);
        }
    }

    private async Task TakeAsync(string peer, FileOffer offer, Func<CancellationToken, ValueTask<Stream>> open)
    {
        var name = NameOf(offer.Name);
        Directory.CreateDirectory(folder);
        var part = Path.Combine(folder, $".{Guid.NewGuid():N}.part");
        try
        {
            var (length, hash) = await CopyAsync(part, offer.Length, open);
            if (length != offer.Length || (offer.Sha256 is { } expected && expected != hash))
            {
                throw new InvalidDataException("It is not what was offered.");
            }

            var path = Path.Combine(folder, $"{hash[..8]}-{name}");
            File.Move(part, path, overwrite: true);
            say($"file: {name} of {peer}, {length.ToString(CultureInfo.InvariantCulture)} bytes, {hash}");
        }
        catch (Exception exception) when (exception is PeerException or IOException or InvalidDataException or OperationCanceledException)
        {
            File.Delete(part);
            _taken.TryRemove(offer.Id, out _);
            say($"the file {name} of {peer} did not come: {exception.Message}");
        }
    }

    private async Task<(long Length, string Hash)> CopyAsync(string path, long most, Func<CancellationToken, ValueTask<Stream>> open)
    {
        await using var source = await open(stopped);
        await using var target = new FileStream(path, FileMode.CreateNew);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        var length = 0L;
        for (int read; (read = await source.ReadAsync(buffer, stopped)) > 0;)
        {
            if ((length += read) > most)
            {
                throw new InvalidDataException("It is longer than was said.");
            }

            hash.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), stopped);
        }

        return (length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>A name of a stranger's becomes one of a file and nothing else.</summary>
    private static string NameOf(string name)
    {
        var safe = string.Concat(name.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));
        return safe.Length <= 80 ? safe : safe[^80..];
    }
}
