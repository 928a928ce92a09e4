namespace TypedPeer.DataChannels;

/// <summary>How a translator (NAT) between a peer and the world gives ports to it (RFC 4787, section 4.1), as far as STUN servers have shown it.</summary>
public enum NatMapping
{
    /// <summary>Not known: that takes the answers of two STUN servers at different addresses to one port.</summary>
    Unknown,

    /// <summary>There is none: servers see the peer's own address.</summary>
    None,

    /// <summary>One port for whoever is spoken to: a cone. Peers are met by the address that a STUN server sees.</summary>
    EndpointIndependent,

    /// <summary>Another port for each destination: a symmetric NAT. What a STUN server sees is of no use to anybody else, unless the other side's NAT lets every port of an address in.</summary>
    EndpointDependent,
}
