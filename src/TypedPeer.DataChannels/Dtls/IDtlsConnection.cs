namespace TypedPeer.DataChannels.Dtls;

/// <summary>
/// What the layers above and below need of DTLS, whichever version runs: datagrams, times (microseconds of a monotonic clock) and the
/// SDP go in, datagrams and the events of <see cref="IDtlsObserver"/> come out. No member is thread-safe, none blocks, and bytes from the
/// network never make one throw.
/// </summary>
internal interface IDtlsConnection : IDisposable
{
    /// <summary>Gets which side this is.</summary>
    DtlsRole Role { get; }

    /// <summary>Gets where the connection is in its life.</summary>
    DtlsState State { get; }

    /// <summary>
    /// Gets the sha-256 fingerprint of the peer's certificate once it proved to own it and the SDP named it, or
    /// <see cref="AcceptAnyCertificate"/> left it to the handshake to tell.
    /// </summary>
    DtlsFingerprint? RemoteFingerprint { get; }

    /// <summary>Gets the version as it stands on the wire, such as 0xFEFD for 1.2.</summary>
    ushort Version { get; }

    /// <summary>Gets the cipher suite by the name IANA has for it.</summary>
    string CipherSuite { get; }

    /// <summary>Gets when <see cref="HandleDeadline"/> wants to be called; <see cref="long.MaxValue"/> for never.</summary>
    long NextDeadline { get; }

    /// <summary>Gets where the plaintext lies in the buffer given to <see cref="Protect"/>.</summary>
    int PlaintextOffset { get; }

    /// <summary>Gets what <see cref="Protect"/> adds to a plaintext, in front and behind together.</summary>
    int RecordOverhead { get; }

    /// <summary>
    /// Takes the fingerprints of the SDP. May come after the first packets: the handshake then waits before its last step. If they
    /// change later and no longer name the peer, the connection fails.
    /// </summary>
    void SetExpectedFingerprints(IReadOnlyList<DtlsFingerprint> fingerprints, long now);

    /// <summary>
    /// Instead of <see cref="SetExpectedFingerprints"/>: any P-256 certificate will do whose key the peer proves to hold, and
    /// <see cref="RemoteFingerprint"/> tells whose it was. One without a certificate is still refused. Fingerprints set later count again.
    /// </summary>
    void AcceptAnyCertificate(long now);

    /// <summary>Takes the peer's <c>a=tls-id</c> (RFC 8844); null where it has none. Call it before the fingerprints are set.</summary>
    void SetExpectedTlsId(string? tlsId, long now);

    /// <summary>Client: sends the first flight. Server: nothing is needed.</summary>
    void Start(long now);

    /// <summary>
    /// Takes what came from the network, one datagram or several behind one another, and decrypts in place. Records that are
    /// malformed, forged or out of place are skipped and the rest is still read.
    /// </summary>
    void HandleDatagram(Span<byte> datagram, long now);

    /// <summary>Writes the next handshake datagram or alert, as many records as fit. Returns its length, 0 for nothing.</summary>
    int WriteDatagram(Span<byte> destination, long now);

    /// <summary>
    /// Encrypts the plaintext that lies at <see cref="PlaintextOffset"/> and completes the record around it. Returns the record's
    /// length, or 0 if the connection is not (or, its record numbers being used up, no longer) connected.
    /// </summary>
    int Protect(Span<byte> record, int plaintextLength);

    /// <summary>Repeats a flight that stayed without an answer, or gives up.</summary>
    void HandleDeadline(long now);

    /// <summary>Says close_notify and ends the connection.</summary>
    void Close(long now);
}
