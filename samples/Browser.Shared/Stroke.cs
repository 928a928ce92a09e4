namespace TypedPeer.Samples.Browser;

/// <summary>A line that somebody drew. It never changes: a board is a set of them.</summary>
public sealed record Stroke
{
    /// <summary>The most dots of one: a longer line is several strokes.</summary>
    public const int MaxDots = 512;

    /// <summary>The widest one, in the board's units.</summary>
    public const int MaxWidth = 64;

    /// <summary>Gets what tells it from all others: its author's id and a number.</summary>
    public required string Id { get; init; }

    /// <summary>Gets when it was drawn: later than all that its author had seen.</summary>
    public required int Clock { get; init; }

    /// <summary>Gets the number of its colour, that of its author.</summary>
    public required byte Color { get; init; }

    /// <summary>Gets its width, in the board's units.</summary>
    public required byte Width { get; init; }

    /// <summary>Gets where it goes.</summary>
    public required Dot[] Dots { get; init; }
}
