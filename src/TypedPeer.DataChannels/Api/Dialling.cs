using System.Runtime.CompilerServices;
using System.Security;
using System.Security.Authentication;
using TypedPeer.Ahead;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Addresses;

namespace TypedPeer.DataChannels.Api;

/// <summary>Connects by an address: makes an offer, writes the listener's answer to it, and waits until the peer has proved who it is.</summary>
internal static class Dialling
{
    /// <summary>Connects, and says why where that fails; then, or when it is cancelled, the connection is closed.</summary>
    [AsyncMethodBuilder(typeof(AheadTaskMethodBuilder))]
    public static async Task RunAsync(PeerConnection connection, ConnectionBackend backend, PeerAddress address, PeerConnectionOptions options, CancellationToken cancellationToken)
    {
        if (connection.SignalingState != SignalingState.Stable || connection.LocalDescription is not null)
        {
            throw new InvalidOperationException("The connection has begun otherwise: an address is dialled by a fresh one.");
        }

        if (options.MaxMessageSize < ListenerAnswer.MaxMessageSize)
        {
            throw new InvalidOperationException($"Whoever dials an address takes messages of {ListenerAnswer.MaxMessageSize} bytes, and MaxMessageSize is {options.MaxMessageSize}.");
        }

        try
        {
            await connection.SetLocalDescriptionAsync(null, cancellationToken).Ahead();
            var answer = ListenerAnswer.Write(address, connection.LocalDescription!.Sdp);
            await connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Answer, answer), cancellationToken).Ahead();
            await connection.Connected.WaitAsync(options.ConnectTimeout, options.TimeProvider, cancellationToken).Ahead();
        }
        catch (PeerChannelClosedException exception)
        {
            throw Explain(address, exception.Reason ?? new PeerChannelCloseReason(PeerChannelCloseKind.ConnectionLost, exception.Message));
        }
        catch (TimeoutException)
        {
            var hasPath = connection.IceConnectionState is IceConnectionState.Connected or IceConnectionState.Completed;
            var obstacle = await backend.FindObstacleAsync().ConfigureAwait(false);
            await CloseAtOnceAsync(connection).Ahead();
            throw obstacle is null ? TimedOut(address, options.ConnectTimeout, hasPath) : Make(PeerConnectFailure.Failed, obstacle);
        }
        catch (OperationCanceledException)
        {
            await CloseAtOnceAsync(connection).Ahead();
            throw;
        }
    }

    private static async Task CloseAtOnceAsync(PeerConnection connection) => await connection.CloseAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);

    /// <summary>Says in a dialler's words why a connection ended before it was up.</summary>
    public static PeerConnectException Explain(PeerAddress address, PeerChannelCloseReason reason) => reason.Kind switch
    {
        _ when reason.Exception is AuthenticationException or SecurityException => new PeerConnectException(
            PeerConnectFailure.WrongCertificate, $"Somebody else than the listener answered at {address}: {reason.Message}", reason),
        PeerChannelCloseKind.ConnectionLost when reason.Exception is null => Make(PeerConnectFailure.NoAnswer, $"Nobody answered at {address}. {reason.Message}"),
        PeerChannelCloseKind.Remote => new PeerConnectException(PeerConnectFailure.Refused, $"The listener at {address} ended the connection before it was up.", reason),
        _ => new PeerConnectException(PeerConnectFailure.Failed, $"The connection to {address} failed. {reason.Message}", reason),
    };

    private static PeerConnectException TimedOut(PeerAddress address, TimeSpan limit, bool hasPath) => hasPath
        ? Make(PeerConnectFailure.NoHandshake, $"The connection to {address} was not up within {limit.TotalSeconds} s: there is a path, and the listener does not answer the handshake (DTLS) on it.")
        : Make(PeerConnectFailure.NoAnswer, $"The connection to {address} was not up within {limit.TotalSeconds} s: no check was answered.");

    private static PeerConnectException Make(PeerConnectFailure failure, string message) =>
        new(failure, message, new PeerChannelCloseReason(PeerChannelCloseKind.ConnectionLost, message));
}
