namespace TypedPeer.Samples.Browser;

/// <summary>A part of a board, small enough for one message.</summary>
public sealed record BoardPart
{
    /// <summary>The most strokes of one.</summary>
    public const int MaxStrokes = 64;

    /// <summary>Gets the last clearing.</summary>
    public required Clearing Clearing { get; init; }

    /// <summary>Gets some of the strokes.</summary>
    public required Stroke[] Strokes { get; init; }
}
