using System.Security.Cryptography;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Certificates;
using TypedPeer.DataChannels.Dtls.Crypto;
using TypedPeer.DataChannels.Dtls.Messages;

namespace TypedPeer.DataChannels.Tests.Dtls.Support;

/// <summary>A client on strings. The steps of a good handshake, in order: Hello, Certify, Exchange, Prove, Finish.</summary>
internal sealed class PuppetClient(DtlsEnd server, DtlsCertificate? certificate = null, DtlsOptions? options = null)
    : Puppet(server, DtlsRole.Client, certificate, options)
{
    public byte[] ServerPoint { get; private set; } = [];

    public void Hello()
    {
        RandomNumberGenerator.Fill(Context.ClientRandom);
        var hello = new MessageWriter();
        ClientHello.Write(hello, Context.ClientRandom, [], Context.TlsId);
        Context.Send(HandshakeType.ClientHello, hello);
    }

    public void Certify(ReadOnlySpan<byte> der)
    {
        var message = new MessageWriter();
        CertificateMessage.Write(message, der);
        Context.Send(HandshakeType.Certificate, message);
    }

    public void Certify() => Certify(Certificate.Der);

    public void Exchange()
    {
        var message = new MessageWriter();
        KeyExchangeMessages.WriteClientPoint(message, Context.CreateKeyShare());
        Context.Send(HandshakeType.ClientKeyExchange, message);
        Context.DeriveKeys(ServerPoint);
    }

    public void Prove(DtlsCertificate? signer = null)
    {
        var hash = new byte[TranscriptHash.Length];
        Context.Transcript.GetCurrent(hash);
        var message = new MessageWriter();
        KeyExchangeMessages.WriteSignature(message, (signer ?? Certificate).SignHash(hash));
        Context.Send(HandshakeType.CertificateVerify, message);
    }

    public void Finish() => Context.SendFinished();

    /// <summary>Makes the steps one after another, so many as are asked for (5 for all).</summary>
    public void Play(int steps)
    {
        Action[] all = [Hello, Certify, Exchange, () => Prove(), Finish];
        foreach (var step in all.Take(steps))
        {
            step();
            Deliver();
        }
    }

    protected override void Understand(HandshakeMessage message)
    {
        if (message.Type == HandshakeType.ServerHello)
        {
            ServerHello.Read(message.Body, Context.TlsId is not null).Random.CopyTo(Context.ServerRandom);
        }
        else if (message.Type == HandshakeType.ServerKeyExchange)
        {
            ServerPoint = KeyExchangeMessages.ReadServerPoint(message.Body, out _, out _).ToArray();
        }
    }
}
