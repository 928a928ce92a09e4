using System.Security;
using System.Security.Authentication;
using TypedPeer.Channels;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Negotiation;

/// <summary>How far an attempt to connect came, in words for whoever waits for it.</summary>
internal sealed class ConnectProgress
{
    private readonly PeerConnection _connection;
    private volatile bool _hasPath;

    public ConnectProgress(PeerConnection connection)
    {
        _connection = connection;
        connection.IceConnectionStateChanged += state => _hasPath |= state is IceConnectionState.Connected or IceConnectionState.Completed;
    }

    /// <summary>The time is over.</summary>
    public PeerConnectException TimedOut(TimeSpan limit)
    {
        var (failure, what) = Describe();
        return Make(failure, $"The connection was not up within {limit.TotalSeconds} s: {what}");
    }

    /// <summary>The connection ended.</summary>
    public PeerConnectException Ended(PeerChannelCloseReason reason)
    {
        var (failure, _) = Describe();
        return reason.Kind switch
        {
            _ when reason.Exception is AuthenticationException or SecurityException => new PeerConnectException(PeerConnectFailure.WrongCertificate, $"The peer is another than its description says: {reason.Message}", reason),
            PeerChannelCloseKind.Remote => new PeerConnectException(PeerConnectFailure.Refused, $"The peer ended the connection before it was up. {reason.Message}", reason),
            PeerChannelCloseKind.ConnectionLost when reason.Exception is null => new PeerConnectException(failure, $"The connection failed. {reason.Message}", reason),
            _ => new PeerConnectException(PeerConnectFailure.Failed, $"The connection failed. {reason.Message}", reason),
        };
    }

    /// <summary>The signaling channel failed, or the peer sent over it what cannot be used.</summary>
    public static PeerConnectException SignalingFailed(Exception exception) => exception.InnerException is AuthenticationException or SecurityException
        ? Make(PeerConnectFailure.WrongCertificate, PeerText.Clean(exception.Message), exception)
        : Make(PeerConnectFailure.SignalingFailed, $"The signaling failed: {PeerText.Clean(exception.Message)}", exception);

    /// <summary>The other side is gone, and has sent no description.</summary>
    public static PeerConnectException SignalingEnded() =>
        Make(PeerConnectFailure.SignalingFailed, "The signaling channel ended before a description of the peer's came.");

    /// <summary>The connection was up, and no hello came.</summary>
    public static PeerConnectException NoHello(TimeSpan limit) =>
        Make(PeerConnectFailure.NoHello, $"The connection is up, and the peer's session has not said hello within {limit.TotalSeconds} s: does the other side start one on the same channel?");

    private static PeerConnectException Make(PeerConnectFailure failure, string message, Exception? exception = null) =>
        new(failure, message, new PeerChannelCloseReason(PeerChannelCloseKind.ConnectionLost, message, exception));

    private (PeerConnectFailure Failure, string What) Describe()
    {
        if (_hasPath)
        {
            return (PeerConnectFailure.NoHandshake, "there is a path, and the peer does not answer the handshake (DTLS) on it.");
        }

        if (_connection.RemoteDescription is not { } remote)
        {
            return (PeerConnectFailure.NoDescription, "no description of the peer's came by the signaling channel.");
        }

        return remote.Sdp.Contains("a=candidate:", StringComparison.Ordinal)
            ? (PeerConnectFailure.NoAnswer, "the peer has sent its addresses, and no check of them was answered.")
            : (PeerConnectFailure.NoCandidate, "the peer has sent no address.");
    }
}
