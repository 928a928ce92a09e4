using System.Net;

namespace TypedPeer.DataChannels.Datagrams;

/// <summary>
/// A way datagrams leave and come in by: what a local candidate stands for. Cores compare paths, by reference, and name them in what they
/// write; they never send on one. All properties stay as they are for the life of the path, and nothing but sending ever blocks or throws.
/// </summary>
internal interface IDatagramPath
{
    /// <summary>Gets the transport address of the candidate: the one a port is bound to, the one a relay has allocated, or the own end of a connection.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>Gets what it is.</summary>
    DatagramPathKind Kind { get; }

    /// <summary>Gets what the candidate says for diagnosis (RFC 8839, section 5.1: <c>raddr</c>); of a relay, the address by which it sees this host.</summary>
    IPEndPoint? RelatedEndPoint => null;

    /// <summary>Gets <c>active</c>, <c>passive</c> or <c>so</c> for a TCP connection (RFC 6544, section 4.5); null for all else.</summary>
    string? TcpType => null;

    /// <summary>Gets how it is liked among candidates of one type, 0 to 7 (RFC 6544, section 4.2): 7 for what waits for nothing, 6 for a connection that this side makes or made, and so on down.</summary>
    int Preference => 7;

    /// <summary>Whether it can carry anything to an address of the same family and scope. A TCP connection has one other end.</summary>
    bool CanReach(IPEndPoint remote) => true;

    /// <summary>The peer has proved that it is at an address: whoever shares a port among connections knows by that whose datagrams come from there.</summary>
    void OnValidated(IPEndPoint remote)
    {
    }

    /// <summary>
    /// Sends a run. What the system refuses is a lost packet, and nothing is thrown for it, nor after the path was closed. Called by the
    /// driver alone, under its lock; a path of several connections serialises them by itself.
    /// </summary>
    void Send(in SendRun run, ReadOnlySpan<byte> data);
}
