using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Ice.Gathering;

namespace TypedPeer.DataChannels.Connection;

/// <summary>What is told of addresses and servers that give no candidate, worded once.</summary>
internal static class IceCandidateErrors
{
    /// <summary>What W3C gives to a server that cannot be reached (RTCPeerConnectionIceErrorEvent.errorCode).</summary>
    public const int Unreachable = 701;

    /// <summary>No socket, no candidate.</summary>
    public static IceCandidateError SocketRefused(IPAddress address, int port, SocketException exception) =>
        OfSocket(new IPEndPoint(address, port), $"No socket could be opened on {Name(address, port)} ({exception.SocketErrorCode}): {exception.Message}");

    /// <summary>The socket is there, and gives nothing but errors.</summary>
    public static IceCandidateError SocketInTrouble(IPEndPoint local, SocketException exception) =>
        OfSocket(local, $"The socket on {local} fails again and again ({exception.SocketErrorCode}): {exception.Message}");

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

    /// <summary>A STUN server that told no socket an address.</summary>
    public static IceCandidateError OfServer(string url, IPEndPoint server, int errorCode, int mostServers) => errorCode switch
    {
        IceServerFailure.NoAnswer => new(url, $"The STUN server {server} did not answer.") { ErrorCode = Unreachable },
        IceServerFailure.OutOfReach => new(url, $"The STUN server {server} cannot be asked from any local address there is.") { ErrorCode = Unreachable },
        IceServerFailure.TooMany => new(url, $"The STUN server {server} is not asked: {mostServers} addresses are the most."),
        0 => new(url, $"The STUN server {server} answered without an address."),
        _ => new(url, $"The STUN server {server} answered with error {errorCode}.") { ErrorCode = errorCode },
    };

    /// <summary>More than can be checked.</summary>
    public static IceCandidateError CandidatesLeftOut(int most) => new(
        string.Empty, $"The peer has more candidates than the {most} that are kept: those of the lowest priority are left out.");

    private static IceCandidateError OfSocket(IPEndPoint local, string error) => new(string.Empty, error) { LocalEndPoint = local };

    private static string Name(IPAddress address, int port) => port == 0 ? address.ToString() : new IPEndPoint(address, port).ToString();
}
