namespace TypedPeer.DataChannels.Connection;

/// <summary>The states of the path, and of ICE and DTLS together (W3C, section 4.3.3), and the telling of their changes.</summary>
internal sealed class TransportStates(PeerEventQueue events)
{
    /// <summary>Gets the state of the path.</summary>
    public IceConnectionState Ice { get; private set; }

    /// <summary>Gets the state of the whole.</summary>
    public PeerConnectionState Connection { get; private set; }

    /// <summary>The path's state has changed.</summary>
    public void OnIce(IceConnectionState state)
    {
        Ice = state;
        events.Add(PeerEvent.Of(state));
    }

    /// <summary>Derives the state of the whole from that of the path, and from whether DTLS is up.</summary>
    public void Update(bool isSecured) => Set(Ice switch
    {
        IceConnectionState.New => PeerConnectionState.New,
        IceConnectionState.Disconnected => PeerConnectionState.Disconnected,
        IceConnectionState.Failed => PeerConnectionState.Failed,
        IceConnectionState.Connected or IceConnectionState.Completed when isSecured => PeerConnectionState.Connected,
        _ => PeerConnectionState.Connecting,
    });

    /// <summary>Sets the state of the whole.</summary>
    public void Set(PeerConnectionState state)
    {
        if (Connection != state)
        {
            Connection = state;
            events.Add(PeerEvent.Of(state));
        }
    }
}
