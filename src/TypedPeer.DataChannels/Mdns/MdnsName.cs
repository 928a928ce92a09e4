using System.Text;

namespace TypedPeer.DataChannels.Mdns;

/// <summary>
/// A name that a browser gives out in place of a local address: a UUID and <c>.local</c> (draft-ietf-mmusic-mdns-ice-candidates, section 3.1.1).
/// No other name in a candidate is ever looked for: the peer chooses it, and the question would tell others of it.
/// </summary>
internal sealed class MdnsName
{
    private const string Suffix = ".local";
    private const int UuidLength = 36;

    private readonly byte[] _wire;

    private MdnsName(string uuid)
    {
        Text = uuid + Suffix;
        _wire = [UuidLength, .. Encoding.ASCII.GetBytes(uuid), 5, .. "local"u8, 0];
    }

    /// <summary>Gets it in lower case: names that differ in case alone are one (RFC 6762, section 16).</summary>
    public string Text { get; }

    /// <summary>Gets it as a message spells it, without compression (RFC 1035, section 3.1).</summary>
    public ReadOnlySpan<byte> Wire => _wire;

    /// <summary>Reads a name; false on any that browsers would not make.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MdnsName? name)
    {
        name = null;
        if (text.Length != UuidLength + Suffix.Length || !text.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) || !Guid.TryParseExact(text[..UuidLength], "D", out var uuid))
        {
            return false;
        }

        // The platform takes forms of a UUID that are not its own, such as signs.
        var plain = uuid.ToString("D");
        if (!text[..UuidLength].Equals(plain, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        name = new MdnsName(plain);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
