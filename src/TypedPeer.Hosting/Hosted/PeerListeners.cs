using Microsoft.Extensions.Logging;
using TypedPeer.Hosting.Telemetry;
using TypedPeer.Signaling;

namespace TypedPeer.Hosting.Hosted;

/// <summary>The listeners of one factory: they begin with the application and end with it.</summary>
internal sealed class PeerListeners(PeerSessionFactory factory, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly List<PeerListener> _all = [];
    private bool _isClosed;

    public IReadOnlyCollection<PeerListener> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _all];
            }
        }
    }

    public async Task ListenAsync(PeerListening listening, CancellationToken cancellationToken)
    {
        var options = listening.CreateOptions(factory.Services) with { Session = factory.CreateOptions() };
        var listener = await PeerListener.ListenAsync((builder, link) => Configure(listening, builder, link), options, cancellationToken).ConfigureAwait(false);
        listener.LinkConnected += link => factory.Track(link.Session);
        bool isTooLate;
        lock (_lock)
        {
            isTooLate = _isClosed;
            if (!isTooLate)
            {
                _all.Add(listener);
            }
        }

        if (isTooLate)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
            return;
        }

        PeerLog.Listening(logger, listener.Address.ToString());
    }

    /// <summary>Closes all: within the time that sessions may take to stop and connections to close.</summary>
    public async Task CloseAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
        }

        await Task.WhenAll(All.Select(static listener => listener.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    private void Configure(PeerListening listening, PeerSessionBuilder builder, PeerLink link)
    {
        factory.Serve(builder);
        listening.Configure?.Invoke(builder, link);
    }
}
