using System.Net;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.Negotiation;

namespace TypedPeer.Signaling.Http;

/// <summary>Asks the server for another path where the one in use falls silent, until there is one or the connection ends.</summary>
internal sealed class HttpRestarts
{
    /// <summary>How long after a request that failed the next one follows: networks that change are soon there.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly PeerConnection _connection;
    private readonly HttpExchange _exchange;
    private readonly PeerConnectionOptions _options;
    private int _isBusy;

    private HttpRestarts(PeerConnection connection, HttpExchange exchange)
    {
        (_connection, _exchange, _options) = (connection, exchange, connection.GetConfiguration());
        connection.IceConnectionStateChanged += OnState;
    }

    private bool IsOver => _connection.SignalingState == SignalingState.Closed;

    private bool IsNeeded => !IsOver && _connection.IceConnectionState is (IceConnectionState.Disconnected or IceConnectionState.Failed);

    /// <summary>Follows a connection for as long as it lives.</summary>
    public static void Follow(PeerConnection connection, HttpExchange exchange) => _ = new HttpRestarts(connection, exchange);

    private void OnState(IceConnectionState state)
    {
        if (state == IceConnectionState.Disconnected && Interlocked.Exchange(ref _isBusy, 1) == 0)
        {
            _ = RunAsync();
        }
    }

    /// <summary>Never fails.</summary>
    private async Task RunAsync()
    {
        try
        {
            while (IsNeeded && !await TryAsync().ConfigureAwait(false))
            {
                await PauseAsync().ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // What the server said cannot be used, or the connection ended meanwhile: it goes on as it is, and if it is lost, the link dials anew.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!IsOver)
            {
                ConnectFailures.Report(_options, exception);
            }
        }
        finally
        {
            Volatile.Write(ref _isBusy, 0);
        }
    }

    private async Task PauseAsync()
    {
        try
        {
            await _connection.Closed.WaitAsync(Delay, _options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return;
        }
    }

    /// <summary>False where it is to be tried again.</summary>
    private async Task<bool> TryAsync()
    {
        _connection.RestartIce();
        await _connection.SetLocalDescriptionAsync().ConfigureAwait(false);
        await _connection.GatheringCompleted.ConfigureAwait(false);
        try
        {
            if (await _exchange.RestartAsync(_connection.LocalDescription!, CancellationToken.None).ConfigureAwait(false) is { } answer)
            {
                await _connection.SetRemoteDescriptionAsync(answer).ConfigureAwait(false);
            }

            return true;
        }
        catch (HttpRequestException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            // The server was started anew: nothing is left to wait for.
            await _connection.CloseAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException { StatusCode: null or >= HttpStatusCode.InternalServerError } or TimeoutException)
        {
            return false;
        }
    }
}
