namespace TypedPeer.Browser.Interop;

/// <summary>Reads what is needed of a description that this page's browser made.</summary>
internal static class OfferText
{
    private const string Password = "\na=ice-pwd:";

    /// <summary>Returns the page's own ICE password.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static string ReadPassword(string offer)
    {
        var start = offer.IndexOf(Password, StringComparison.Ordinal);
        if (start < 0)
        {
            throw new FormatException("The browser's description has no ICE password.");
        }

        start += Password.Length;
        return offer[start..offer.IndexOfAny(['\r', '\n'], start)];
    }
}
