namespace TypedPeer.Channels;

/// <summary>Gets what comes by a lane of datagrams.</summary>
public interface IPeerDatagramReceiver
{
    /// <summary>A datagram came. The memory is valid until the call returns. Called one at a time; never blocks, never throws.</summary>
    void OnDatagram(ReadOnlySpan<byte> datagram);
}
