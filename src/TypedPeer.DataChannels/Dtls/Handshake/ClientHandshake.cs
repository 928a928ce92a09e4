using System.Security.Cryptography;
using TypedPeer.DataChannels.Dtls.Crypto;
using TypedPeer.DataChannels.Dtls.Messages;

namespace TypedPeer.DataChannels.Dtls.Handshake;

/// <summary>The client's side: hello (again with a cookie if asked), then certificate, key share, proof and Finished.</summary>
internal sealed class ClientHandshake(HandshakeContext context) : HandshakeMachine(context)
{
    /// <summary>A server may let a cookie expire and ask again; one that never stops is no server.</summary>
    private const int MaxCookies = 3;

    private byte[] _serverPoint = [];
    private int _cookies;

    /// <summary>Sends the first hello.</summary>
    public void Start()
    {
        RandomNumberGenerator.Fill(Context.ClientRandom);
        SendHello([]);
    }

    /// <inheritdoc/>
    protected override void Accept(HandshakeMessage message)
    {
        switch (message.Type)
        {
            case HandshakeType.HelloVerifyRequest:
                AcceptCookie(message.Body);
                break;
            case HandshakeType.ServerHello:
                AcceptServerHello(message);
                break;
            case HandshakeType.Certificate:
                Context.ReceiveCertificate(message.Body);
                Advance(message, HandshakePhase.WaitServerKeyExchange);
                break;
            case HandshakeType.ServerKeyExchange:
                AcceptServerKeyExchange(message.Body);
                Advance(message, HandshakePhase.WaitCertificateRequest);
                break;
            case HandshakeType.CertificateRequest:
                KeyExchangeMessages.ReadCertificateRequest(message.Body);
                Advance(message, HandshakePhase.WaitServerHelloDone);
                break;
            case HandshakeType.ServerHelloDone:
                new MessageReader(message.Body).End();
                Advance(message, HandshakePhase.WaitFingerprint);
                RequireTrust();
                break;
            case HandshakeType.Finished:
                Context.VerifyFinished(message);
                Phase = HandshakePhase.Done;
                break;
        }
    }

    /// <inheritdoc/>
    protected override void PeerTrusted()
    {
        Context.Flight.Begin(expectsAnswer: true);
        var certificate = new MessageWriter();
        CertificateMessage.Write(certificate, Context.Certificate.Der);
        Context.Send(HandshakeType.Certificate, certificate);

        var keyShare = new MessageWriter();
        KeyExchangeMessages.WriteClientPoint(keyShare, Context.CreateKeyShare());
        Context.Send(HandshakeType.ClientKeyExchange, keyShare);
        Context.DeriveKeys(_serverPoint);

        Span<byte> hash = stackalloc byte[TranscriptHash.Length];
        Context.Transcript.GetCurrent(hash);
        var proof = new MessageWriter();
        KeyExchangeMessages.WriteSignature(proof, Context.Certificate.SignHash(hash));
        Context.Send(HandshakeType.CertificateVerify, proof);

        Context.SendFinished();
        Phase = HandshakePhase.WaitChangeCipherSpec;
    }

    private void Advance(in HandshakeMessage message, HandshakePhase next)
    {
        Context.Transcript.Append(message.Whole);
        Phase = next;
    }

    private void SendHello(ReadOnlySpan<byte> cookie)
    {
        var hello = new MessageWriter();
        ClientHello.Write(hello, Context.ClientRandom, cookie, Context.TlsId);
        Context.Transcript.Reset();
        Context.Flight.Begin(expectsAnswer: true);
        Context.Send(HandshakeType.ClientHello, hello);
        Phase = HandshakePhase.WaitServerHello;
    }

    private void AcceptCookie(ReadOnlySpan<byte> body)
    {
        var reader = new MessageReader(body);
        reader.UInt16();
        var cookie = reader.Vector8();
        reader.End();
        if (++_cookies > MaxCookies)
        {
            throw new HandshakeException(DtlsAlert.UnexpectedMessage, "The server asks for a cookie again and again.");
        }

        SendHello(cookie);
    }

    private void AcceptServerHello(in HandshakeMessage message)
    {
        var hello = ServerHello.Read(message.Body, Context.TlsId is not null);
        hello.Random.CopyTo(Context.ServerRandom);
        Context.RemoteTlsId = hello.ExternalSessionId;
        Advance(message, HandshakePhase.WaitServerCertificate);
    }

    private void AcceptServerKeyExchange(ReadOnlySpan<byte> body)
    {
        var point = KeyExchangeMessages.ReadServerPoint(body, out var parameters, out var signature);
        Span<byte> hash = stackalloc byte[TranscriptHash.Length];
        using (var signed = new TranscriptHash())
        {
            signed.Append(Context.ClientRandom);
            signed.Append(Context.ServerRandom);
            signed.Append(parameters);
            signed.GetCurrent(hash);
        }

        if (!Context.RemoteCertificate!.VerifyHash(hash, signature))
        {
            throw new HandshakeException(DtlsAlert.DecryptError, "The server's key share is not signed by its certificate.");
        }

        _serverPoint = point.ToArray();
    }
}
