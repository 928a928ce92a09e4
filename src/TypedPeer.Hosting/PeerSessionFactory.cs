using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Hosting.Authorization;
using TypedPeer.Hosting.Hosted;
using TypedPeer.Hosting.Telemetry;
using TypedPeer.Signaling;

namespace TypedPeer.Hosting;

/// <summary>
/// Starts the application's sessions and knows which are alive. There is one for each name that was given to <c>AddTypedPeer</c>: a service with that
/// name as its key, and the one without a name without a key. Every member may be used from any thread.
/// </summary>
/// <remarks>
/// A host stops it before any of its services, and without a host the container does when it is disposed of, by when it may have disposed of what
/// handlers use: there, call <see cref="StopAsync"/> first.
/// </remarks>
public sealed class PeerSessionFactory : IAsyncDisposable
{
    private readonly IServiceProvider _services;
    private readonly IOptionsMonitor<PeerSessionOptions> _options;
    private readonly ILogger _logger;
    private readonly CallAuthorization _authorization;
    private readonly List<PeerServing> _serving;
    private readonly List<PeerIntercepting> _intercepting;
    private readonly ConcurrentDictionary<PeerSession, TaskCompletionSource> _sessions = new();
    private readonly PeerListeners _listeners;
    private readonly PeerNetworks _networks;
    private readonly KeyValuePair<string, object?>[] _tags;
    private volatile bool _isStopping;

    internal PeerSessionFactory(IServiceProvider services, string name)
    {
        Name = name;
        _tags = name.Length == 0 ? [] : [new("typedpeer.session.name", name)];
        _services = services;
        _options = services.GetRequiredService<IOptionsMonitor<PeerSessionOptions>>();
        _logger = (services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger("TypedPeer.Session");
        _authorization = new(services, _logger);
        _serving = [.. services.GetServices<PeerServing>().Where(serving => serving.Name == name)];
        _intercepting = [.. services.GetServices<PeerIntercepting>().Where(intercepting => intercepting.Name == name)];
        _listeners = new PeerListeners(this, _logger);
        _networks = new PeerNetworks(this, _logger);
    }

    /// <summary>Gets the name whose options, contracts and interceptors the sessions have; empty for those without one.</summary>
    public string Name { get; }

    /// <summary>Gets the sessions that have not ended; <see cref="PeerSession.GetStatistics"/> tells how each is.</summary>
    public IReadOnlyCollection<PeerSession> Sessions => [.. _sessions.Keys];

    /// <summary>Gets the listeners that the host has begun (<see cref="TypedPeerBuilder.Listen(PeerListenerOptions, Action{PeerSessionBuilder, PeerLink})"/>), once it has started.</summary>
    public IReadOnlyCollection<PeerListener> Listeners => _listeners.All;

    /// <summary>Gets the networks that the host has joined (<see cref="TypedPeerBuilder.Join(Uri, PeerNetworkOptions)"/>), once it has started and their servers were reached.</summary>
    public IReadOnlyCollection<PeerNetwork> Networks => _networks.All;

    /// <summary>Gets a value indicating whether sessions are stopping, so that no more is started.</summary>
    public bool IsStopping => _isStopping;

    internal IServiceProvider Services => _services;

    /// <summary>Starts a session that serves what the application registered under <see cref="Name"/>.</summary>
    /// <param name="channel">The channel, which stays the caller's when this throws.</param>
    /// <param name="configure">Serves more on this session alone, and says more of its peer.</param>
    /// <param name="configureOptions">Changes the options of <see cref="Name"/> for this session alone. Called before the session starts; what it sets is checked as ever.</param>
    /// <param name="user">Who the peer is, such as the user of the request that brought its offer; known to the first call (<see cref="PeerSession.User"/>).</param>
    /// <exception cref="PeerException">The application is stopping (<see cref="PeerStatus.Unavailable"/>): see <see cref="IsStopping"/>.</exception>
    public PeerSession Start(
        IPeerChannel channel, Action<PeerSessionBuilder>? configure = null, Action<PeerSessionOptions>? configureOptions = null, ClaimsPrincipal? user = null)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ThrowIfStopping();
        var session = PeerSession.Start(
            channel,
            builder =>
            {
                builder.User = user;
                Serve(builder);
                configure?.Invoke(builder);
            },
            CreateOptions(configureOptions));
        Track(session);
        if (_isStopping)
        {
            // It may have begun too late for the stop to see it.
            _ = session.DisposeAsync().AsTask();
            ThrowIfStopping();
        }

        return session;
    }

