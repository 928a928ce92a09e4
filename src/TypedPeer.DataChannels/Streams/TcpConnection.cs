namespace TypedPeer.DataChannels.Streams;

/// <summary>A connection of a TCP candidate, and whether the peer has proved to be its other end. All members belong to whoever has the lock of its path.</summary>
internal sealed class TcpConnection(long since)
{
    /// <summary>Gets or sets the connection itself.</summary>
    public required StreamConnection Stream { get; init; }

    /// <summary>Gets whether a check of the peer's was verified on it.</summary>
    public bool IsProven { get; private set; }

    /// <summary>Gets when it was made, proved itself or last brought anything, in the clock's own units.</summary>
    public long Since { get; private set; } = since;

    /// <summary>Gets how many bytes it has brought before it proved itself.</summary>
    public long StrangerBytes { get; private set; }

    /// <summary>The peer has proved to be its other end.</summary>
    public void OnProven(long now) => (IsProven, Since) = (true, now);

    /// <summary>It has brought something.</summary>
    public void OnReceived(int bytes, long now)
    {
        if (IsProven)
        {
            Since = now;
        }
        else
        {
            StrangerBytes += bytes;
        }
    }
}
