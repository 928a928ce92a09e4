namespace TypedPeer.DataChannels.Datagrams;

/// <summary>What carries the datagrams of an <see cref="IDatagramPath"/>.</summary>
internal enum DatagramPathKind
{
    /// <summary>A UDP port of this host.</summary>
    Udp,

    /// <summary>An address allocated on a relay (TURN, RFC 8656), which passes datagrams on.</summary>
    Relay,

    /// <summary>One TCP connection, which frames datagrams (RFC 6544).</summary>
    Tcp,
}
