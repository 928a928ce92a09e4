namespace TypedPeer.DataChannels.Dtls;

/// <summary>The limits of a connection. Times are microseconds.</summary>
internal sealed record DtlsOptions
{
    /// <summary>The defaults.</summary>
    public static DtlsOptions Default { get; } = new();

    /// <summary>
    /// How long a flight waits for its answer at first; doubled after every timeout. The usual one second costs a whole
    /// second whenever the peer starts listening a moment late, which is the rule with ICE; a flight is one or two packets.
    /// </summary>
    public long InitialTimeout { get; init; } = 50_000;

    /// <summary>Where doubling stops. Three seconds keep a half-open path probed without loading it.</summary>
    public long MaxTimeout { get; init; } = 3_000_000;

    /// <summary>How long the handshake may last after its first byte, waiting for the SDP's fingerprint excepted. Longer than any ICE failure timer.</summary>
    public long HandshakeTimeout { get; init; } = 120_000_000;

    /// <summary>The largest datagram <see cref="IDtlsConnection.WriteDatagram"/> builds: fits every path that WebRTC is used on.</summary>
    public int MaxDatagramLength { get; init; } = 1200;

    /// <summary>
    /// The size to fall back to when a flight stays unanswered (RFC 6347 section 4.1.1.1): 576 bytes, the least that IPv4
    /// promises, minus IP, UDP and TURN headers.
    /// </summary>
    public int ReducedDatagramLength { get; init; } = 508;

    /// <summary>After how many unanswered transmissions of a flight the reduced length applies.</summary>
    public int TransmissionsBeforeReducedLength { get; init; } = 3;

    /// <summary>How often the peer's own retransmissions may make us repeat one flight: a bound on amplification.</summary>
    public int MaxTriggeredRetransmissions { get; init; } = 16;

    /// <summary>The longest handshake message taken. Browsers' hellos are under 2 KiB, self-signed certificates under 1 KiB.</summary>
    public int MaxHandshakeMessageLength { get; init; } = 16 * 1024;

    /// <summary>What unfinished handshake messages may hold together. Nobody is authenticated yet when this memory is given.</summary>
    public int MaxReassemblyBytes { get; init; } = 32 * 1024;

    /// <summary>
    /// How many records may fail authentication under one key before it counts as attacked: the AES-GCM limit of RFC 9147
    /// section 4.5.3. A smaller one would let anybody who can spoof an address end the connection.
    /// </summary>
    public long MaxForgedRecords { get; init; } = 1L << 36;

    /// <summary>Our <c>a=tls-id</c>, sent as external_session_id (RFC 8844 section 4) so that keys cannot be bound to a foreign session; null sends none.</summary>
    public string? TlsId { get; init; }

    /// <summary>Test seam: the number of the first record protected by the connection's key.</summary>
    internal ulong FirstWriteSequence { get; init; }
}
