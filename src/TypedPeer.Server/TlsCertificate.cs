using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace TypedPeer.Server;

/// <summary>A certificate, those that vouch for it, and its key, from PEM files.</summary>
internal static class TlsCertificate
{
    /// <summary>Reads them.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">One of the files is not what it should be, or they do not belong together.</exception>
    public static void Load(FileInfo certificate, FileInfo key, HttpsConnectionAdapterOptions https)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificate.FullName);
        https.ServerCertificateChain = chain;
        https.ServerCertificate = X509Certificate2.CreateFromPemFile(certificate.FullName, key.FullName);
        if (OperatingSystem.IsWindows())
        {
            // Windows serves TLS only with a key that it has stored.
            using var loaded = https.ServerCertificate;
            https.ServerCertificate = X509CertificateLoader.LoadPkcs12(loaded.Export(X509ContentType.Pkcs12), null);
        }
    }
}
