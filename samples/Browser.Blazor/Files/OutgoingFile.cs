namespace TypedPeer.Samples.Browser.Blazor.Files;

/// <summary>A file of one's own.</summary>
/// <param name="Key">Where the page's script has it.</param>
/// <param name="Offer">What it is.</param>
public sealed record OutgoingFile(int Key, FileOffer Offer)
{
    /// <summary>Gets the names of those who have it.</summary>
    public SortedSet<string> Takers { get; } = new(StringComparer.Ordinal);
}
