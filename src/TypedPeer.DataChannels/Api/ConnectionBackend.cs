using TypedPeer.Channels;

namespace TypedPeer.DataChannels.Api;

/// <summary>
/// What a <see cref="PeerConnection"/> runs on: this stack (<see cref="StackConnection"/>), or in a page the browser's own <c>RTCPeerConnection</c>. Its members are those of
/// <see cref="PeerConnection"/> with the same names; what happens is told to the connection's <see cref="PeerEventRaiser"/>.
/// </summary>
internal abstract class ConnectionBackend : IDisposable
{
    public abstract SignalingState SignalingState { get; }

    public abstract PeerConnectionState ConnectionState { get; }

    public abstract IceConnectionState IceConnectionState { get; }

    public abstract IceGatheringState IceGatheringState { get; }

    public abstract SessionDescription? LocalDescription { get; }

    public abstract SessionDescription? CurrentLocalDescription { get; }

    public abstract SessionDescription? PendingLocalDescription { get; }

    public abstract SessionDescription? RemoteDescription { get; }

    public abstract SessionDescription? CurrentRemoteDescription { get; }

    public abstract SessionDescription? PendingRemoteDescription { get; }

    public abstract bool? CanTrickleIceCandidates { get; }

    public abstract PeerIdentity LocalIdentity { get; }

    public abstract PeerIdentity? RemoteIdentity { get; }

    public abstract CandidatePairInfo? SelectedCandidatePair { get; }

    /// <summary>Gets whether an exchange is needed and none is under way.</summary>
    public abstract bool ShouldNegotiate { get; }

    /// <summary>Somebody listens now who has not heard of a need; it is raised again if it is still one.</summary>
    public abstract void TellNeedAgain(int need);

    /// <summary>Makes a channel, which is told of everything that happens from then on; name and options are checked.</summary>
    public abstract DataChannel CreateDataChannel(string label, DataChannelOptions options);

    public abstract Task<SessionDescription> CreateOfferAsync(CancellationToken cancellationToken);

    public abstract Task<SessionDescription> CreateAnswerAsync(CancellationToken cancellationToken);

    public abstract Task SetLocalDescriptionAsync(SessionDescription? description, CancellationToken cancellationToken);

    public abstract Task SetRemoteDescriptionAsync(SessionDescription description, CancellationToken cancellationToken);

    public abstract Task AddIceCandidateAsync(IceCandidateInit? candidate, CancellationToken cancellationToken);

    /// <summary>An address is about to be dialled.</summary>
    public abstract void PrepareToDial(PeerAddress address);

    /// <summary>Says what keeps this side from reaching anybody, in a sentence; null where nothing is known.</summary>
    public abstract ValueTask<string?> FindObstacleAsync();

    public abstract void RestartIce();

    public abstract PeerConnectionOptions GetConfiguration();

    public abstract void SetConfiguration(PeerConnectionOptions options);

    public abstract PeerConnectionStatistics GetStatistics();

    public abstract Task<PeerConnectionStatistics> GetStatisticsAsync(CancellationToken cancellationToken);

    public abstract ConnectionReport GetConnectionReport();

    /// <summary>A handler was attached to the connection: what waits for it is raised, in its turn.</summary>
    public abstract void TellHandlerAttached();

    public abstract ValueTask CloseAsync(CancellationToken cancellationToken);

    /// <summary>Lets go of what is left, once <see cref="CloseAsync"/> is over.</summary>
    public abstract void Dispose();
}
