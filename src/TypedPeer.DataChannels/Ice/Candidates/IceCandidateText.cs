using System.Globalization;
using System.Net;
using System.Text;
using TypedPeer.DataChannels.Texts;

namespace TypedPeer.DataChannels.Ice.Candidates;

/// <summary>The grammar of the <c>candidate</c> attribute (RFC 8839, section 5.1). Unknown extensions are skipped.</summary>
internal static class IceCandidateText
{
    /// <summary>Longer ones are refused; real ones stay below 250 characters.</summary>
    public const int MaximumLength = 1024;


    /// <summary>Reads a candidate; never throws.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IceCandidate? candidate)
    {
        candidate = null;
        text = text.Trim();
        if (text.Length > MaximumLength || text.ContainsAnyExceptInRange(' ', '~'))
            return false;

        if (text.StartsWith("a=", StringComparison.Ordinal))
            text = text[2..];
        if (!text.StartsWith("candidate:", StringComparison.OrdinalIgnoreCase))
            return false;

        text = text["candidate:".Length..];
        var foundation = NextWord(ref text);
        if (foundation.IsEmpty || foundation.Length > 32
            || !int.TryParse(NextWord(ref text), NumberStyles.None, null, out int component) || component is < 1 or > 256)
            return false;

        var transport = NextWord(ref text);
        if (transport.IsEmpty || transport.Length > 16 || !uint.TryParse(NextWord(ref text), NumberStyles.None, null, out uint priority))
            return false;

        var address = NextWord(ref text);
        if (!TryParsePort(NextWord(ref text), out int port) || address.IsEmpty || address.Length > 255
            || !NextWord(ref text).Equals("typ", StringComparison.OrdinalIgnoreCase)
            || !TryParseType(NextWord(ref text), out var type))
            return false;

        bool isAddress = AddressText.TryParse(address, out var parsed);
        candidate = new IceCandidate
        {
            Foundation = foundation.ToString(),
            Component = component,
            Transport = transport.ToString(),
            Priority = priority,
            EndPoint = isAddress ? new IPEndPoint(parsed!, port) : null,
            HostName = isAddress ? null : address.ToString(),
            HostPort = isAddress ? 0 : port,
            Type = type,
        };
        candidate = ReadExtensions(candidate, text);
        return true;
    }

    /// <summary>Writes a candidate.</summary>
    public static string Write(IceCandidate candidate)
    {
        var text = new StringBuilder(128);
        text.Append("candidate:").Append(candidate.Foundation).Append(' ').Append(candidate.Component).Append(' ')
            .Append(candidate.Transport).Append(' ').Append(candidate.Priority).Append(' ');
        if (candidate.EndPoint is { } endPoint)
            text.Append(AddressText.Write(endPoint.Address)).Append(' ').Append(endPoint.Port);
        else
            text.Append(candidate.HostName).Append(' ').Append(candidate.HostPort);

        text.Append(" typ ").Append(GetTypeName(candidate.Type));
        if (candidate.RelatedEndPoint is { } related)
            text.Append(" raddr ").Append(AddressText.Write(related.Address)).Append(" rport ").Append(related.Port);
        if (candidate.TcpType is { } tcpType)
            text.Append(" tcptype ").Append(tcpType);
        if (candidate.UsernameFragment is { } fragment)
            text.Append(" ufrag ").Append(fragment);

        return text.ToString();
    }

    private static IceCandidate ReadExtensions(IceCandidate candidate, ReadOnlySpan<char> text)
    {
        IPAddress? related = null;
        while (true)
        {
            var name = NextWord(ref text);
            var value = NextWord(ref text);
            if (value.IsEmpty)
                return candidate;

            if (name.Equals("raddr", StringComparison.OrdinalIgnoreCase))
                related = AddressText.TryParse(value, out var address) ? address : null;
            else if (name.Equals("rport", StringComparison.OrdinalIgnoreCase) && related is not null && TryParsePort(value, out int port))
                candidate = candidate with { RelatedEndPoint = new IPEndPoint(related, port) };
            else if (name.Equals("tcptype", StringComparison.OrdinalIgnoreCase) && value is "active" or "passive" or "so")
                candidate = candidate with { TcpType = value.ToString() };
            else if (name.Equals("ufrag", StringComparison.OrdinalIgnoreCase) && value.Length <= 256)
                candidate = candidate with { UsernameFragment = value.ToString() };
        }
    }

    private static bool TryParsePort(ReadOnlySpan<char> text, out int port) =>
        int.TryParse(text, NumberStyles.None, null, out port) && port <= ushort.MaxValue;

    private static bool TryParseType(ReadOnlySpan<char> text, out IceCandidateType type)
    {
        foreach (var known in (ReadOnlySpan<IceCandidateType>)
            [IceCandidateType.Host, IceCandidateType.ServerReflexive, IceCandidateType.PeerReflexive, IceCandidateType.Relayed])
        {
            if (text.Equals(GetTypeName(known), StringComparison.OrdinalIgnoreCase))
            {
                type = known;
                return true;
            }
        }

        type = default;
        return false;
    }

    private static string GetTypeName(IceCandidateType type) => type switch
    {
        IceCandidateType.Host => "host",
        IceCandidateType.ServerReflexive => "srflx",
        IceCandidateType.PeerReflexive => "prflx",
        _ => "relay",
    };

    private static ReadOnlySpan<char> NextWord(ref ReadOnlySpan<char> text)
    {
        text = text.TrimStart(' ');
        int end = text.IndexOf(' ');
        var word = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[end..];
        return word;
    }
}
