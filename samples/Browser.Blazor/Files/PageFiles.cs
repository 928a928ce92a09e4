using Microsoft.JSInterop;

namespace TypedPeer.Samples.Browser.Blazor.Files;

/// <summary>Files that this page offers, which its script has, and those of others, which come straight from their owners. All on the page's thread.</summary>
public sealed class PageFiles(IJSObjectReference script, Action changed, Action<string> say) : IBoardFiles
{
    /// <summary>What comes by itself; larger ones are asked for.</summary>
    private const long MostByItself = 32L * 1024 * 1024;

    /// <summary>A page holds a file in its memory, for a moment twice, so there is an end to it.</summary>
    private const long MostAtAll = 256L * 1024 * 1024;

    private const int MostOffers = 1000;

    private readonly Dictionary<string, OutgoingFile> _outgoing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IncomingFile> _incoming = new(StringComparer.Ordinal);

    public IReadOnlyCollection<FileOffer> Own => [.. _outgoing.Values.Select(static outgoing => outgoing.Offer)];

    public IReadOnlyCollection<OutgoingFile> Outgoing => _outgoing.Values;

    public IReadOnlyCollection<IncomingFile> Incoming => _incoming.Values;

    /// <summary>Makes an offer of a file that the script has; null for one that is too large.</summary>
    public async Task<FileOffer?> AddAsync(int key, string name, long length)
    {
        if (length > MostAtAll)
        {
            say($"{name} is larger than the {MostAtAll / 1024 / 1024} MB that this page can hold.");
            await script.InvokeVoidAsync("close", key);
            return null;
        }

        FileOffer offer;
        await using (var file = await OpenAsync(key))
        {
            offer = await FileTransfer.OfferAsync(name, file, CancellationToken.None);
        }

        _outgoing.Add(offer.Id, new(key, offer));
        changed();
        return offer;
    }

    public async ValueTask<Stream> OpenAsync(string id, string taker)
    {
        var outgoing = _outgoing.GetValueOrDefault(id) ?? throw new PeerException(PeerStatus.NotFound, "There is no such file.");
        return new TakenStream(await OpenAsync(outgoing.Key), () =>
        {
            outgoing.Takers.Add(taker);
            changed();
        });
    }

    public void Take(BoardProfile from, FileOffer offer, Func<CancellationToken, ValueTask<Stream>> open)
    {
        var known = _incoming.GetValueOrDefault(offer.Id);
        if (known is { State: not IncomingState.Failed } || (known is null && _incoming.Count >= MostOffers) || offer.Length is < 0 or > MostAtAll)
        {
            return;
        }

        var incoming = _incoming[offer.Id] = new IncomingFile(from, offer, open);
        say($"{from.Name} offers {offer.Name}");
        if (offer.Length <= MostByItself)
        {
            Fetch(incoming);
        }

        changed();
    }

    /// <summary>Has a file come that was offered; what becomes of it is seen there.</summary>
    public void Fetch(IncomingFile incoming)
    {
        if (incoming.State is IncomingState.Offered or IncomingState.Failed)
        {
            _ = FetchAsync(incoming);
        }
    }

    private async Task FetchAsync(IncomingFile incoming)
    {
        await incoming.FetchAsync(
            async bytes =>
            {
                using var reference = new DotNetStreamReference(bytes, leaveOpen: true);
                return await script.InvokeAsync<string>("keep", reference);
            },
            changed);
        if (incoming.State == IncomingState.There)
        {
            say($"{incoming.Offer.Name} of {incoming.From.Name} is here");
        }
    }

    private async Task<Stream> OpenAsync(int key)
    {
        var file = await script.InvokeAsync<IJSStreamReference>("open", key);
        return await file.OpenReadStreamAsync(MostAtAll);
    }
}
