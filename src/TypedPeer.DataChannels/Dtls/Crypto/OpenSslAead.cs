using System.Runtime.Versioning;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace TypedPeer.DataChannels.Dtls.Crypto;

/// <summary>
/// By OpenSSL's own functions. <see cref="AesGcm"/> calls the same ones, and before each of them has the errors of the thread forgotten, which for a
/// record of a packet takes longer than the encryption; and it says by an exception that a record is forged.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class OpenSslAead : RecordAead
{
    private readonly Context _context = new();

    /// <summary>Takes a copy of the key.</summary>
    /// <exception cref="CryptographicException">The library refuses.</exception>
    public OpenSslAead(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyLength);
        try
        {
            fixed (byte* start = key)
            {
                Require(!_context.IsInvalid && OpenSslLibrary.Begin(_context.DangerousGetHandle(), OpenSslLibrary.Aes128Gcm(), 0, start, null, 1) == 1);
            }
        }
        catch
        {
            _context.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override long Exceptions => 0;

    /// <inheritdoc/>
    public override void Encrypt(ReadOnlySpan<byte> nonce, Span<byte> text, Span<byte> tag, ReadOnlySpan<byte> additional)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(tag.Length, TagLength);
        var isHeld = false;
        try
        {
            _context.DangerousAddRef(ref isHeld);
            var context = _context.DangerousGetHandle();
            fixed (byte* tagStart = tag)
            {
                Require(Process(context, nonce, text, additional, encrypts: 1) && End(context) && OpenSslLibrary.Control(context, OpenSslLibrary.GetTag, TagLength, tagStart) == 1);
            }
        }
        finally
        {
            Release(isHeld);
        }
    }

    /// <inheritdoc/>
    public override bool TryDecrypt(ReadOnlySpan<byte> nonce, Span<byte> text, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> additional)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(tag.Length, TagLength);
        var isHeld = false;
        try
        {
            _context.DangerousAddRef(ref isHeld);
            var context = _context.DangerousGetHandle();
            fixed (byte* tagStart = tag)
            {
                Require(Process(context, nonce, text, additional, encrypts: 0) && OpenSslLibrary.Control(context, OpenSslLibrary.SetTag, TagLength, tagStart) == 1);
            }

            if (End(context))
            {
                return true;
            }

            // No byte of what turns out to be forged is left.
            OpenSslLibrary.ClearErrors();
            CryptographicOperations.ZeroMemory(text);
            return false;
        }
        finally
        {
            Release(isHeld);
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _context.Dispose();

    private static bool Process(nint context, ReadOnlySpan<byte> nonce, Span<byte> text, ReadOnlySpan<byte> additional, int encrypts)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(nonce.Length, NonceLength);
        int written;
        fixed (byte* nonceStart = nonce, additionalStart = additional, textStart = text)
        {
            // An empty text has no address, and is none to the library, which would take it for additional data.
            return OpenSslLibrary.Begin(context, 0, 0, null, nonceStart, encrypts) == 1
                && (additional.IsEmpty || OpenSslLibrary.Update(context, null, &written, additionalStart, additional.Length) == 1)
                && (text.IsEmpty || OpenSslLibrary.Update(context, textStart, &written, textStart, text.Length) == 1);
        }
    }

    /// <summary>False where the tag that was set is not that of the text. There is no output: nothing is ever kept back for a last block.</summary>
    private static bool End(nint context)
    {
        var block = stackalloc byte[TagLength];
        int written;
        return OpenSslLibrary.End(context, block, &written) == 1;
    }

    private static void Require(bool succeeded)
    {
        if (!succeeded)
        {
            OpenSslLibrary.ClearErrors();
            throw new CryptographicException("OpenSSL refused to encrypt or decrypt.");
        }
    }

    private void Release(bool isHeld)
    {
        if (isHeld)
        {
            _context.DangerousRelease();
        }
    }

    private sealed class Context : SafeHandleZeroOrMinusOneIsInvalid
    {
        public Context()
            : base(ownsHandle: true) => SetHandle(OpenSslLibrary.NewContext());

        protected override bool ReleaseHandle()
        {
            OpenSslLibrary.FreeContext(handle);
            return true;
        }
    }
}
