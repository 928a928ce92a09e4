namespace TypedPeer.DataChannels.Dtls.Crypto;

/// <summary>AES-128-GCM under one key, in place, by the platform's library. One thread at a time; allocates nothing per record.</summary>
internal abstract class RecordAead : IDisposable
{
    /// <summary>The length of a key.</summary>
    public const int KeyLength = 16;

    /// <summary>The length of a nonce.</summary>
    public const int NonceLength = 12;

    /// <summary>The length of a tag.</summary>
    public const int TagLength = 16;

    /// <summary>Gets how many forgeries cost an exception.</summary>
    public abstract long Exceptions { get; }

    /// <summary>Takes a copy of the key, in the quickest way there is on this machine.</summary>
    public static RecordAead Create(ReadOnlySpan<byte> key) =>
        OperatingSystem.IsLinux() && OpenSslLibrary.IsThere ? new OpenSslAead(key) : new ManagedAead(key);

    /// <summary>Replaces a text by its ciphertext.</summary>
    public abstract void Encrypt(ReadOnlySpan<byte> nonce, Span<byte> text, Span<byte> tag, ReadOnlySpan<byte> additional);

    /// <summary>Replaces a ciphertext by its text; false, and zeros, where it is not authentic.</summary>
    public abstract bool TryDecrypt(ReadOnlySpan<byte> nonce, Span<byte> text, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> additional);

    /// <inheritdoc/>
    public abstract void Dispose();
}
