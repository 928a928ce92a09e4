using System.Buffers.Binary;

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
    public const int TagLength = RecordAead.TagLength;

    private const int NonceLength = RecordAead.NonceLength;
    private const int AdditionalDataLength = 13;

    private readonly RecordAead _aead;
    private readonly uint _implicitNonce;

    /// <summary>Gets how many forgeries cost an exception.</summary>
    public long Exceptions => _aead.Exceptions;

    /// <summary>Takes a copy of the key material.</summary>
    public RecordCipher(ReadOnlySpan<byte> key, ReadOnlySpan<byte> implicitNonce)
    {
        _aead = RecordAead.Create(key);
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
        _aead.Encrypt(nonce, text, tag, additional);
    }

    /// <summary>Decrypts in place; false if the record is not authentic.</summary>
    public bool TryDecrypt(ulong epochAndSequence, ReadOnlySpan<byte> typeAndVersion, ReadOnlySpan<byte> explicitNonce, Span<byte> text, ReadOnlySpan<byte> tag)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        Span<byte> additional = stackalloc byte[AdditionalDataLength];
        BinaryPrimitives.WriteUInt32BigEndian(nonce, _implicitNonce);
        explicitNonce.CopyTo(nonce[4..]);
        WriteAdditionalData(additional, epochAndSequence, typeAndVersion, text.Length);
        return _aead.TryDecrypt(nonce, text, tag, additional);
    }

    /// <inheritdoc/>
    public void Dispose() => _aead.Dispose();

    private static void WriteAdditionalData(Span<byte> destination, ulong epochAndSequence, ReadOnlySpan<byte> typeAndVersion, int length)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, epochAndSequence);
        typeAndVersion[..3].CopyTo(destination[8..]);
        BinaryPrimitives.WriteUInt16BigEndian(destination[11..], (ushort)length);
    }
}
