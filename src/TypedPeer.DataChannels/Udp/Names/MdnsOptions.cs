using System.Net;

namespace TypedPeer.DataChannels.Udp.Names;

/// <summary>Every number of looking for names nearby, each with its reason.</summary>
internal sealed record MdnsOptions
{
    /// <summary>The port of all responders (RFC 6762, section 3); another only in tests.</summary>
    public int Port { get; init; } = 5353;

    /// <summary>How often a name is asked for. Multicast is lost like other datagrams, more so on radio; and a responder keeps silent about what it told everybody less than a second ago.</summary>
    public int Transmissions { get; init; } = 3;

    /// <summary>The pause after each question; at least a second (RFC 6762, section 5.2).</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Messages that are looked at for one name on one socket, other people's included. A home has a few a second.</summary>
    public int MaxMessages { get; init; } = 1000;

    /// <summary>Interfaces that are asked on.</summary>
    public int MaxInterfaces { get; init; } = 8;

    /// <summary>Names looked for at the same time in the whole process, each with up to four sockets.</summary>
    public int MaxUnderWay { get; init; } = 32;

    /// <summary>Names that the process begins to look for in one second. A browser has two or three, and peers decide how many there are: they must not have this host flood its network.</summary>
    public int MaxPerSecond { get; init; } = 16;

    /// <summary>Gets the group of all responders, IPv4.</summary>
    public IPEndPoint Group4 => new(IPAddress.Parse("224.0.0.251"), Port);

    /// <summary>Gets the group of all responders on one link, IPv6.</summary>
    public IPEndPoint Group6 => new(IPAddress.Parse("ff02::fb"), Port);
}