    /// <summary>
    /// Answers the offer of a peer, such as one that came in an HTTP request, and starts a session on the connection: where the offer and its answer
    /// are all that can be exchanged. The session has the connection, and closes it when it ends.
    /// </summary>
    /// <param name="offer">The offer, with every candidate in it. The peer makes a negotiated data channel with id 0, as <see cref="PeerLink"/> does over <see cref="SignalingChannel.Over(Func{SessionDescription, CancellationToken, ValueTask{SessionDescription}})"/>.</param>
    /// <param name="configure">Serves more on this session alone, and says more of its peer.</param>
    /// <param name="configureOptions">Changes the options of <see cref="Name"/> for this session alone.</param>
    /// <param name="user">Who the peer is: the user of the request.</param>
    /// <param name="connection">What the connection is like, such as its port; the defaults when null. A peer that has not connected within <see cref="PeerConnectionOptions.ConnectTimeout"/> is given up.</param>
    /// <param name="cancellationToken">Gives up before there is an answer.</param>
    /// <exception cref="ArgumentException">The offer is none, or is not valid: the peer's mistake. Or an option is out of range.</exception>
    /// <exception cref="PeerException">The application is stopping (<see cref="PeerStatus.Unavailable"/>).</exception>
    public Task<PeerAnswer> AnswerAsync(
        SessionDescription offer,
        Action<PeerSessionBuilder>? configure = null,
        Action<PeerSessionOptions>? configureOptions = null,
        ClaimsPrincipal? user = null,
        PeerConnectionOptions? connection = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(offer);
        ThrowIfStopping();
        return OfferAnswering.AnswerAsync(offer, connection ?? new(), StartOn, cancellationToken);

        PeerSession StartOn(IPeerChannel channel, PeerConnection beneath) => Start(
            channel,
            builder =>
            {
                builder.Own(beneath);
                configure?.Invoke(builder);
            },
            configureOptions,
            user);
    }

    /// <summary>
    /// Starts no more sessions, closes the listeners, leaves the networks, and stops all sessions at once, as <see cref="PeerSession.StopAsync"/> does: within
    /// <see cref="PeerSessionOptions.StopTimeout"/>, or until cancelled, which ends them without waiting. In a handler of one of the sessions it does
    /// not wait for that handler. May be called any number of times.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        _isStopping = true;
        var closing = Task.WhenAll(_listeners.CloseAsync(), _networks.CloseAsync());
        var here = PeerCallContext.Current?.Session;
        await Task.WhenAll(_sessions.Select(entry => EndAsync(entry.Key, ReferenceEquals(entry.Key, here) ? Task.CompletedTask : entry.Value.Task, cancellationToken)))
            .ConfigureAwait(false);
        await WaitAsync(closing, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops every session (<see cref="StopAsync"/>), and waits until the end of each is logged.</summary>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    /// <summary>Returns the factory of a name.</summary>
    internal static PeerSessionFactory Of(IServiceProvider services, string name) =>
        name.Length == 0 ? services.GetRequiredService<PeerSessionFactory>() : services.GetRequiredKeyedService<PeerSessionFactory>(name);

    internal Task ListenAsync(PeerListening listening, CancellationToken cancellationToken) => _listeners.ListenAsync(listening, cancellationToken);

    internal Task JoinAsync(PeerJoining joining, CancellationToken cancellationToken) => _networks.JoinAsync(joining, cancellationToken);

    internal void Serve(PeerSessionBuilder builder)
    {
        foreach (var serving in _serving)
        {
            serving.Serve(builder, _services);
        }
    }

    /// <summary>Counts a session among those alive, until it ends. One that is counted already, or is over, is not counted again.</summary>
    internal void Track(PeerSession session)
    {
        var watched = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (session.Completion.IsCompleted || !_sessions.TryAdd(session, watched))
        {
            return;
        }

        PeerTelemetry.ActiveSessions.Add(1, _tags);
        PeerLog.SessionStarted(_logger, session.Id, session.Channel.RemoteIdentity is { } identity ? PeerText.Clean(identity.ToString()) : "anonymous");
        _ = WatchAsync(session, watched, Stopwatch.GetTimestamp());
    }

    internal PeerSessionOptions CreateOptions(Action<PeerSessionOptions>? configure = null)
    {
        var options = _options.Get(Name).Copy();
        configure?.Invoke(options);
        options.IncomingInterceptors.Insert(0, new TelemetryInterceptor(_logger));
        options.OutgoingInterceptors.Insert(0, new TelemetryInterceptor(_logger));
        foreach (var intercepting in _intercepting)
        {
            (intercepting.IsIncoming ? options.IncomingInterceptors : options.OutgoingInterceptors).Add(intercepting.Create(_services));
        }

        options.AuthorizeCall = _authorization.With(options.AuthorizeCall);
        var told = options.HandlerFailed;
        options.HandlerFailed = (method, exception) =>
        {
            PeerLog.HandlerFailed(_logger, method, exception);
            told?.Invoke(method, exception);
        };
        if (options.FrameLog is null && _logger.IsEnabled(LogLevel.Trace))
        {
            options.FrameLog = line => PeerLog.Frame(_logger, line);
        }

        return options;
    }

    private static async Task EndAsync(PeerSession session, Task watched, CancellationToken cancellationToken)
    {
        await session.StopAsync(cancellationToken).ConfigureAwait(false);
        await watched.ConfigureAwait(false);
        await WaitAsync(session.DisposeAsync().AsTask(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for something that ends by itself, but no longer than until cancelled.</summary>
    private static async Task WaitAsync(Task task, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What is left goes on unattended.
        }
    }

    private void ThrowIfStopping()
    {
        if (_isStopping)
        {
            throw new PeerException(PeerStatus.Unavailable, "The application is stopping: no session is started any more.");
        }
    }

    private async Task WatchAsync(PeerSession session, TaskCompletionSource watched, long started)
    {
        try
        {
            var end = await session.Completion.ConfigureAwait(false);
            PeerTelemetry.ActiveSessions.Add(-1, _tags);
            PeerTelemetry.SessionDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, [.. _tags, new("typedpeer.session.end", end.Kind.ToString())]);
            PeerLog.SessionEnded(_logger, session.Id, end.Kind, end.Message);
        }
        finally
        {
            _sessions.TryRemove(session, out _);
            watched.SetResult();
        }
    }
}
