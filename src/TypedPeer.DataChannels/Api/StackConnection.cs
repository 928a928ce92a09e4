using System.Net;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Driver;
using TypedPeer.DataChannels.Stun;
using TypedPeer.DataChannels.Udp;

namespace TypedPeer.DataChannels.Api;

/// <summary>A connection on this stack.</summary>
internal sealed class StackConnection : ConnectionBackend
{
    private readonly PeerConnection _connection;
    private readonly PeerConnectionOptions _options;
    private readonly PeerEventRaiser _raiser;
    private readonly PeerDriver _driver;
    private readonly DriverHandle _handle;
    private readonly Gathering _gathering;

    /// <param name="connection">Whose backend it is.</param>
    /// <param name="options">Checked already.</param>
    /// <param name="raiser">Is told what happens.</param>
    /// <param name="configure">Layers of a test's, or credentials of a listener's.</param>
    /// <param name="port">A port that many share; null for ports of its own.</param>
    /// <param name="network">A network that changes as a test says; null for the system's.</param>
    public StackConnection(
        PeerConnection connection, PeerConnectionOptions options, PeerEventRaiser raiser, Func<PeerTransportOptions, PeerTransportOptions> configure, PeerPort? port, ILocalNetwork? network)
    {
        (_connection, _options, _raiser) = (connection, options, raiser);
        if (port is null && network is null)
        {
            Preparation.Begin();
        }

        var servers = IceServerUri.ParseAll(options.IceServers);
        raiser.Sink.SetTarget(raiser);
        raiser.Adopt = Adopt;
        _driver = PeerDriver.Create(configure(PeerTransportOptionsFactory.Create(options)), raiser.Sink, options.TimeProvider);
        _handle = new DriverHandle(_driver, options.CloseTimeout);
        _gathering = new Gathering(_driver, options, servers, port?.Shared, network ?? SystemNetwork.Instance);
        _driver.Names = _gathering.CreateLookups();
        LocalIdentity = Get(static core => core.LocalIdentity);
    }

    public override SignalingState SignalingState => Get(static core => core.SignalingState);

    public override PeerConnectionState ConnectionState => Get(static core => core.Transport.State);

    public override IceConnectionState IceConnectionState => Get(static core => core.Transport.IceState);

    public override IceGatheringState IceGatheringState => Get(static core => core.GatheringState);

    public override SessionDescription? LocalDescription => Get(static core => core.LocalDescription);

    public override SessionDescription? CurrentLocalDescription => Get(static core => core.CurrentLocalDescription);

    public override SessionDescription? PendingLocalDescription => Get(static core => core.PendingLocalDescription);

    public override SessionDescription? RemoteDescription => Get(static core => core.RemoteDescription);

    public override SessionDescription? CurrentRemoteDescription => Get(static core => core.CurrentRemoteDescription);

    public override SessionDescription? PendingRemoteDescription => Get(static core => core.PendingRemoteDescription);

    public override bool? CanTrickleIceCandidates => Get(static core => core.CanTrickle);

    public override PeerIdentity LocalIdentity { get; }

    public override PeerIdentity? RemoteIdentity => Get(static core => core.RemoteIdentity);

    public override CandidatePairInfo? SelectedCandidatePair => Get(static core => StatisticsReader.ReadSelectedPair(core));

    public override bool ShouldNegotiate => Get(static core => core.ShouldNegotiate);

    /// <summary>Gets what drives the connection.</summary>
    public PeerDriver Driver => _driver;

    public override void TellNeedAgain(int need) => _driver.Do(static (core, need) => core.TellNeedAgain(need), _ => need);

    /// <summary>What came for it already is raised once this is over, and is not to find a channel that nobody has.</summary>
    public override DataChannel CreateDataChannel(string label, DataChannelOptions options) =>
        _driver.Invoke((core, label, now) => Adopt(core.CreateDataChannel(label, options, now)), label);

    public override Task<SessionDescription> CreateOfferAsync(CancellationToken cancellationToken) => Run(static (core, _, _) => core.CreateOffer(), 0, cancellationToken);

    public override Task<SessionDescription> CreateAnswerAsync(CancellationToken cancellationToken) => Run(static (core, _, _) => core.CreateAnswer(), 0, cancellationToken);

    public override Task SetLocalDescriptionAsync(SessionDescription? description, CancellationToken cancellationToken)
    {
        var set = Run(static (core, given, now) => core.SetLocalDescription(given, now), description, cancellationToken);
        if (set is not { IsCompletedSuccessfully: true, Result: true })
        {
            return set;
        }

        try
        {
            _raiser.OnGathering();
            _gathering.Begin();
            return set;
        }
        catch (Exception exception)
        {
            return Task.FromException(exception);
        }
    }

    public override Task SetRemoteDescriptionAsync(SessionDescription description, CancellationToken cancellationToken) => Run(
        (core, given, now) =>
        {
            core.SetRemoteDescription(given, now);
            _raiser.OnRemote();
            return true;
        },
        description,
        cancellationToken);

    public override Task AddIceCandidateAsync(IceCandidateInit? candidate, CancellationToken cancellationToken) => Run(
        static (core, given, now) =>
        {
            core.AddIceCandidate(given, now);
            return true;
        },
        candidate,
        cancellationToken);

    public override void PrepareToDial(PeerAddress address) => _gathering.IncludesLoopback |= address.EndPoints.Any(static endPoint => IPAddress.IsLoopback(endPoint.Address));

    /// <summary>What there is to say, the report says.</summary>
    public override ValueTask<string?> FindObstacleAsync() => ValueTask.FromResult<string?>(null);

    public override void RestartIce() => _driver.Invoke(
        static (core, _, _) =>
        {
            core.RestartIce();
            return true;
        },
        0);

    public override PeerConnectionOptions GetConfiguration() => _gathering.Options;

    public override void SetConfiguration(PeerConnectionOptions options) => _gathering.Configure(options);

    public override PeerConnectionStatistics GetStatistics()
    {
        var offload = _driver.SendOffload;
        return _driver.Read(static (core, offload) => StatisticsReader.Read(core, offload), offload);
    }

    public override Task<PeerConnectionStatistics> GetStatisticsAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<PeerConnectionStatistics>(cancellationToken) : Task.FromResult(GetStatistics());

    public override ConnectionReport GetConnectionReport() => _driver.Read(ConnectionReporting.Read, _driver.Now);

    public override void TellHandlerAttached() => _driver.Post(DriverEvent.HandlerAttached(channel: null));

    public override ValueTask CloseAsync(CancellationToken cancellationToken) => ConnectionClosing.RunAsync(_driver, _raiser.Closed, _options, cancellationToken);

    public override void Dispose()
    {
        _driver.Dispose();
        _handle.Dispose();
    }

    private DataChannel Adopt(DataChannelCore core) => new(new StackChannel(_driver, core), _connection);

    private T Get<T>(Func<PeerConnectionCore, T> read) => _driver.Read(static (core, read) => read(core), read);

    /// <summary>W3C's operations are asynchronous; ours are done at once, and report their errors through the task alike.</summary>
    private Task<TResult> Run<TState, TResult>(Func<PeerConnectionCore, TState, long, TResult> action, TState state, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<TResult>(cancellationToken);
        }

        try
        {
            return Task.FromResult(_driver.Invoke(action, state));
        }
        catch (Exception exception)
        {
            return Task.FromException<TResult>(exception);
        }
    }
}
