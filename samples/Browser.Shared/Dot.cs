namespace TypedPeer.Samples.Browser;

/// <summary>A place on the board, which is 1600 units wide and 1200 high whatever shows it.</summary>
public readonly record struct Dot(ushort X, ushort Y)
{
    /// <summary>The board's width.</summary>
    public const int Width = 1600;

    /// <summary>The board's height.</summary>
    public const int Height = 1200;
}
