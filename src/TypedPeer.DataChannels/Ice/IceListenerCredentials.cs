using System.Text;
using TypedPeer.DataChannels.Texts;

namespace TypedPeer.DataChannels.Ice;

/// <summary>
/// The ICE credentials of a peer that is dialled by its address, without signalling. The dialler makes them up: the fragment carries the
/// dialler's own password to the listener, which has no other way to hear of it, and the password is the hash of the listener's certificate,
/// so that the listener answers nobody who has not got its address.
/// </summary>
internal static class IceListenerCredentials
{
    /// <summary>What the fragment begins with; the version is in it.</summary>
    public const string Prefix = "typedpeer+v1/";

    private const int MinFragmentLength = 4;
    private const int MinPasswordLength = 22;

    /// <summary>Both halves of USERNAME are ICE's fragments, which have at most 256 characters (RFC 8839, section 5.4).</summary>
    private const int MaxLength = 256;

    /// <summary>Makes the listener's credentials towards one dialler.</summary>
    public static IceCredentials Create(string diallerPassword, ReadOnlySpan<byte> certificateHash) => new(Prefix + diallerPassword, PasswordOf(certificateHash));

    /// <summary>The hash in base64 without padding: 43 of ICE's characters, which a page gets from the address by replacing two letters.</summary>
    public static string PasswordOf(ReadOnlySpan<byte> certificateHash) => Base64Text.Write(certificateHash).TrimEnd('=');

    /// <summary>Says whether somebody is dialled who is known by his address.</summary>
    public static bool IsListener(IceCredentials credentials) => credentials.UsernameFragment.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Reads what a dialler's check is addressed to; false where the prefix, a length or any character is another than ICE has.</summary>
    /// <param name="username">USERNAME of a check: the listener's fragment, a colon, the dialler's.</param>
    /// <param name="password">The dialler's password.</param>
    /// <param name="fragment">The dialler's fragment.</param>
    public static bool TryRead(ReadOnlySpan<byte> username, out ReadOnlySpan<byte> password, out ReadOnlySpan<byte> fragment)
    {
        password = default;
        fragment = default;
        if (username.Length < Prefix.Length || !Ascii.Equals(username[..Prefix.Length], Prefix))
        {
            return false;
        }

        var colon = username.IndexOf((byte)':');
        if (colon is < 0 or > MaxLength)
        {
            return false;
        }

        password = username[Prefix.Length..colon];
        fragment = username[(colon + 1)..];
        return password.Length >= MinPasswordLength && fragment.Length is >= MinFragmentLength and <= MaxLength && IsIce(password) && IsIce(fragment);
    }

    private static bool IsIce(ReadOnlySpan<byte> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c is not ((byte)'+' or (byte)'/'))
            {
                return false;
            }
        }

        return true;
    }
}
