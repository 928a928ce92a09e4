using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Sdp;

namespace TypedPeer.DataChannels.Connection.Negotiation;

/// <summary>A description that this side has made, with the ICE credentials it names.</summary>
internal sealed class LocalSessionDescription(SdpType type, SdpDescription sdp, IceCredentials credentials)
{
    /// <summary>Gets whether it is an offer or an answer.</summary>
    public SdpType Type { get; } = type;

    /// <summary>Gets what it says.</summary>
    public SdpDescription Sdp { get; } = sdp;

    /// <summary>Gets the credentials that the peer checks us with.</summary>
    public IceCredentials Credentials { get; } = credentials;

    /// <summary>Gets it as it was given to the application.</summary>
    public SessionDescription AsCreated { get; } = new(type, sdp.ToString());

    /// <summary>The same as another type: an answer is made before anybody knows whether it is the final one.</summary>
    public LocalSessionDescription As(SdpType type) => type == Type ? this : new LocalSessionDescription(type, Sdp, Credentials);

    /// <summary>Gets it with the candidates that are known by now.</summary>
    public SessionDescription Describe(IReadOnlyList<IceCandidate> candidates, bool isComplete) => Sdp.Data is not { } data
        ? AsCreated
        : new SessionDescription(Type, (Sdp with { Data = data with { Candidates = candidates, EndOfCandidates = isComplete } }).ToString());
}
