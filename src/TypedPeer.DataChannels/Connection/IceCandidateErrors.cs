using System.Net;
using TypedPeer.DataChannels.Ice.Gathering;
using TypedPeer.DataChannels.Stun;
using TypedPeer.DataChannels.Turn;

namespace TypedPeer.DataChannels.Connection;

/// <summary>What is told of servers that give no candidate, and of candidates that are too many, worded once.</summary>
internal static class IceCandidateErrors
{
    /// <summary>What W3C gives to a server that cannot be reached (RTCPeerConnectionIceErrorEvent.errorCode).</summary>
    public const int Unreachable = 701;

    /// <summary>A STUN server that told no port an address.</summary>
    public static IceCandidateError OfServer(string url, IPEndPoint server, int errorCode, int mostServers) => errorCode switch
    {
        IceServerFailure.NoAnswer => new(url, $"The STUN server {server} did not answer.") { ErrorCode = Unreachable },
        IceServerFailure.OutOfReach => new(url, $"The STUN server {server} cannot be asked from any local address there is.") { ErrorCode = Unreachable },
        IceServerFailure.TooMany => new(url, $"The STUN server {server} is not asked: {mostServers} addresses are the most."),
        0 => new(url, $"The STUN server {server} answered without an address."),
        _ => new(url, $"The STUN server {server} answered with {StunErrorCode.Describe(errorCode)}.") { ErrorCode = errorCode },
    };

    /// <summary>A relay that gives no address, or none any more.</summary>
    public static IceCandidateError OfRelay(TurnFailure failure) =>
        new(failure.Url, failure.Text) { ErrorCode = failure.Code == TurnFailure.NoAnswer ? Unreachable : failure.Code };

    /// <summary>More than can be checked.</summary>
    public static IceCandidateError CandidatesLeftOut(int most) => new(
        string.Empty, $"The peer has more candidates than the {most} that are kept: those of the lowest priority are left out.");
}
