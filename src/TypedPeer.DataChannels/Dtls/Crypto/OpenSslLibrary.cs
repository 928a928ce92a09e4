using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace TypedPeer.DataChannels.Dtls.Crypto;

/// <summary>
/// The few functions of OpenSSL's libcrypto that a record needs, in the library that .NET has loaded itself. Nothing is loaded for them, and where
/// that library is not there, or is none that is known, .NET's own way remains.
/// </summary>
/// <remarks>The names and meanings are the same in OpenSSL 1.1 and 3 (EVP_EncryptInit(3)); all but those without a result return 1 for success.</remarks>
[SupportedOSPlatform("linux")]
internal static unsafe partial class OpenSslLibrary
{
    /// <summary>EVP_CTRL_AEAD_GET_TAG.</summary>
    public const int GetTag = 0x10;

    /// <summary>EVP_CTRL_AEAD_SET_TAG.</summary>
    public const int SetTag = 0x11;

    /// <summary>RTLD_LAZY and RTLD_NOLOAD.</summary>
    private const int OnlyIfLoaded = 1 | 4;

    private static readonly string[] Names = ["libcrypto.so.3", "libcrypto.so.1.1"];
    private static readonly nint Library = FindLibrary();

    /// <summary>EVP_CIPHER_CTX_new.</summary>
    public static readonly delegate* unmanaged<nint> NewContext = (delegate* unmanaged<nint>)Find("EVP_CIPHER_CTX_new");

    /// <summary>EVP_CIPHER_CTX_free, which wipes the key.</summary>
    public static readonly delegate* unmanaged<nint, void> FreeContext = (delegate* unmanaged<nint, void>)Find("EVP_CIPHER_CTX_free");

    /// <summary>EVP_aes_128_gcm.</summary>
    public static readonly delegate* unmanaged<nint> Aes128Gcm = (delegate* unmanaged<nint>)Find("EVP_aes_128_gcm");

    /// <summary>EVP_CipherInit_ex: context, cipher, engine, key, nonce, whether to encrypt. What is null stays as it is.</summary>
    public static readonly delegate* unmanaged<nint, nint, nint, byte*, byte*, int, int> Begin =
        (delegate* unmanaged<nint, nint, nint, byte*, byte*, int, int>)Find("EVP_CipherInit_ex");

    /// <summary>EVP_CipherUpdate: context, output, its length, input and its length. Without an output the input is additional data.</summary>
    public static readonly delegate* unmanaged<nint, byte*, int*, byte*, int, int> Update =
        (delegate* unmanaged<nint, byte*, int*, byte*, int, int>)Find("EVP_CipherUpdate");

    /// <summary>EVP_CipherFinal_ex: context, output, its length. Not 1 where the tag is another.</summary>
    public static readonly delegate* unmanaged<nint, byte*, int*, int> End = (delegate* unmanaged<nint, byte*, int*, int>)Find("EVP_CipherFinal_ex");

    /// <summary>EVP_CIPHER_CTX_ctrl: context, what, length, data.</summary>
    public static readonly delegate* unmanaged<nint, int, int, byte*, int> Control =
        (delegate* unmanaged<nint, int, int, byte*, int>)Find("EVP_CIPHER_CTX_ctrl");

    /// <summary>ERR_clear_error: forgets what this thread was told of failures.</summary>
    public static readonly delegate* unmanaged<void> ClearErrors = (delegate* unmanaged<void>)Find("ERR_clear_error");

    /// <summary>Gets whether all of them were found.</summary>
    public static bool IsThere { get; } =
        NewContext is not null && FreeContext is not null && Aes128Gcm is not null && Begin is not null
        && Update is not null && End is not null && Control is not null && ClearErrors is not null;

    private static nint FindLibrary()
    {
        try
        {
            // .NET has loaded its library once it has used it.
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            _ = SHA256.HashData(ReadOnlySpan<byte>.Empty, hash);
            foreach (var name in Names)
            {
                if (Open(name, OnlyIfLoaded) is not 0 and var library)
                {
                    return library;
                }
            }
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            // A C library that keeps the function elsewhere.
        }

        return 0;
    }

    private static nint Find(string name) => Library != 0 && NativeLibrary.TryGetExport(Library, name, out var address) ? address : 0;

    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string name, int flags);
}
