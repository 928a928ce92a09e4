using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TypedPeer.DataChannels.Dtls.Crypto;

/// <summary>
/// AES-128-GCM of one direction (RFC 5288). The explicit nonce is the record's epoch and number, which never repeat under a
/// key. Allocates nothing per record.
/// </summary>
internal sealed class RecordCipher : IDisposable
{
    /// <summary>The length of the nonce that travels in front of the ciphertext.</summary>
    public const int ExplicitNonceLength = 8;

    /// <summary>The length of the tag behind it.</summary>
    public const int TagLength = 16;

    private const int NonceLength = 12;
    private const int AdditionalDataLength = 13;

    /// <summary>
    /// The platform says by an exception that a record is forged, which costs more than ten records do. After one, so many genuine records
    /// are opened in another way, which costs two encryptions and throws nothing; whoever forges pays for the exception with their number.
    /// </summary>
    private const int SuspicionAfterForgery = 64;

    private readonly AesGcm _aes;
    private readonly uint _implicitNonce;
    private int _suspicion;

    /// <summary>Gets how many forgeries cost an exception.</summary>
    public long Exceptions { get; private set; }

    /// <summary>Takes a copy of the key material.</summary>
    public RecordCipher(ReadOnlySpan<byte> key, ReadOnlySpan<byte> implicitNonce)
    {
        _aes = new AesGcm(key, TagLength);
        _implicitNonce = BinaryPrimitives.ReadUInt32BigEndian(implicitNonce);
    }

    /// <summary>Encrypts in place.</summary>
    /// <param name="epochAndSequence">The 64-bit number of the record.</param>
    /// <param name="typeAndVersion">The first three bytes of its header.</param>
    /// <param name="text">The plaintext, replaced by the ciphertext.</param>
    /// <param name="tag">Where the tag goes.</param>
    public void Encrypt(ulong epochAndSequence, ReadOnlySpan<byte> typeAndVersion, Span<byte> text, Span<byte> tag)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        Span<byte> additional = stackalloc byte[AdditionalDataLength];
        BinaryPrimitives.WriteUInt32BigEndian(nonce, _implicitNonce);
        BinaryPrimitives.WriteUInt64BigEndian(nonce[4..], epochAndSequence);
        WriteAdditionalData(additional, epochAndSequence, typeAndVersion, text.Length);
        _aes.Encrypt(nonce, text, text, tag, additional);
    }

    /// <summary>Decrypts in place; false if the record is not authentic.</summary>
    public bool TryDecrypt(ulong epochAndSequence, ReadOnlySpan<byte> typeAndVersion, ReadOnlySpan<byte> explicitNonce, Span<byte> text, ReadOnlySpan<byte> tag)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        Span<byte> additional = stackalloc byte[AdditionalDataLength];
        BinaryPrimitives.WriteUInt32BigEndian(nonce, _implicitNonce);
        explicitNonce.CopyTo(nonce[4..]);
        WriteAdditionalData(additional, epochAndSequence, typeAndVersion, text.Length);
        if (_suspicion > 0)
        {
            var isGenuine = TryDecryptWithoutException(nonce, text, tag, additional);
            _suspicion = isGenuine ? _suspicion - 1 : SuspicionAfterForgery;
            return isGenuine;
        }

        try
        {
            _aes.Decrypt(nonce, text, tag, text, additional);
            return true;
        }
        catch (CryptographicException)
        {
            Exceptions++;
            _suspicion = SuspicionAfterForgery;
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _aes.Dispose();

    /// <summary>
    /// Encrypting is its own inverse but for the tag: the first pass gives the plaintext, the second from it the ciphertext again with the tag
    /// it must have had. No byte of what turns out to be forged is left.
    /// </summary>
    private bool TryDecryptWithoutException(ReadOnlySpan<byte> nonce, Span<byte> text, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> additional)
    {
        Span<byte> expected = stackalloc byte[TagLength];
        var scratch = ArrayPool<byte>.Shared.Rent(Math.Max(text.Length, 1));
        _aes.Encrypt(nonce, text, text, expected, additional);
        _aes.Encrypt(nonce, text, scratch.AsSpan(0, text.Length), expected, additional);
        ArrayPool<byte>.Shared.Return(scratch);
        if (CryptographicOperations.FixedTimeEquals(expected, tag))
        {
            return true;
        }

        CryptographicOperations.ZeroMemory(text);
        return false;
    }

    private static void WriteAdditionalData(Span<byte> destination, ulong epochAndSequence, ReadOnlySpan<byte> typeAndVersion, int length)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, epochAndSequence);
        typeAndVersion[..3].CopyTo(destination[8..]);
        BinaryPrimitives.WriteUInt16BigEndian(destination[11..], (ushort)length);
    }
}
