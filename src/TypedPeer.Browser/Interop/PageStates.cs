using TypedPeer.DataChannels;

namespace TypedPeer.Browser.Interop;

/// <summary>What the browser says of a connection at one moment.</summary>
/// <param name="Signaling">The exchange.</param>
/// <param name="Connection">ICE and DTLS together.</param>
/// <param name="Ice">The path.</param>
/// <param name="Gathering">The search for local candidates.</param>
/// <param name="Dtls">DTLS, in the browser's word.</param>
/// <param name="Sctp">SCTP, in the browser's word.</param>
/// <param name="CanTrickle">Whether the peer takes candidates later; null while it is not known.</param>
internal readonly record struct PageStates(
    SignalingState Signaling, PeerConnectionState Connection, IceConnectionState Ice, IceGatheringState Gathering, string Dtls, string Sctp, bool? CanTrickle)
{
    /// <summary>Reads the words that the module puts one behind the other.</summary>
    public static PageStates Read(string words)
    {
        var word = words.Split(' ');
        return new(
            word[0] switch
            {
                "stable" => SignalingState.Stable,
                "have-local-offer" => SignalingState.HaveLocalOffer,
                "have-remote-offer" => SignalingState.HaveRemoteOffer,
                "have-local-pranswer" => SignalingState.HaveLocalPrAnswer,
                "have-remote-pranswer" => SignalingState.HaveRemotePrAnswer,
                _ => SignalingState.Closed,
            },
            word[1] switch
            {
                "new" => PeerConnectionState.New,
                "connecting" => PeerConnectionState.Connecting,
                "connected" => PeerConnectionState.Connected,
                "disconnected" => PeerConnectionState.Disconnected,
                "failed" => PeerConnectionState.Failed,
                _ => PeerConnectionState.Closed,
            },
            word[2] switch
            {
                "new" => IceConnectionState.New,
                "checking" => IceConnectionState.Checking,
                "connected" => IceConnectionState.Connected,
                "completed" => IceConnectionState.Completed,
                "disconnected" => IceConnectionState.Disconnected,
                "failed" => IceConnectionState.Failed,
                _ => IceConnectionState.Closed,
            },
            word[3] switch
            {
                "new" => IceGatheringState.New,
                "gathering" => IceGatheringState.Gathering,
                _ => IceGatheringState.Complete,
            },
            word[4],
            word[5],
            word[6] switch
            {
                "true" => true,
                "false" => false,
                _ => null,
            });
    }

    /// <summary>Returns the browser's word for a kind of description.</summary>
    public static string Write(SdpType type) => type switch
    {
        SdpType.Offer => "offer",
        SdpType.Answer => "answer",
        SdpType.PrAnswer => "pranswer",
        _ => "rollback",
    };

    /// <summary>Reads it back.</summary>
    public static SdpType ReadType(string word) => word switch
    {
        "offer" => SdpType.Offer,
        "answer" => SdpType.Answer,
        "pranswer" => SdpType.PrAnswer,
        _ => SdpType.Rollback,
    };
}
