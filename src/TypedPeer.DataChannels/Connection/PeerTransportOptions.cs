using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Certificates;
using TypedPeer.DataChannels.Dtls.Crypto;
using TypedPeer.DataChannels.Entropy;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Turn;

namespace TypedPeer.DataChannels.Connection;

/// <summary>What a <see cref="PeerTransport"/> is built from; the random sources are null except in tests.</summary>
internal sealed record PeerTransportOptions
{
    public required IceOptions Ice { get; init; }

    /// <summary>Gets the limits of relays.</summary>
    public TurnOptions Turn { get; init; } = new();

    public required DtlsOptions Dtls { get; init; }

    public required SctpOptions Sctp { get; init; }

    public required DtlsCertificate Certificate { get; init; }

    /// <summary>Gets a key share made ahead of the handshake; null has it made when it is needed.</summary>
    public EcdheKeyExchange? KeyExchange { get; init; }

    public required int MaxDatagramSize { get; init; }

    /// <summary>Gets the limits of the channel table.</summary>
    public required DataChannelTableOptions Channels { get; init; }

    public required int MaxMessageSize { get; init; }

    /// <summary>Gets how long a failed path waits for an ICE restart, in microseconds.</summary>
    public long IceRestartTimeout { get; init; }

    /// <summary>Gets whether names in place of addresses in the peer's candidates are to be looked for.</summary>
    public bool ResolvesNames { get; init; }

    /// <summary>Gets the only fingerprint the peer may have, whatever its description says; null for any.</summary>
    public DtlsFingerprint? ExpectedFingerprint { get; init; }

    public Action<IceCandidate> OnLocalCandidate { get; init; } = static _ => { };

    /// <summary>Gets what is called when a local candidate is none any more.</summary>
    public Action<IceCandidate> OnLocalCandidateRemoved { get; init; } = static _ => { };

    /// <summary>Gets what is called when all local candidates are known.</summary>
    public Action OnLocalCandidatesEnd { get; init; } = static () => { };

    /// <summary>Gets what is called when an address or a server gives no candidate.</summary>
    public Action<IceCandidateError> OnCandidateError { get; init; } = static _ => { };

    /// <summary>Gets our <c>a=tls-id</c> (RFC 8842, section 4); null for none.</summary>
    public string? TlsId { get; init; }

    public IRandomSource? IceRandom { get; init; }

    public IRandomSource? SctpRandom { get; init; }
}
