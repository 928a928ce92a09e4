using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TypedPeer.DataChannels.Tests.Turn;

/// <summary>A certificate that a relay on loopback shows, and nobody vouches for.</summary>
internal sealed class RelayCertificate : IDisposable
{
    private readonly X509Certificate2 _certificate = Create();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("relay");

    public RelayCertificate()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "cert.pem"), _certificate.ExportCertificatePem());
        using var key = _certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(Path.Combine(_folder.FullName, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>What coturn's file says of it.</summary>
    public string[] Lines => [$"cert={_folder.FullName}/cert.pem", $"pkey={_folder.FullName}/key.pem"];

    public bool Is(X509Certificate? shown) => shown?.GetCertHashString() == _certificate.GetCertHashString();

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Delete(recursive: true);
    }

    private static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=relay", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }
}
