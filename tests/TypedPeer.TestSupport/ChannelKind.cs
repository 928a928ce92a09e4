namespace TypedPeer.TestSupport;

/// <summary>What joins the two sides of a test of sessions.</summary>
public enum ChannelKind
{
    /// <summary>A pair of channels in memory.</summary>
    Memory,

    /// <summary>A WebRTC data channel between two connections in this process, over real sockets.</summary>
    DataChannel,
}
