namespace TypedPeer.Samples.Browser;

/// <summary>What every peer of a room serves and calls of all others: one board, and files.</summary>
[PeerContract]
public partial interface IBoard
{
    /// <summary>Adds a finished stroke.</summary>
    [OneWay]
    ValueTask DrawAsync(Stroke stroke);

    /// <summary>Shows a stroke that its author still draws. Only the newest state of it counts.</summary>
    [OneWay]
    [LatestWins]
    ValueTask SketchAsync(Stroke unfinished);

    /// <summary>Shows where the caller's pen is. It may be lost: another one comes soon.</summary>
    [OneWay]
    [Unreliable]
    ValueTask PointAsync(Dot at);

    /// <summary>Wipes what was drawn before.</summary>
    [OneWay]
    ValueTask ClearAsync(Clearing clearing);

    /// <summary>Says what the caller's board looks like. Whoever has another one reads the caller's.</summary>
    [OneWay]
    [LatestWins]
    ValueTask CompareAsync(BoardDigest digest);

    /// <summary>Reads the whole board, in parts of a bounded size.</summary>
    IAsyncEnumerable<BoardPart> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>Offers a file, which the caller serves for as long as it is here.</summary>
    [OneWay]
    ValueTask OfferAsync(FileOffer offer);

    /// <summary>Opens a file that was offered.</summary>
    /// <param name="id">The offer's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<Stream> OpenAsync(string id, CancellationToken cancellationToken = default);
}
