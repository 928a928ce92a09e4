using Microsoft.Extensions.Logging;
using TypedPeer.Hosting.Telemetry;
using TypedPeer.Signaling;

namespace TypedPeer.Hosting.Hosted;

/// <summary>The networks of one factory: they are joined with the application and left with it.</summary>
#pragma warning disable CA1001 // A token nobody takes a handle of needs no disposing, and what waits for it may outlive this by a moment.
internal sealed class PeerNetworks(PeerSessionFactory factory, ILogger logger)
#pragma warning restore CA1001
{
    private readonly Lock _lock = new();
    private readonly List<PeerNetwork> _all = [];
    private readonly List<Task> _retrying = [];
    private readonly CancellationTokenSource _closing = new();

    public IReadOnlyCollection<PeerNetwork> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _all];
            }
        }
    }

    /// <summary>Joins. Where the server is not reached it is tried again in the background; where it does not want this application, that is thrown.</summary>
    public async Task JoinAsync(PeerJoining joining, CancellationToken cancellationToken)
    {
        var options = Complete(joining.CreateOptions(factory.Services));
        try
        {
            Add(await joining.JoinAsync(options, cancellationToken).ConfigureAwait(false));
        }
        catch (PeerNetworkException exception) when (MayComeBack(exception))
        {
            PeerLog.NotJoined(logger, exception.Message);
            lock (_lock)
            {
                _retrying.Add(RetryAsync(joining, options));
            }
        }
    }

    /// <summary>Leaves all, which closes their links in order.</summary>
    public async Task CloseAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        Task[] retrying;
        lock (_lock)
        {
            retrying = [.. _retrying];
        }

        await Task.WhenAll(retrying).ConfigureAwait(false);
        await Task.WhenAll(All.Select(static network => network.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    private static bool MayComeBack(PeerNetworkException exception) =>
        exception.Error is PeerNetworkError.ServerUnreachable or PeerNetworkError.ServerLost or PeerNetworkError.ServerFull or PeerNetworkError.Timeout or PeerNetworkError.TooMany;

    /// <summary>What the application asks for, with sessions as this factory has them.</summary>
    private PeerNetworkOptions Complete(PeerNetworkOptions options) => options with
    {
        Link = options.Link with { Session = factory.CreateOptions() },
        Configure = (builder, link) =>
        {
            factory.Serve(builder);
            options.Configure?.Invoke(builder, link);
        },
    };

    /// <summary>Never fails.</summary>
    private async Task RetryAsync(PeerJoining joining, PeerNetworkOptions options)
    {
        for (var delay = options.MinReconnectDelay; ; delay = delay * 2 < options.MaxReconnectDelay ? delay * 2 : options.MaxReconnectDelay)
        {
            try
            {
                await Task.Delay(delay * (0.5 + (0.5 * Random.Shared.NextDouble())), options.TimeProvider, _closing.Token).ConfigureAwait(false);
                Add(await joining.JoinAsync(options, _closing.Token).ConfigureAwait(false));
                return;
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                return;
            }
            catch (PeerNetworkException exception) when (MayComeBack(exception))
            {
                PeerLog.NotJoined(logger, exception.Message);
            }
#pragma warning disable CA1031 // The server does not want this application, or its own code threw: the log and the check of its health tell.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                PeerLog.NetworkOver(logger, exception.Message);
                return;
            }
        }
    }

    private void Add(PeerNetwork network)
    {
        lock (_lock)
        {
            _all.Add(network);
        }

        network.LinkConnected += Follow;
        PeerLog.Joined(logger, network.Id);
        _ = WatchAsync(network);
        if (_closing.IsCancellationRequested)
        {
            // It may have been joined too late for the end to see it.
            _ = network.DisposeAsync().AsTask();
        }
    }

    /// <summary>Counts the sessions of a link: the one that is up, and those after losses.</summary>
    private void Follow(PeerLink link)
    {
        link.StateChanged += state =>
        {
            if (state == PeerLinkState.Connected)
            {
                factory.Track(link.Session);
            }
        };
        factory.Track(link.Session);
    }

    private async Task WatchAsync(PeerNetwork network)
    {
        var end = await network.Completion.ConfigureAwait(false);
        if (end.Error != PeerNetworkError.Closed)
        {
            PeerLog.NetworkOver(logger, end.Message);
        }
    }
}
