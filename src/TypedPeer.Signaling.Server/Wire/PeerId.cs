using System.Buffers;

namespace TypedPeer.Signaling.Server.Wire;

/// <summary>What ids and names of rooms are made of: letters of ASCII that need no escape in JSON or in an address's log.</summary>
internal static class PeerId
{
    public const int MaxLength = 64;

    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 _-.:/@");

    /// <summary>Says whether a client may be called so.</summary>
    public static bool IsValid(ReadOnlySpan<char> id) => IsName(id) && char.IsAsciiLetterOrDigit(id[0]) && char.IsAsciiLetterOrDigit(id[^1]);

    /// <summary>Says whether a room may be called so.</summary>
    public static bool IsName(ReadOnlySpan<char> name) => name.Length is > 0 and <= MaxLength && !name.ContainsAnyExcept(Letters);
}
