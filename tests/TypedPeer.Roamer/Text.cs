namespace TypedPeer.Roamer;

/// <summary>Texts of many lines as one word.</summary>
internal static class Text
{
    public static string Encode(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    public static string Decode(string text) => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(text));
}
