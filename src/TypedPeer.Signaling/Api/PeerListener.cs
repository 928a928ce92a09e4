using System.Net.Sockets;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Sessions.Driving;
using TypedPeer.Signaling.Links;

namespace TypedPeer.Signaling;

/// <summary>
/// Serves peers that have its address, .NET or pages, without any server between: each one that connects gets a session of its own.
/// </summary>
/// <remarks>
/// <para>Every member may be called from any thread.</para>
/// <para>
/// Any certificate is taken: who may come in is <see cref="PeerSessionOptions.AuthorizePeer"/>'s to say, and what each may do is the
/// application's. The listener owns the links: it closes them when it is disposed of.
/// </para>
/// </remarks>
public sealed class PeerListener : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly AcceptedLinks _links;
    private readonly HashSet<PeerLink> _connected = [];
    private readonly Action<PeerSessionBuilder, PeerLink> _configure;
    private readonly PeerSessionOptions _session;
    private readonly PeerConnectionListener _connections;
    private readonly PeerPort? _ownPort;
    private readonly EventQueue _events;
    private Task? _closing;

    private PeerListener(Action<PeerSessionBuilder, PeerLink> configure, PeerListenerOptions options)
    {
        _configure = configure;
        _session = LinkSession.Own(options.Session);
        _links = new AcceptedLinks(options.MaxSuspendedLinks, options.MaxSuspendedBytes);
        _events = new EventQueue(exception => LinkFailures.Report(_session, $"{nameof(PeerListener)}.{nameof(LinkConnected)}", exception));
        _ownPort = options.Port is null ? PeerPort.Open(options.Connections.Port) : null;
        try
        {
            _connections = PeerConnectionListener.Listen(options.Connections, options.Port ?? _ownPort);
        }
        catch
        {
            // Nothing runs on it yet, so it is closed by the time this returns.
            _ = _ownPort?.DisposeAsync().AsTask();
            throw;
        }
    }

    /// <summary>
    /// Raised, on a thread of the pool, one at a time and in order, for each peer with which there is a session: both sides have said hello. What a
    /// handler throws goes to <see cref="PeerSessionOptions.HandlerFailed"/>.
    /// </summary>
    public event Action<PeerLink>? LinkConnected;

    /// <summary>
    /// Gets the address peers dial: this machine's own addresses. Behind a translator with a forwarded port make another of
    /// <see cref="Identity"/> and the addresses outside.
    /// </summary>
    public PeerAddress Address => _connections.Address;

    /// <summary>Gets the fingerprint of the certificate by which diallers know this listener.</summary>
    public PeerIdentity Identity => _connections.Identity;

    /// <summary>Gets the links that are up at this moment, in no order.</summary>
    public IReadOnlyCollection<PeerLink> Links
    {
        get
        {
            lock (_lock)
            {
                return [.. _connected];
            }
        }
    }

    /// <summary>Begins to listen.</summary>
    /// <param name="configure">Says what each peer is served. Called for each, on a thread of the pool and for several at once; what it throws ends that peer's connection alone, and goes to <see cref="PeerSessionOptions.HandlerFailed"/>.</param>
    /// <param name="options">Limits and choices; the defaults when null.</param>
    /// <param name="cancellationToken">Gives up before it has begun.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the port has a listener already.</exception>
    /// <exception cref="SocketException">The system refuses the port.</exception>
    public static Task<PeerListener> ListenAsync(Action<PeerSessionBuilder> configure, PeerListenerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return ListenAsync((builder, _) => configure(builder), options, cancellationToken);
    }

    /// <summary>Begins to listen, and serves each peer by who it is.</summary>
    /// <param name="configure">
    /// Says what each peer is served. It is given the link that is being made, whose <see cref="PeerLink.RemoteIdentity"/> is proved already; its session begins
    /// when this returns. Called for each peer, on a thread of the pool and for several at once; what it throws ends that peer's connection alone, and goes to
    /// <see cref="PeerSessionOptions.HandlerFailed"/>.
    /// </param>
    /// <param name="options">Limits and choices; the defaults when null.</param>
    /// <param name="cancellationToken">Gives up before it has begun.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the port has a listener already.</exception>
    /// <exception cref="SocketException">The system refuses the port.</exception>
    public static Task<PeerListener> ListenAsync(Action<PeerSessionBuilder, PeerLink> configure, PeerListenerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        options ??= new PeerListenerOptions();
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<PeerListener>(cancellationToken);
        }

        try
        {
            options.Validate();
            var listener = new PeerListener(configure, options);
            _ = listener.AcceptAllAsync();
            return Task.FromResult(listener);
        }
        catch (Exception exception)
        {
            return Task.FromException<PeerListener>(exception);
        }
    }

    /// <summary>
    /// Listens no more, says goodbye to all peers at once, and closes: within <see cref="PeerSessionOptions.StopTimeout"/> and
    /// <see cref="PeerConnectionOptions.CloseTimeout"/> together. In a handler of one of its sessions it does not wait for the end, which comes once
    /// that handler has returned. May be called any number of times.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Task closing;
        var here = PeerCallContext.Current?.Session;
        bool isWithinHandler;
        lock (_lock)
        {
            // A first call may come with the hello, before the link counts as connected.
            isWithinHandler = here is not null && _links.All.Any(link => ReferenceEquals(link.Session, here));
            closing = _closing ??= Task.Run(CloseAsync);
        }

        if (!isWithinHandler)
        {
            await closing.ConfigureAwait(false);
        }
    }

    private async Task CloseAsync()
    {
        await _connections.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_links.All.Select(static async link =>
        {
            await link.DisposeAsync().ConfigureAwait(false);
            await link.Completion.ConfigureAwait(false);
        })).ConfigureAwait(false);
        lock (_lock)
        {
            _connected.Clear();
        }

        if (_ownPort is not null)
        {
            await _ownPort.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Never fails.</summary>
    private async Task AcceptAllAsync()
    {
        await foreach (var connection in _connections.AcceptAllAsync().ConfigureAwait(false))
        {
            // What the application does about one peer must not delay the next.
            _ = Task.Run(() => ServeAsync(connection));
        }
    }

    /// <summary>Looks after one peer until its link is over. Never fails.</summary>
    private async Task ServeAsync(PeerConnection connection)
    {
        var (resumed, isNew, channel) = await ComingPeers.TakeAsync(connection, null, _session).ConfigureAwait(false);
        if (resumed is not null)
        {
            return;
        }

        if (!isNew || connection.RemoteIdentity is not { } identity || Start(connection, channel, identity) is not { } link)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            return;
        }

        if (await AcceptedLink.IsConnectedAsync(link).ConfigureAwait(false))
        {
            lock (_lock)
            {
                if (!link.Completion.IsCompleted)
                {
                    _connected.Add(link);
                }
            }

            var handlers = LinkConnected;
            _events.Add(() => handlers?.Invoke(link));
        }

        await link.Completion.ConfigureAwait(false);
        lock (_lock)
        {
            _connected.Remove(link);
        }

        _links.Remove(link);
    }

    /// <summary>Makes the link of one peer; null when the application cannot, or the listener is closing.</summary>
    private PeerLink? Start(PeerConnection connection, HeldChannel? channel, PeerIdentity identity)
    {
        if (AcceptedLink.Start(connection, channel, identity, null, _configure, _session, nameof(PeerListener)) is not { } link)
        {
            return null;
        }

        _links.Add(link, connection.SelectedCandidatePair?.Remote.Address);
        lock (_lock)
        {
            if (_closing is not null)
            {
                _ = link.DisposeAsync().AsTask();
            }
        }

        return link;
    }
}
