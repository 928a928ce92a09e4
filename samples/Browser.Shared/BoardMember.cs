namespace TypedPeer.Samples.Browser;

/// <summary>What another peer of the room has shown lately. All members may be called at once.</summary>
public sealed class BoardMember
{
    private int _isRead;

    /// <summary>Gets what its board looks like; null before it has said so.</summary>
    public BoardDigest? Digest { get; internal set; }

    /// <summary>Gets the stroke that it draws now; null for none.</summary>
    public Stroke? Sketch { get; internal set; }

    /// <summary>Gets where its pen was last; null before it had one.</summary>
    public BoardPen? Pen { get; internal set; }

    /// <summary>Gets since when the server no longer knows it, in milliseconds of <see cref="Environment.TickCount64"/>; null while it does. It may come back.</summary>
    internal long? LeftAt { get; set; }

    /// <summary>Begins to read its board; false where that is under way.</summary>
    internal bool BeginReading() => Interlocked.Exchange(ref _isRead, 1) == 0;

    /// <summary>There is no link any more.</summary>
    internal void Forget() => (Digest, Sketch, Pen) = (null, null, null);

    internal void EndReading() => Volatile.Write(ref _isRead, 0);
}
