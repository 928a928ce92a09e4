using TypedPeer.DataChannels.Entropy;

namespace TypedPeer.DataChannels.Ice;

/// <summary>The user name fragment and password of one side of one ICE session (RFC 8839, section 5.4).</summary>
/// <param name="UsernameFragment">4 to 256 characters of letters, digits, '+' and '/'.</param>
/// <param name="Password">22 to 256 of the same characters.</param>
internal sealed record IceCredentials(string UsernameFragment, string Password)
{
    private const int UsernameFragmentLength = 8;
    private const int PasswordLength = 24;

    // 64 characters: six random bits each, 48 bits of fragment (24 are asked for) and 144 of password (128 are asked for).
    private const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /// <summary>Whether both parts have a legal length and legal characters.</summary>
    public bool IsValid => IsLegal(UsernameFragment, 4) && IsLegal(Password, 22);

    /// <summary>Makes fresh credentials.</summary>
    public static IceCredentials Create(IRandomSource random) =>
        new(CreateText(random, UsernameFragmentLength), CreateText(random, PasswordLength));

    /// <summary>Never shows the password.</summary>
    public override string ToString() => UsernameFragment;

    private static string CreateText(IRandomSource random, int length)
    {
        Span<byte> bytes = stackalloc byte[PasswordLength];
        Span<char> text = stackalloc char[PasswordLength];
        random.Fill(bytes[..length]);
        for (int index = 0; index < length; index++)
            text[index] = Characters[bytes[index] & 63];

        return new string(text[..length]);
    }

    private static bool IsLegal(string? text, int minimum)
    {
        if (text is null || text.Length < minimum || text.Length > 256)
            return false;

        // Real peers stray from ice-char ('-' and '_' have been met); printable ASCII without blank and colon is what the layers here need.
        foreach (char c in text)
        {
            if (c is <= ' ' or > '~' or ':')
                return false;
        }

        return true;
    }
}
