using System.Security.Cryptography;
using TypedPeer.DataChannels.Dtls.Crypto;
using TypedPeer.DataChannels.Dtls.Messages;

namespace TypedPeer.DataChannels.Dtls.Handshake;

/// <summary>
/// The server's side. It asks for no cookie: ICE has proved the client's address before a datagram gets here.
/// </summary>
internal sealed class ServerHandshake : HandshakeMachine
{
    /// <summary>Waits for a hello.</summary>
    public ServerHandshake(HandshakeContext context)
        : base(context) => Phase = HandshakePhase.WaitClientHello;

    /// <inheritdoc/>
    protected override void Accept(HandshakeMessage message)
    {
        switch (message.Type)
        {
            case HandshakeType.ClientHello:
                AcceptClientHello(message);
                break;
            case HandshakeType.Certificate:
                Context.ReceiveCertificate(message.Body);
                Context.Transcript.Append(message.Whole);
                Phase = HandshakePhase.WaitClientKeyExchange;
                break;
            case HandshakeType.ClientKeyExchange:
                var point = KeyExchangeMessages.ReadClientPoint(message.Body);
                Context.Transcript.Append(message.Whole);
                Context.DeriveKeys(point);
                Phase = HandshakePhase.WaitCertificateVerify;
                break;
            case HandshakeType.CertificateVerify:
                AcceptCertificateVerify(message);
                break;
            case HandshakeType.Finished:
                Context.VerifyFinished(message);
                RequireTrust();
                break;
        }
    }

    /// <inheritdoc/>
    protected override void PeerTrusted()
    {
        // Nothing answers this flight: it is repeated when the client repeats its own.
        Context.Flight.Begin(expectsAnswer: false);
        Context.SendFinished();
        Phase = HandshakePhase.Done;
    }

    private void AcceptClientHello(in HandshakeMessage message)
    {
        var hello = ClientHello.Read(message.Body);
        hello.RequireProfile();
        hello.Random.CopyTo(Context.ClientRandom);
        RandomNumberGenerator.Fill(Context.ServerRandom);
        Context.RemoteTlsId = hello.Extensions.ExternalSessionId;
        Context.Transcript.Append(message.Whole);

        Context.Flight.Begin(expectsAnswer: true);
        var answer = new MessageWriter();
        ServerHello.Write(answer, Context.ServerRandom, hello, Context.TlsId);
        Context.Send(HandshakeType.ServerHello, answer);

        var certificate = new MessageWriter();
        CertificateMessage.Write(certificate, Context.Certificate.Der);
        Context.Send(HandshakeType.Certificate, certificate);

        Context.Send(HandshakeType.ServerKeyExchange, CreateKeyShare());

        var request = new MessageWriter();
        KeyExchangeMessages.WriteCertificateRequest(request);
        Context.Send(HandshakeType.CertificateRequest, request);
        Context.Send(HandshakeType.ServerHelloDone, new MessageWriter());
        Phase = HandshakePhase.WaitClientCertificate;
    }

    private MessageWriter CreateKeyShare()
    {
        var message = new MessageWriter();
        KeyExchangeMessages.WriteServerParameters(message, Context.CreateKeyShare());
        Span<byte> hash = stackalloc byte[TranscriptHash.Length];
        using (var signed = new TranscriptHash())
        {
            signed.Append(Context.ClientRandom);
            signed.Append(Context.ServerRandom);
            signed.Append(message.Written);
            signed.GetCurrent(hash);
        }

        KeyExchangeMessages.WriteSignature(message, Context.Certificate.SignHash(hash));
        return message;
    }

    private void AcceptCertificateVerify(in HandshakeMessage message)
    {
        var reader = new MessageReader(message.Body);
        var signature = KeyExchangeMessages.ReadSignature(ref reader);
        Span<byte> hash = stackalloc byte[TranscriptHash.Length];
        Context.Transcript.GetCurrent(hash);
        if (!Context.RemoteCertificate!.VerifyHash(hash, signature))
        {
            throw new HandshakeException(DtlsAlert.DecryptError, "The client does not hold the key of its certificate.");
        }

        Context.Transcript.Append(message.Whole);
        Phase = HandshakePhase.WaitChangeCipherSpec;
    }
}
