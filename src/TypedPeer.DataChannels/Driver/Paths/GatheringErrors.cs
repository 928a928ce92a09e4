using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Udp;

namespace TypedPeer.DataChannels.Driver.Paths;

/// <summary>What is told of local addresses that give no candidate, and of servers that cannot be looked for, worded once.</summary>
internal static class GatheringErrors
{
    /// <summary>No socket, no candidate.</summary>
    public static IceCandidateError SocketRefused(IPAddress address, int port, SocketException exception) =>
        OfSocket(new IPEndPoint(address, port), $"No socket could be opened on {Name(address, port)} ({exception.SocketErrorCode}): {exception.Message}");

    /// <summary>No TCP port, no candidate.</summary>
    public static IceCandidateError TcpPortRefused(IPEndPoint local, SocketException exception) =>
        OfSocket(local, $"No TCP port could be opened on {Name(local.Address, local.Port)} ({exception.SocketErrorCode}): {exception.Message}");

    /// <summary>The socket is there, and gives nothing but errors.</summary>
    public static IceCandidateError SocketInTrouble(IPEndPoint local, SocketException exception) =>
        OfSocket(local, $"The socket on {local} fails again and again ({exception.SocketErrorCode}): {exception.Message}");

    /// <summary>The port that was to be shared is there no more.</summary>
    public static IceCandidateError PortClosed(IPEndPoint local) => OfSocket(local, $"The port {local} that was given to the connection is closed.");

    /// <summary>Asking the system, or the application's filter, for local addresses failed.</summary>
    public static IceCandidateError NoAddresses(Exception exception) =>
        new(string.Empty, $"The local addresses could not be found: {exception.Message}");

    /// <summary>There are addresses, but not one that may be used.</summary>
    public static IceCandidateError NoneLeft(int all) => new(
        string.Empty,
        all == 0 ? "This machine has no address that could be a candidate." : $"Not one of this machine's {all} addresses is let through by LocalAddressFilter.");

    /// <summary>The servers could not be looked for.</summary>
    public static IceCandidateError NoServers(Exception exception) =>
        new(string.Empty, $"The STUN servers could not be asked ({exception.GetType().Name}): {exception.Message}");

    /// <summary>There are more relays than are asked.</summary>
    public static IceCandidateError RelayLeftOut(IceServerAddress server) => new(server.Uri.Text, $"The relay {server.EndPoint} is not asked: there are too many.");

    /// <summary>No local address leads to a relay, or none that may be used.</summary>
    public static IceCandidateError RelayOutOfReach(IceServerAddress server) =>
        new(server.Uri.Text, $"The relay {server.EndPoint} cannot be asked from any local address there is.") { ErrorCode = IceCandidateErrors.Unreachable };

    /// <summary>STUN over TLS tells nothing of UDP, and there are no TCP ports.</summary>
    public static IceCandidateError NothingToMap(IceServerAddress server) =>
        new(server.Uri.Text, $"The STUN server {server.EndPoint} over TLS is not asked: it tells of TCP ports, which this connection has none of ({nameof(PeerConnectionOptions.TcpCandidates)}).");

    /// <summary>A STUN server over TLS gave no address.</summary>
    public static IceCandidateError NotMapped(IceServerAddress server, string why) =>
        new(server.Uri.Text, $"The STUN server {server.EndPoint} over TLS gives no candidate: {why}") { ErrorCode = IceCandidateErrors.Unreachable };

    /// <summary>The way out has another port than the way in.</summary>
    public static IceCandidateError PortsChange(IceServerAddress server, IPEndPoint local, IPEndPoint mapped) => new(
        server.Uri.Text, $"The STUN server {server.EndPoint} sees {local} as {mapped}: a translator on the way changes ports, so that nobody could connect to one of this side.")
    {
        LocalEndPoint = local,
    };

    /// <summary>The application did not say which servers there are.</summary>
    public static IceCandidateError NoProvidedServers(Exception exception) =>
        new(string.Empty, $"{nameof(PeerConnectionOptions.IceServerProvider)} gave no servers, so {nameof(PeerConnectionOptions.IceServers)} are asked ({exception.GetType().Name}): {exception.Message}");

    private static IceCandidateError OfSocket(IPEndPoint local, string error) => new(string.Empty, error) { LocalEndPoint = local };

    private static string Name(IPAddress address, int port) => port == 0 ? address.ToString() : new IPEndPoint(address, port).ToString();
}
