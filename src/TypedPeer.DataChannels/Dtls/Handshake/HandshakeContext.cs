using System.Security.Cryptography;
using TypedPeer.DataChannels.Dtls.Certificates;
using TypedPeer.DataChannels.Dtls.Crypto;
using TypedPeer.DataChannels.Dtls.Flights;
using TypedPeer.DataChannels.Dtls.Messages;
using TypedPeer.DataChannels.Dtls.Records;

namespace TypedPeer.DataChannels.Dtls.Handshake;

/// <summary>What both roles of a handshake need: who we are, what was said so far, and the secrets, which Dispose zeroes.</summary>
internal sealed class HandshakeContext(
    DtlsRole role,
    DtlsCertificate certificate,
    DtlsOptions options,
    EcdheKeyExchange? keyExchange,
    RecordLayer records,
    OutgoingFlight flight,
    PeerPolicy policy) : IDisposable
{
    private readonly byte[] _clientRandom = new byte[KeySchedule.RandomLength];
    private readonly byte[] _serverRandom = new byte[KeySchedule.RandomLength];

    private EcdheKeyExchange? _exchange = keyExchange;
    private KeySchedule? _keys;

    /// <summary>Gets our identity.</summary>
    public DtlsCertificate Certificate => certificate;

    /// <summary>Gets our session id (RFC 8844), or null.</summary>
    public string? TlsId => options.TlsId;

    /// <summary>Gets the flight under construction.</summary>
    public OutgoingFlight Flight => flight;

    /// <summary>Gets the record layer.</summary>
    public RecordLayer Records => records;

    /// <summary>Gets the hash of what was said.</summary>
    public TranscriptHash Transcript { get; } = new();

    /// <summary>Gets the random of the client's hello.</summary>
    public Span<byte> ClientRandom => _clientRandom;

    /// <summary>Gets the random of the server's hello.</summary>
    public Span<byte> ServerRandom => _serverRandom;

    /// <summary>Gets the certificate the peer presented.</summary>
    public RemoteCertificate? RemoteCertificate { get; private set; }

    /// <summary>Gets or sets the session id the peer sent (RFC 8844).</summary>
    public string? RemoteTlsId { get; set; }

    /// <summary>Adds a message to the flight and to the transcript.</summary>
    public void Send(HandshakeType type, MessageWriter body, int epoch = 0) => Transcript.Append(flight.Add(type, body.Written, epoch));

    /// <summary>Makes our ephemeral key, unless it was made ahead, and returns its public point.</summary>
    public byte[] CreateKeyShare()
    {
        _exchange ??= new EcdheKeyExchange();
        return _exchange.PublicPoint;
    }

    /// <summary>
    /// Takes the peer's certificate. Its bytes are compared with what the SDP says, where that is known, before anything is read from them: only
    /// whom the SDP names gets to the platform's parser, unless anybody is welcome.
    /// </summary>
    public void ReceiveCertificate(ReadOnlySpan<byte> body)
    {
        var leaf = CertificateMessage.ReadLeaf(body);
        policy.IsTrusted(leaf, RemoteTlsId);
        RemoteCertificate = RemoteCertificate.Parse(leaf);
    }

    /// <summary>Says whether the SDP vouches for the peer; false while there is no SDP yet.</summary>
    /// <exception cref="HandshakeException">The SDP names somebody else.</exception>
    public bool IsPeerTrusted() => policy.IsTrusted(RemoteCertificate!.Der, RemoteTlsId);

    /// <summary>Derives the secrets; the transcript must end with ClientKeyExchange (RFC 7627 section 3).</summary>
    public void DeriveKeys(ReadOnlySpan<byte> peerPoint)
    {
        Span<byte> sessionHash = stackalloc byte[TranscriptHash.Length];
        Transcript.GetCurrent(sessionHash);
        _keys = new KeySchedule(_exchange!.DeriveSecret(peerPoint), sessionHash);
        _exchange.Dispose();
        _exchange = null;

        var (client, server) = _keys.CreateCiphers(ClientRandom, ServerRandom);
        if (role == DtlsRole.Client)
        {
            records.InstallKeys(client, server, options.FirstWriteSequence);
        }
        else
        {
            records.InstallKeys(server, client, options.FirstWriteSequence);
        }
    }

    /// <summary>Adds our Finished to the flight, behind ChangeCipherSpec.</summary>
    public void SendFinished()
    {
        Span<byte> verifyData = stackalloc byte[KeySchedule.VerifyDataLength];
        ComputeVerifyData(role, verifyData);
        flight.AddChangeCipherSpec();
        Send(HandshakeType.Finished, new MessageWriter().Bytes(verifyData), epoch: 1);
    }

    /// <summary>Checks the peer's Finished against everything said before it.</summary>
    /// <exception cref="HandshakeException">The peer saw another handshake.</exception>
    public void VerifyFinished(in HandshakeMessage message)
    {
        Span<byte> expected = stackalloc byte[KeySchedule.VerifyDataLength];
        ComputeVerifyData(role == DtlsRole.Client ? DtlsRole.Server : DtlsRole.Client, expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, message.Body))
        {
            throw new HandshakeException(DtlsAlert.DecryptError, "The peer's Finished does not match the handshake.");
        }

        Transcript.Append(message.Whole);
    }

    /// <summary>Zeroes what only the handshake needs.</summary>
    public void ReleaseSecrets()
    {
        _exchange?.Dispose();
        _exchange = null;
        _keys?.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ReleaseSecrets();
        RemoteCertificate?.Dispose();
        Transcript.Dispose();
    }

    private void ComputeVerifyData(DtlsRole sender, Span<byte> destination)
    {
        Span<byte> hash = stackalloc byte[TranscriptHash.Length];
        Transcript.GetCurrent(hash);
        _keys!.ComputeVerifyData(sender, hash, destination);
    }
}
