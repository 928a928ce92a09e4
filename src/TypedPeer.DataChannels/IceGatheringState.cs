namespace TypedPeer.DataChannels;

/// <summary>The state of the search for local candidates (W3C <c>RTCIceGatheringState</c>).</summary>
public enum IceGatheringState
{
    /// <summary>Not begun: it begins with the local description.</summary>
    New,

    /// <summary>Under way.</summary>
    Gathering,

    /// <summary>All local candidates are known and stand in the local description.</summary>
    Complete,
}
