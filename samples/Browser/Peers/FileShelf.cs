using System.Collections.Concurrent;
using System.Globalization;

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
        var offer = await FileTransfer.OfferAsync(Path.GetFileName(path), stream, cancellationToken);
        _own[offer.Id] = (path, offer);
        return offer;
    }

    public ValueTask<Stream> OpenAsync(string id, string taker) =>
        _own.TryGetValue(id, out var own) ? new(File.OpenRead(own.Path)) : throw new PeerException(PeerStatus.NotFound, "There is no such file.");

    public void Take(BoardProfile from, FileOffer offer, Func<CancellationToken, ValueTask<Stream>> open)
    {
        if (offer.Length is >= 0 and <= MaxLength && _taken.Count < MaxFiles && _taken.TryAdd(offer.Id, true))
        {
            _ = TakeAsync(from.Name, offer, open);
        }
    }

    private async Task TakeAsync(string peer, FileOffer offer, Func<CancellationToken, ValueTask<Stream>> open)
    {
        var name = NameOf(offer.Name);
        Directory.CreateDirectory(folder);
        var part = Path.Combine(folder, $".{Guid.NewGuid():N}.part");
        try
        {
            var hash = await CopyAsync(part, offer, open);
            var path = Path.Combine(folder, $"{hash[..8]}-{name}");
            File.Move(part, path, overwrite: true);
            say($"file: {name} of {peer}, {offer.Length.ToString(CultureInfo.InvariantCulture)} bytes, {hash}");
        }
        catch (Exception exception) when (exception is PeerException or IOException or InvalidDataException or OperationCanceledException)
        {
            File.Delete(part);
            _taken.TryRemove(offer.Id, out _);
            say($"the file {name} of {peer} did not come: {exception.Message}");
        }
    }

    private async Task<string> CopyAsync(string path, FileOffer offer, Func<CancellationToken, ValueTask<Stream>> open)
    {
        await using var source = await open(stopped);
        await using var target = new FileStream(path, FileMode.CreateNew);
        return await FileTransfer.CopyAsync(offer, source, target, null, stopped);
    }

    /// <summary>A name of a stranger's becomes one of a file and nothing else.</summary>
    private static string NameOf(string name)
    {
        var safe = string.Concat(name.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));
        return safe.Length <= 80 ? safe : safe[^80..];
    }
}
