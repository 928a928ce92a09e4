using System.Security;
using System.Security.Authentication;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.Signals;

namespace TypedPeer.Signaling.Negotiation;

/// <summary>Connects over a signaling channel, and says how far it came where that fails.</summary>
internal static class ConnectAttempt
{
    /// <summary>Returns when the connection is up; the exchange goes on. Where it fails, or is cancelled, the connection is closed.</summary>
    public static async Task RunAsync(PeerConnection connection, SignalingChannel signaling, ConnectClock clock, CancellationToken cancellationToken)
    {
        if (connection.SignalingState != SignalingState.Stable || connection.LocalDescription is not null || connection.RemoteDescription is not null)
        {
            throw new InvalidOperationException("The connection has begun otherwise: a signaling channel negotiates a fresh one.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        var options = connection.GetConfiguration();
        var negotiator = new Negotiator(connection, signaling);
        var progress = new ConnectProgress(connection);
        var isUp = false;
        try
        {
            negotiator.Start();
            await WaitAsync(connection, negotiator, signaling.Exchange, clock, options, cancellationToken).ConfigureAwait(false);
            isUp = true;
            _ = FollowAsync(connection, negotiator, options);
        }
        catch (PeerChannelClosedException exception)
        {
            throw progress.Ended(exception.Reason ?? new PeerChannelCloseReason(PeerChannelCloseKind.ConnectionLost, exception.Message));
        }
        catch (TimeoutException)
        {
            throw progress.TimedOut(options.ConnectTimeout);
        }
        finally
        {
            if (!isUp)
            {
                negotiator.Stop();
                await connection.CloseAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits until the connection is up, or cannot come up any more.</summary>
    private static async Task WaitAsync(
        PeerConnection connection, Negotiator negotiator, SignalingExchange exchange, ConnectClock clock, PeerConnectionOptions options, CancellationToken cancellationToken)
    {
        if (exchange is SignalingExchange.OfferOnce or SignalingExchange.AnswerOnce)
        {
            // A person takes as long as it takes.
            await WaitAsync(connection.Connected, negotiator, exchange == SignalingExchange.OfferOnce ? negotiator.Described : connection.Connected, Timeout.InfiniteTimeSpan, options, cancellationToken).ConfigureAwait(false);
        }

        clock.Restart();
        await WaitAsync(connection.Connected, negotiator, connection.Connected, options.ConnectTimeout, options, cancellationToken).ConfigureAwait(false);
    }

    private static async Task WaitAsync(
        Task connected, Negotiator negotiator, Task awaited, TimeSpan limit, PeerConnectionOptions options, CancellationToken cancellationToken)
    {
        var first = await Task.WhenAny(awaited, connected, negotiator.Ended).WaitAsync(limit, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        if (first == negotiator.Ended)
        {
            if (await negotiator.Ended.ConfigureAwait(false) is { } failure)
            {
                throw ConnectProgress.SignalingFailed(failure);
            }

            if (!negotiator.Described.IsCompleted)
            {
                throw ConnectProgress.SignalingEnded();
            }

            // All that was to be said was said.
            first = await Task.WhenAny(awaited, connected).WaitAsync(limit, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }

        await first.ConfigureAwait(false);
    }

    /// <summary>Stops the exchange with the connection, and tells of one that fails before: the connection goes on without it, unless its peer was started anew.</summary>
    private static async Task FollowAsync(PeerConnection connection, Negotiator negotiator, PeerConnectionOptions options)
    {
        if (await Task.WhenAny(connection.Closed, negotiator.Ended).ConfigureAwait(false) == negotiator.Ended
            && await negotiator.Ended.ConfigureAwait(false) is { } failure && connection.SignalingState != SignalingState.Closed)
        {
            ConnectFailures.Report(options, failure);
            if (failure.InnerException is AuthenticationException or SecurityException)
            {
                // Who describes itself with another certificate has no part in this connection, and whoever had it is gone: no need to find that out by silence.
                await connection.CloseAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
            }
        }

        await connection.Closed.ConfigureAwait(false);
        negotiator.Stop();
    }
}
