namespace TypedPeer.Samples.Browser;

/// <summary>What two boards are compared by.</summary>
/// <param name="Strokes">How many strokes are on it.</param>
/// <param name="Hash">A hash of all that is on it, in hexadecimal.</param>
public sealed record BoardDigest(int Strokes, string Hash)
{
    public override string ToString() => $"{Strokes} strokes, {Hash}";
}
