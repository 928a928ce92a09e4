using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using TypedPeer.Channels;

namespace TypedPeer.Hosting;

/// <summary>Starts the application's sessions and knows which are alive. Disposing it, as the container does, stops them.</summary>
public sealed class PeerSessionFactory : IAsyncDisposable
{
    private readonly IServiceProvider _services;
    private readonly IOptions<PeerSessionOptions> _options;
    private readonly ILogger _logger;
    private readonly IEnumerable<PeerServing> _serving;
    private readonly IEnumerable<PeerIntercepting> _intercepting;
    private readonly ConcurrentDictionary<PeerSession, TaskCompletionSource> _sessions = new();

    /// <summary>Made by the container.</summary>
    public PeerSessionFactory(IServiceProvider services, IOptions<PeerSessionOptions> options)
    {
        ArgumentNullException.ThrowIfNull(services);
        _services = services;
        _options = options;
        _logger = ((ILoggerFactory?)services.GetService(typeof(ILoggerFactory)) ?? NullLoggerFactory.Instance).CreateLogger("TypedPeer.Session");
        _serving = (IEnumerable<PeerServing>?)services.GetService(typeof(IEnumerable<PeerServing>)) ?? [];
        _intercepting = (IEnumerable<PeerIntercepting>?)services.GetService(typeof(IEnumerable<PeerIntercepting>)) ?? [];
    }

    /// <summary>Gets the sessions that have not ended; <see cref="PeerSession.GetStatistics"/> tells how each is.</summary>
    public IReadOnlyCollection<PeerSession> Sessions => [.. _sessions.Keys];

    /// <summary>Starts a session that serves what the application registered.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="configure">Serves more on this session alone, and says more of its peer.</param>
    /// <param name="configureOptions">Changes the application's options for this session alone. Called before the session starts; what it sets is checked as ever.</param>
    /// <param name="user">Who the peer is, such as the user of the request that brought its offer; known to the first call (<see cref="PeerSession.User"/>).</param>
    public PeerSession Start(
        IPeerChannel channel, Action<PeerSessionBuilder>? configure = null, Action<PeerSessionOptions>? configureOptions = null, ClaimsPrincipal? user = null)
    {
        ArgumentNullException.ThrowIfNull(channel);
        var session = PeerSession.Start(
            channel,
            builder =>
            {
                builder.User = user;
                foreach (var serving in _serving)
                {
                    serving.Serve(builder, _services);
                }

                configure?.Invoke(builder);
            },
            CreateOptions(configureOptions));
        var watched = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sessions.TryAdd(session, watched);
        PeerLog.SessionStarted(_logger, session.Id, channel.RemoteIdentity is { } identity ? PeerText.Clean(identity.ToString()) : "anonymous");
        _ = WatchAsync(session, watched);
        return session;
    }

    /// <summary>Stops every session, and waits until the end of each is logged.</summary>
    public async ValueTask DisposeAsync()
    {
        var running = _sessions.ToArray();
        await Task.WhenAll(running.Select(static entry => entry.Key.DisposeAsync().AsTask())).ConfigureAwait(false);
        await Task.WhenAll(running.Select(static entry => entry.Value.Task)).ConfigureAwait(false);
    }

    private PeerSessionOptions CreateOptions(Action<PeerSessionOptions>? configure)
    {
        var options = _options.Value.Copy();
        configure?.Invoke(options);
        options.IncomingInterceptors.Insert(0, new TelemetryInterceptor(_logger));
        options.OutgoingInterceptors.Insert(0, new TelemetryInterceptor(_logger));
        foreach (var intercepting in _intercepting)
        {
            (intercepting.IsIncoming ? options.IncomingInterceptors : options.OutgoingInterceptors).Add(intercepting.Create(_services));
        }

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

    private async Task WatchAsync(PeerSession session, TaskCompletionSource watched)
    {
        try
        {
            var end = await session.Completion.ConfigureAwait(false);
            PeerLog.SessionEnded(_logger, session.Id, end.Kind, end.Message);
        }
        finally
        {
            _sessions.TryRemove(session, out _);
            watched.SetResult();
        }
    }
}
