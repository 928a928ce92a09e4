using TypedPeer.DataChannels.Addresses;

namespace TypedPeer.DataChannels;

/// <summary>Every limit and default of a <see cref="PeerConnectionListener"/>, each with its reason.</summary>
public sealed record PeerConnectionListenerOptions
{
    /// <summary>
    /// Gets who the listener is, and with that its address; null makes a certificate, and so an address, that is new each time. Stays the
    /// caller's, who disposes of it after the listener. Once it has expired nobody is let in any more.
    /// </summary>
    public PeerCertificate? Certificate { get; init; }

    /// <summary>Gets what port is opened, where none is given.</summary>
    public PeerPortOptions Port { get; init; } = new();

    /// <summary>
    /// Gets what accepted connections are like. Its certificate, fingerprint, servers and port are not asked. Its messages may be no smaller than
    /// the 256 KiB that diallers rely on.
    /// </summary>
    public PeerConnectionOptions Connections { get; init; } = new();

    /// <summary>
    /// Gets how many connections that were dialled by address may exist at once, those under way included; who dials beyond that hears nothing.
    /// 4096: at 100 kB for an idle one that is 400 MB.
    /// </summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>
    /// Gets how many of them may be under way, which means that they have not proved a certificate. 256: a handshake takes a few round trips
    /// and up to 100 kB, so this is thousands of diallers a second and never more than 25 MB.
    /// </summary>
    public int MaxHandshakes { get; init; } = 256;

    /// <summary>
    /// Gets how many of those may come from one IPv4 address or one IPv6 network of 64 bits. 32: a school behind one address gets in, one
    /// after the other, and whoever has one address never takes more than an eighth of the places.
    /// </summary>
    public int MaxHandshakesPerAddress { get; init; } = 32;

    /// <summary>
    /// Gets how long a connection may be under way before it is given up. 10 s: a handshake that loses most of its datagrams needs some seconds,
    /// and whoever only occupies a place has to come back as often.
    /// </summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Gets how many connections may wait for <see cref="PeerConnectionListener.AcceptAsync"/>; who dials meanwhile hears nothing. 128: an
    /// application that takes them in a loop never has that many.
    /// </summary>
    public int Backlog { get; init; } = 128;

    /// <summary>
    /// Gets how many datagrams of strangers are looked at closely in a second, diallers' first checks and their answers to ours each. 10,000:
    /// each costs a few hashes, so a flood takes a tenth of a processor and no more, and those who are connected are served all the same.
    /// </summary>
    public int MaxChecksPerSecond { get; init; } = 10_000;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Connections);
        ArgumentNullException.ThrowIfNull(Port);
        (Connections with { Certificate = Certificate }).Validate();
        Port.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(Connections.MaxMessageSize, ListenerAnswer.MaxMessageSize, nameof(Connections));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConnections, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxHandshakes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxHandshakesPerAddress, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(HandshakeTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(HandshakeTimeout, TimeSpan.FromDays(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(Backlog, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxChecksPerSecond, 1);
    }
}
