using System.Security.Cryptography;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Certificates;
using TypedPeer.DataChannels.Dtls.Crypto;
using TypedPeer.DataChannels.Dtls.Messages;

namespace TypedPeer.DataChannels.Tests.Dtls.Support;

/// <summary>A server on strings. The steps of a good handshake, in order: Hello, Certify, Exchange, Request, Done, Finish.</summary>
internal sealed class PuppetServer(DtlsEnd client, DtlsCertificate? certificate = null, DtlsOptions? options = null)
    : Puppet(client, DtlsRole.Server, certificate, options)
{
    private byte[] _clientHello = [];

    public void Hello()
    {
        RandomNumberGenerator.Fill(Context.ServerRandom);
        var hello = new MessageWriter();
        ServerHello.Write(hello, Context.ServerRandom, ClientHello.Read(_clientHello), Context.TlsId);
        Context.Send(HandshakeType.ServerHello, hello);
    }

    public void Certify(ReadOnlySpan<byte> der)
    {
        var message = new MessageWriter();
        CertificateMessage.Write(message, der);
        Context.Send(HandshakeType.Certificate, message);
    }

    public void Certify() => Certify(Certificate.Der);

    public void Exchange(DtlsCertificate? signer = null, byte[]? point = null)
    {
        var message = new MessageWriter();
        KeyExchangeMessages.WriteServerParameters(message, point ?? Context.CreateKeyShare());
        using var signed = new TranscriptHash();
        signed.Append(Context.ClientRandom);
        signed.Append(Context.ServerRandom);
        signed.Append(message.Written);
        var hash = new byte[TranscriptHash.Length];
        signed.GetCurrent(hash);
        KeyExchangeMessages.WriteSignature(message, (signer ?? Certificate).SignHash(hash));
        Context.Send(HandshakeType.ServerKeyExchange, message);
    }

    public void Request()
    {
        var message = new MessageWriter();
        KeyExchangeMessages.WriteCertificateRequest(message);
        Context.Send(HandshakeType.CertificateRequest, message);
    }

    public void Done() => Say(HandshakeType.ServerHelloDone, []);

    public void Finish() => Context.SendFinished();

    /// <summary>Starts the client and makes the steps one after another, so many as are asked for (6 for all).</summary>
    public void Play(int steps)
    {
        Target.Connection.Start(Now);
        Listen();
        Action[] all = [Hello, Certify, () => Exchange(), Request, Done, Finish];
        foreach (var step in all.Take(steps))
        {
            step();
            Deliver();
        }
    }

    protected override void Understand(HandshakeMessage message)
    {
        if (message.Type == HandshakeType.ClientHello)
        {
            _clientHello = message.Body.ToArray();
            ClientHello.Read(_clientHello).Random.CopyTo(Context.ClientRandom);
        }
        else if (message.Type == HandshakeType.ClientKeyExchange)
        {
            Context.DeriveKeys(KeyExchangeMessages.ReadClientPoint(message.Body));
        }
    }
}
