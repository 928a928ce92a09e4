using System.Buffers;
using System.Security.Cryptography;

namespace TypedPeer.DataChannels.Dtls.Crypto;

/// <summary>By <see cref="AesGcm"/>, which every platform has.</summary>
internal sealed class ManagedAead(ReadOnlySpan<byte> key) : RecordAead
{
    /// <summary>
    /// The platform says by an exception that a record is forged, which costs more than ten records do. After one, so many genuine records
    /// are opened in another way, which costs two encryptions and throws nothing; whoever forges pays for the exception with their number.
    /// </summary>
    private const int SuspicionAfterForgery = 64;

    private readonly AesGcm _aes = new(key, TagLength);
    private int _suspicion;
    private long _exceptions;

    /// <inheritdoc/>
    public override long Exceptions => _exceptions;

    /// <inheritdoc/>
    public override void Encrypt(ReadOnlySpan<byte> nonce, Span<byte> text, Span<byte> tag, ReadOnlySpan<byte> additional) =>
        _aes.Encrypt(nonce, text, text, tag, additional);

    /// <inheritdoc/>
    public override bool TryDecrypt(ReadOnlySpan<byte> nonce, Span<byte> text, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> additional)
    {
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
            _exceptions++;
            _suspicion = SuspicionAfterForgery;
            return false;
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _aes.Dispose();

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
}
