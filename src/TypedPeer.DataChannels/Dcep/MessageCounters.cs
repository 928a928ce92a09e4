namespace TypedPeer.DataChannels.Dcep;

/// <summary>Messages and the application's bytes in them, in one direction.</summary>
internal sealed class MessageCounters
{
    public long Messages { get; private set; }

    public long Bytes { get; private set; }

    public void Add(int length)
    {
        Messages++;
        Bytes += length;
    }
}
