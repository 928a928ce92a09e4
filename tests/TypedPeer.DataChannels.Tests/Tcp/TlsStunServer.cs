using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Tests.Tcp;

/// <summary>A STUN server over TLS, on loopback, that answers what a test says.</summary>
internal sealed class TlsStunServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate = CreateCertificate();
    private readonly Func<byte[], IPEndPoint, byte[]?> _answer;

    /// <param name="answer">Makes an answer of a request and its sender; null for silence.</param>
    public TlsStunServer(Func<byte[], IPEndPoint, byte[]?> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>Gets it, with its certificate accepted or not.</summary>
    public IceServer Server(bool isTrusted = true) => new($"stuns:127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}")
    {
        CertificateValidation = isTrusted ? (_, shown, _, _) => shown!.GetCertHashString() == _certificate.GetCertHashString() : null,
    };

    /// <summary>An answer that tells the sender an address.</summary>
    public static byte[] Tell(byte[] request, IPEndPoint mapped)
    {
        byte[] answer = new byte[200];
        Assert.True(StunMessage.TryParse(request, out var parsed));
        var writer = new StunMessageWriter(answer, StunMessageClass.SuccessResponse, parsed.TransactionId);
        writer.AddXorMappedAddress(mapped);
        writer.AddFingerprint();
        return answer[..writer.Length];
    }

    public void Dispose()
    {
        _listener.Dispose();
        _certificate.Dispose();
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=stun", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                await AnswerAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        await using (var stream = new SslStream(client.GetStream()))
        {
            try
            {
                await stream.AuthenticateAsServerAsync(_certificate);
                byte[] request = new byte[28];
                await stream.ReadExactlyAsync(request);
                if (_answer(request, (IPEndPoint)client.Client.RemoteEndPoint!) is { } answer)
                {
                    await stream.WriteAsync(answer);
                }

                await stream.ReadExactlyAsync(request.AsMemory(0, 1));
            }
            catch (Exception exception) when (exception is IOException or AuthenticationException)
            {
                // The client is gone.
            }
        }
    }
}
