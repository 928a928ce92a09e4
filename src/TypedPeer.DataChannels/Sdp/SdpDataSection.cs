using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Candidates;

namespace TypedPeer.DataChannels.Sdp;

/// <summary>What a description says about the data channel transport: ICE, DTLS and SCTP, session-level values already merged in.</summary>
internal sealed record SdpDataSection
{
    /// <summary>What a missing <c>max-message-size</c> means (RFC 8841, section 6.1).</summary>
    public const long DefaultMaxMessageSize = 65536;

    /// <summary>The port everybody uses.</summary>
    public const int DefaultSctpPort = 5000;

    /// <summary>The name of the section; null if the description gives none.</summary>
    public string? Mid { get; init; } = "0";

    /// <summary>The user name fragment; empty if missing.</summary>
    public string IceUfrag { get; init; } = "";

    /// <summary>The password; empty if missing.</summary>
    public string IcePwd { get; init; } = "";

    /// <summary>The sender only answers checks.</summary>
    public bool IceLite { get; init; }

    /// <summary>Candidates may come later (RFC 8840).</summary>
    public bool Trickle { get; init; }

    /// <summary>No candidates will come later.</summary>
    public bool EndOfCandidates { get; init; }

    /// <summary>Hashes of the certificates that are acceptable in the handshake.</summary>
    public IReadOnlyList<SdpFingerprint> Fingerprints { get; init; } = [];

    /// <summary>The DTLS role; null if missing.</summary>
    public SdpSetup? Setup { get; init; }

    /// <summary>The name of the DTLS association (RFC 8842, section 4); null if missing or malformed.</summary>
    public string? TlsId { get; init; }

    /// <summary>The SCTP port, which over DTLS names nothing but the association.</summary>
    public int SctpPort { get; init; } = DefaultSctpPort;

    /// <summary>The largest message the sender takes, in bytes; 0 for any.</summary>
    public long MaxMessageSize { get; init; } = DefaultMaxMessageSize;

    /// <summary>The INIT chunk of the SCTP association in base64 (draft-hancke-tsvwg-snap); null if missing or too long to be one.</summary>
    public string? SctpInit { get; init; }

    /// <summary>The candidates known so far.</summary>
    public IReadOnlyList<IceCandidate> Candidates { get; init; } = [];

    /// <summary>The credentials; null when missing or malformed.</summary>
    public IceCredentials? Credentials => new IceCredentials(IceUfrag, IcePwd) is { IsValid: true } credentials ? credentials : null;

    /// <summary>The role an answer takes (RFC 8842, section 5.3): active where there is a choice, since that saves half a round trip.</summary>
    public static SdpSetup GetAnswerSetup(SdpSetup? offered) => offered == SdpSetup.Active ? SdpSetup.Passive : SdpSetup.Active;
}
