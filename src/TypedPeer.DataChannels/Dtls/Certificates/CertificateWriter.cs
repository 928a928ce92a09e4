using System.Security.Cryptography;
using System.Text;
using TypedPeer.DataChannels.Dtls.Crypto;

namespace TypedPeer.DataChannels.Dtls.Certificates;

/// <summary>
/// Writes our self-signed certificates (RFC 5280) in DER: one key, one name that says nothing, no extensions. The platform's own writer does
/// the same for any certificate, and what it loads and compiles for that is a tenth of all that a process does before its first call.
/// </summary>
internal static class CertificateWriter
{
    private const byte Integer = 0x02;
    private const byte BitString = 0x03;
    private const byte Utf8String = 0x0C;
    private const byte UtcTime = 0x17;
    private const byte GeneralizedTime = 0x18;
    private const byte Sequence = 0x30;
    private const byte Set = 0x31;
    private const byte Version = 0xA0;

    /// <summary>The first year that is written with all its digits (RFC 5280, section 4.1.2.5), and the first that two digits can mean.</summary>
    private const int FirstLongYear = 2050;
    private const int FirstShortYear = 1950;

    /// <summary>ecdsa-with-SHA256 (RFC 5758).</summary>
    private static ReadOnlySpan<byte> Algorithm => [Sequence, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02];

    private static ReadOnlySpan<byte> CommonName => [0x06, 0x03, 0x55, 0x04, 0x03];

    /// <summary>What stands before an uncompressed point of P-256 in a SubjectPublicKeyInfo (RFC 5480).</summary>
    private static ReadOnlySpan<byte> KeyHeader =>
    [
        Sequence, 0x59, Sequence, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01,
        0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, BitString, 0x42, 0x00,
    ];

    /// <summary>Writes a certificate for a key on P-256 and signs it with the same.</summary>
    /// <param name="key">The key.</param>
    /// <param name="commonName">Subject and issuer.</param>
    /// <param name="serial">A positive number in as few bytes as it needs.</param>
    /// <param name="notBefore">From when it is valid, in whole seconds.</param>
    /// <param name="notAfter">Until when.</param>
    public static byte[] Write(ECDsa key, string commonName, ReadOnlySpan<byte> serial, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var name = Wrap(Sequence, Wrap(Set, Wrap(Sequence, CommonName, Wrap(Utf8String, Encoding.UTF8.GetBytes(commonName)))));
        var validity = Wrap(Sequence, WriteTime(notBefore), WriteTime(notAfter));
        var version = Wrap(Version, Wrap(Integer, [2]));
        var numbers = Join(Join(version, Wrap(Integer, serial)), Algorithm);
        var publicKey = Join(KeyHeader, P256.GetPoint(key.ExportParameters(includePrivateParameters: false).Q));
        var signed = Wrap(Sequence, Join(numbers, name), Join(Join(validity, name), publicKey));
        var signature = P256.SignHash(key, SHA256.HashData(signed));
        return Wrap(Sequence, Join(signed, Algorithm), Wrap(BitString, [0], signature));
    }

    private static byte[] WriteTime(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        var isShort = utc.Year is >= FirstShortYear and < FirstLongYear;
        Span<byte> text = stackalloc byte[15];
        WriteDigits(text, utc.Year / 100);
        WriteDigits(text[2..], utc.Year % 100);
        WriteDigits(text[4..], utc.Month);
        WriteDigits(text[6..], utc.Day);
        WriteDigits(text[8..], utc.Hour);
        WriteDigits(text[10..], utc.Minute);
        WriteDigits(text[12..], utc.Second);
        text[14] = (byte)'Z';
        return Wrap(isShort ? UtcTime : GeneralizedTime, isShort ? text[2..] : text);
    }

    private static void WriteDigits(Span<byte> text, int number)
    {
        text[0] = (byte)('0' + (number / 10));
        text[1] = (byte)('0' + (number % 10));
    }

    private static byte[] Join(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var both = new byte[first.Length + second.Length];
        first.CopyTo(both);
        second.CopyTo(both.AsSpan(first.Length));
        return both;
    }

    /// <summary>A value of one or two parts with its tag and its length, of which there are at most 65535 bytes.</summary>
    private static byte[] Wrap(byte tag, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default)
    {
        var length = first.Length + second.Length;
        byte[] header = length switch
        {
            < 0x80 => [tag, (byte)length],
            < 0x100 => [tag, 0x81, (byte)length],
            _ => [tag, 0x82, (byte)(length >> 8), (byte)length],
        };
        var value = new byte[header.Length + length];
        header.CopyTo(value, 0);
        first.CopyTo(value.AsSpan(header.Length));
        second.CopyTo(value.AsSpan(header.Length + first.Length));
        return value;
    }
}
