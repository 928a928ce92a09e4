using System.Security.Cryptography;
using TypedPeer.DataChannels.Dtls.Crypto;

namespace TypedPeer.DataChannels.Dtls.Certificates;

/// <summary>A private key that several holders share, on any threads. The last one that lets it go ends it, and the platform zeroes it.</summary>
internal sealed class CertificateKey(ECDsa key)
{
    private readonly Lock _lock = new();
    private int _holders = 1;

    /// <summary>Adds a holder; false when there is none any more, and so no key.</summary>
    public bool TryShare()
    {
        lock (_lock)
        {
            if (_holders == 0)
            {
                return false;
            }

            _holders++;
            return true;
        }
    }

    /// <summary>One holder needs it no longer.</summary>
    public void Release()
    {
        lock (_lock)
        {
            if (--_holders == 0)
            {
                key.Dispose();
            }
        }
    }

    /// <summary>Signs a SHA-256 hash (ecdsa_secp256r1_sha256, the DER form of TLS).</summary>
    public byte[] SignHash(ReadOnlySpan<byte> hash)
    {
        lock (_lock)
        {
            return P256.SignHash(key, hash);
        }
    }

    /// <summary>Writes the key as PEM (PKCS #8).</summary>
    /// <exception cref="CryptographicException">The platform does not give it out.</exception>
    public string ExportPem()
    {
        lock (_lock)
        {
            return key.ExportPkcs8PrivateKeyPem();
        }
    }
}
