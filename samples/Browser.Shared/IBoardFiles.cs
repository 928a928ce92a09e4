namespace TypedPeer.Samples.Browser;

/// <summary>The files that a peer offers, and what it does with those of others. Called by many peers at once.</summary>
public interface IBoardFiles
{
    /// <summary>Gets what it offers, for those who come later.</summary>
    IReadOnlyCollection<FileOffer> Own { get; }

    /// <summary>Opens one of them for a peer that wants it.</summary>
    /// <param name="id">The offer's.</param>
    /// <param name="taker">The name of who wants it.</param>
    ValueTask<Stream> OpenAsync(string id, string taker);

    /// <summary>Somebody offers a file.</summary>
    /// <param name="from">Who does.</param>
    /// <param name="offer">What it is said to be.</param>
    /// <param name="open">Opens it there.</param>
    void Take(BoardProfile from, FileOffer offer, Func<CancellationToken, ValueTask<Stream>> open);
}
