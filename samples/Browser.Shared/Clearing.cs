namespace TypedPeer.Samples.Browser;

/// <summary>The last time that somebody wiped the board. Of two the later one holds, and of two at once that of the greater author.</summary>
/// <param name="Clock">When: what was drawn until then is gone.</param>
/// <param name="Author">Who.</param>
public sealed record Clearing(int Clock, string Author)
{
    /// <summary>Gets what a new board begins with.</summary>
    public static Clearing Never { get; } = new(0, "");
}
