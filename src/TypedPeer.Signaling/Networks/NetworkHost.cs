using System.Security.Cryptography;
using System.Text.Json;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.Links;
using TypedPeer.Signaling.Networks.Protocol;

namespace TypedPeer.Signaling.Networks;

/// <summary>What a <see cref="PeerNetwork"/> is made of: the conversation with the server, the links, and who is told of both.</summary>
#pragma warning disable CA1001 // Closing disposes of what it has.
internal sealed class NetworkHost : INetworkObserver, INameServices, INetworkLinksOwner
#pragma warning restore CA1001
{
    private readonly ServerDriver _driver;
    private readonly NetworkCore _core;
    private readonly NetworkLinks _links;
    private readonly EventQueue _events;
    private readonly PeerCertificate? _ownCertificate;
    private readonly Dictionary<int, TaskCompletionSource<JsonElement>> _asked = [];
    private readonly TaskCompletionSource<PeerNetworkEnd> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _server = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IReadOnlyList<IceServer> _iceServers = [];
    private bool _hasJoined;
    private Task? _closing;

    private NetworkHost(ISignalingTransport transport, PeerNetworkOptions options, string id, PeerCertificate? ownCertificate, Func<NetworkHost, IForeignPeers> foreign)
    {
        var link = options.Link.Connection;
        _ownCertificate = ownCertificate;
        Options = options with { Link = options.Link with { Connection = link with { Certificate = link.Certificate ?? _ownCertificate } } };
        Metadata = JsonTexts.ToElement(options.Metadata);
        _events = new EventQueue(exception => LinkFailures.Report(Options.Link.Session, $"{nameof(PeerNetwork)}: a handler of an event", exception));
        _driver = new ServerDriver(Gate, transport, Options, _events, options.ConnectionToken ?? RandomNumberGenerator.GetHexString(32, lowercase: true));
        _core = new NetworkCore(id, new NetworkCoreOptions
        {
            Room = options.Room,
            Metadata = Metadata,
            Timeout = Microseconds(options.ServerTimeout),
            MinDelay = Microseconds(options.MinReconnectDelay),
            MaxDelay = Microseconds(options.MaxReconnectDelay),
            MaxPeers = options.MaxPeers,
            Random = options.Random,
        }, this);
        _links = new NetworkLinks(this, id, Options, this);
        Messages = new MessageReaders(options.MaxQueuedMessages);
        Foreign = foreign(this);
    }

    public event Action<PeerNetworkState>? StateChanged;

    public event Action<NetworkPeer>? PeerJoined;

    public event Action<NetworkPeer>? PeerLeft;

    public event Action<NetworkPeer>? PeerChanged;

    public event Action<PeerLink>? LinkConnected;

    public event Action<PeerNetworkMessage>? MessageReceived;

    public Lock Gate { get; } = new();

    public PeerNetworkOptions Options { get; }

    public NetworkGroups Groups { get; } = new();

    public MessageReaders Messages { get; }

    /// <summary>Gets who takes what is no link.</summary>
    public IForeignPeers Foreign { get; }

    public JsonElement? Metadata { get; private set; }

    public string Id => _core.Id;

    public Task<PeerNetworkEnd> Completion => _completion.Task;

    public PeerNetworkState State
    {
        get
        {
            lock (Gate)
            {
                return _core.State;
            }
        }
    }

    /// <summary>Joins.</summary>
    public static async Task<NetworkHost> JoinAsync(ISignalingTransport transport, PeerNetworkOptions options, Func<NetworkHost, IForeignPeers> foreign, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var id = options.Id ?? await IssueIdAsync(transport, options, cancellationToken).ConfigureAwait(false);
        var host = new NetworkHost(transport, options, id, await OwnCertificate.MakeAsync(options.Link.Connection, cancellationToken).ConfigureAwait(false), foreign);
        try
        {
            host._driver.Start(host._core);
            await host.WaitForServerAsync(Timeout.InfiniteTimeSpan, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            return host;
        }
        catch
        {
            await host.CloseAsync().ConfigureAwait(false);
            throw;
        }
    }

    public IReadOnlyList<NetworkPeer> GetPeers()
    {
        lock (Gate)
        {
            return [.. _links.Pairs.Select(static pair => pair.Snapshot)];
        }
    }

    public NetworkPeer? FindPeer(string id)
    {
        lock (Gate)
        {
            return _links.Find(id)?.Snapshot;
        }
    }

    public Task<PeerLink> ConnectAsync(string peerId, CancellationToken cancellationToken) => peerId == Id
        ? throw new PeerNetworkException(PeerNetworkError.InvalidId, "This is this side's own id.")
        : _links.ConnectAsync(peerId, cancellationToken);

    /// <summary>Has a link go over to the name of its peer.</summary>
    public async Task ResumeAsync(PeerLink link, string peerId, CancellationToken cancellationToken)
    {
        if (peerId == Id)
        {
            throw new PeerNetworkException(PeerNetworkError.InvalidId, "This is this side's own id.");
        }

        if (link.Connection.LocalIdentity is { } own && Options.Link.Connection.Certificate is { } certificate && own != certificate.Identity)
        {
            throw new ArgumentException($"The link's certificate is {own}, and the network's {certificate.Identity}: the peer knows this side by the link's.", nameof(link));
        }

        // The link's id in the network is made of the session's key.
        await link.Session.WhenResumptionKnown.WaitAsync(cancellationToken).ConfigureAwait(false);
        await link.ResumeAsync(_links.GetWay(link, peerId), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks the server for something.</summary>
    public async Task<JsonElement> AskAsync(string type, string? destination, Action<Utf8JsonWriter>? write, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (Gate)
        {
            _asked.Add(_core.Ask(type, destination, write, _driver.Now), answer);
            _driver.Arm();
        }

        return await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task SetMetadataAsync(JsonElement? metadata, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (Gate)
        {
            Metadata = metadata;
            if (_core.SetMetadata(metadata, _driver.Now) is not { } number)
            {
                return;
            }

            _asked.Add(number, answer);
            _driver.Arm();
        }

        await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes all; never fails.</summary>
    public Task CloseAsync()
    {
        // Begins here and now: in a page that goes nothing runs later, and the goodbyes of its links leave in this call.
        var begin = new Task<Task>(CloseCoreAsync);
        Task closing;
        lock (Gate)
        {
            if (_closing is not null)
            {
                return _closing;
            }

            _closing = closing = begin.Unwrap();
        }

        begin.RunSynchronously(TaskScheduler.Default);
        return closing;
    }

    public bool TrySend(string text)
    {
        lock (Gate)
        {
            return _core.TrySend(text);
        }
    }

    /// <summary>Gets the STUN and TURN servers that the server has told last.</summary>
    public IReadOnlyList<IceServer> IceServers => _iceServers;

    public PeerConnection CreateConnection(PeerConnectionOptions options) => Options.CreateConnection(_iceServers is not { Count: > 0 } told ? options : options with
    {
        IceServers = [.. options.IceServers, .. told],

        // A search in days to come asks with the credentials that are valid then.
        IceServerProvider = token => GetIceServersAsync(options, token),
    });

    public UInt128 DrawNumber() => Options.DrawNumber();

    public async Task WaitForServerAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        Task server;
        lock (Gate)
        {
            server = _server.Task;
            _core.BeginAwaiting(_driver.Now);
            _driver.Arm();
        }

        try
        {
            await server.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (Gate)
            {
                _core.EndAwaiting();
            }
        }
    }

    public async Task<bool> IsAcceptedAsync(PeerAcceptContext context, CancellationToken cancellationToken)
    {
        if (Options.Accept is not { } accept)
        {
            return true;
        }

        try
        {
            var limits = Options.Link.Connection;
            return await accept(context, cancellationToken).AsTask().WaitAsync(limits.ConnectTimeout, limits.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
#pragma warning disable CA1031 // The application's code, over one peer: it is told of, and the peer is refused.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LinkFailures.Report(Options.Link.Session, $"{nameof(PeerNetworkOptions)}.{nameof(PeerNetworkOptions.Accept)}", exception);
            return false;
        }
    }

    void INetworkObserver.Connect() => _driver.Connect();

    void INetworkObserver.Send(string text) => _driver.Send(text);

    void INetworkObserver.Disconnect() => _driver.Disconnect();

    void INetworkObserver.OnState(PeerNetworkState state)
    {
        if (state == PeerNetworkState.Joined)
        {
            _hasJoined = true;
            _server.TrySetResult();
            _links.OnServer();
        }
        else if (state == PeerNetworkState.Reconnecting && _server.Task.IsCompletedSuccessfully)
        {
            _server = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _events.Add(() => StateChanged?.Invoke(state));
    }

    void INetworkObserver.OnEnvelope(Envelope envelope)
    {
        if (!_links.TryTake(envelope))
        {
            Foreign.OnEnvelope(envelope);
        }
    }

    void INetworkObserver.OnPeer(string id, JsonElement? metadata, bool isNew)
    {
        var pair = _links.GetOrAdd(id);
        (pair.IsPresent, pair.Metadata) = (true, metadata);
        var peer = pair.Snapshot;
        Regroup(pair);

        // Who was there before this side has not come into the room: whether a handler heard of them would be a matter of when it was added.
        if (_hasJoined || !isNew)
        {
            _events.Add(() => (isNew ? PeerJoined : PeerChanged)?.Invoke(peer));
        }
    }

    void INetworkObserver.OnPeerLeft(string id)
    {
        if (_links.Find(id) is not { } pair)
        {
            return;
        }

        pair.IsPresent = false;
        var peer = pair.Snapshot;
        Regroup(pair);
        _links.Forget(pair);
        _events.Add(() => PeerLeft?.Invoke(peer));
    }

    void INetworkObserver.OnMessage(PeerNetworkMessage message)
    {
        Messages.Add(message);
        _events.Add(() => MessageReceived?.Invoke(message));
    }

    void INetworkObserver.OnAnswer(int request, JsonElement answer, PeerNetworkException? failure)
    {
        if (_asked.Remove(request, out var waiting))
        {
            _ = failure is null ? waiting.TrySetResult(answer) : waiting.TrySetException(failure);

            // Whoever asked may have stopped waiting.
            _ = waiting.Task.Exception;
        }
    }

    void INetworkObserver.OnIceServers(JsonElement servers) => _iceServers = IceServerList.Read(servers, IsUsable);

    void INetworkObserver.OnIgnored(FormatException reason) => _events.Add(() => LinkFailures.Report(Options.Link.Session, $"{nameof(PeerNetwork)}: what came from the server", reason));

    void INetworkObserver.OnEnded(PeerNetworkEnd end)
    {
        _server = _server.Task.IsCompleted ? new(TaskCreationOptions.RunContinuationsAsynchronously) : _server;
        _server.TrySetException(end.Exception ?? new PeerNetworkException(end.Error, end.Message));
        _ = _server.Task.Exception;
        Foreign.OnEnded(end);
        Messages.End();
        _completion.TrySetResult(end);
    }

    void INetworkLinksOwner.OnPeerChanged(Pair pair)
    {
        Regroup(pair);
        var peer = pair.Snapshot;
        _events.Add(() => PeerChanged?.Invoke(peer));
    }

    void INetworkLinksOwner.OnUp(Pair pair) => Regroup(pair);

    void INetworkLinksOwner.OnLink(PeerLink link) => _events.Add(() => LinkConnected?.Invoke(link));

    private static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    private async ValueTask<IReadOnlyList<IceServer>> GetIceServersAsync(PeerConnectionOptions options, CancellationToken cancellationToken)
    {
        var own = options.IceServerProvider is { } provider ? await provider(cancellationToken).ConfigureAwait(false) : options.IceServers;
        return [.. own, .. _iceServers];
    }

    private bool IsUsable(IceServer server)
    {
        try
        {
            _ = new PeerConnection(new PeerConnectionOptions { Certificate = Options.Link.Connection.Certificate, IceServers = [server] }).DisposeAsync().AsTask();
            return true;
        }
        catch (ArgumentException exception)
        {
            _events.Add(() => LinkFailures.Report(Options.Link.Session, $"{nameof(PeerNetwork)}: an ICE server that the signaling server told", exception));
            return false;
        }
    }

    private static async Task<string> IssueIdAsync(ISignalingTransport transport, PeerNetworkOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync().WaitAsync(options.ServerTimeout, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new PeerNetworkException(PeerNetworkError.Timeout, "The server did not issue an id in time.", exception);
        }

        async Task<string> AskAsync()
        {
            var token = options.AccessToken is { } provider ? await provider(cancellationToken).ConfigureAwait(false) : null;
            return await transport.IssueIdAsync(token, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Has a peer's session in the groups while it is up and the peer in the room. Under the lock.</summary>
    private void Regroup(Pair pair)
    {
        if (pair.Link?.Link is not { } link || link.State == PeerLinkState.Connecting)
        {
            return;
        }

        if ((pair.IsPresent || Options.Room is null) && link.State is PeerLinkState.Connected or PeerLinkState.Unresponsive)
        {
            Groups.Add(link.Session);
        }
        else if (!pair.IsPresent && Options.Room is not null)
        {
            Groups.Remove(link.Session);
        }
    }

    private async Task CloseCoreAsync()
    {
        await _links.CloseAsync().ConfigureAwait(false);
        await Foreign.CloseAsync().ConfigureAwait(false);

        lock (Gate)
        {
            _core.Close(new PeerNetworkEnd(PeerNetworkError.Closed, "This side closed the network."));
            _driver.Arm();
        }

        await _driver.Finished.ConfigureAwait(false);
        _driver.Dispose();
        _ownCertificate?.Dispose();
    }
}
