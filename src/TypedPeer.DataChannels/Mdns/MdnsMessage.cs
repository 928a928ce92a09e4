using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace TypedPeer.DataChannels.Mdns;

/// <summary>The messages of multicast DNS that asking for the address of one name takes (RFC 6762; the form is RFC 1035's).</summary>
internal static class MdnsMessage
{
    /// <summary>The longest message (RFC 6762, section 17).</summary>
    public const int MaxLength = 9000;

    /// <summary>Questions and records of one message. An answer about a name of one address has two; a responder that sends more at once than this is none of a browser.</summary>
    private const int MaxEntries = 64;

    private const int HeaderLength = 12;
    private const ushort TypeA = 1;
    private const ushort TypeAaaa = 28;
    private const ushort ClassInternet = 1;
    private const ushort IsResponse = 0x8000;
    private const ushort OpcodeAndError = 0x780F;
    private const ushort IsFlushing = 0x8000;

    /// <summary>The question for a name's addresses of one family. Its id is zero, and that of an answer is not looked at (RFC 6762, section 18.1).</summary>
    public static byte[] CreateQuery(MdnsName name, AddressFamily family)
    {
        var query = new byte[HeaderLength + name.Wire.Length + 4];
        query[5] = 1;
        name.Wire.CopyTo(query.AsSpan(HeaderLength));
        BinaryPrimitives.WriteUInt16BigEndian(query.AsSpan(query.Length - 4), family == AddressFamily.InterNetworkV6 ? TypeAaaa : TypeA);
        BinaryPrimitives.WriteUInt16BigEndian(query.AsSpan(query.Length - 2), ClassInternet);
        return query;
    }

    /// <summary>
    /// Looks in a message for the addresses of a name. Any bytes may be given; a message that breaks a rule anywhere says nothing.
    /// </summary>
    /// <param name="message">What came.</param>
    /// <param name="name">The name asked for; what is said of others is passed over.</param>
    /// <param name="address">
    /// The address; null where the name has more than one, since browsers make a name for each address (draft-ietf-mmusic-mdns-ice-candidates,
    /// section 3.2.1), or one that no candidate can have.
    /// </param>
    /// <returns>Whether the message has any address of the name.</returns>
    public static bool TryReadAddress(ReadOnlySpan<byte> message, MdnsName name, out IPAddress? address)
    {
        address = null;
        var reader = new DnsReader(message);
        if (message.Length > MaxLength || !TryReadHeader(ref reader, out var counts)
            || counts.Questions + counts.Answers + counts.Authorities + counts.Additionals > MaxEntries)
        {
            return false;
        }

        for (var i = 0; i < counts.Questions; i++)
        {
            if (!reader.TryReadName(name.Wire, out _) || !reader.TryRead(4, out _))
            {
                return false;
            }
        }

        var records = counts.Answers + counts.Authorities + counts.Additionals;
        IPAddress? first = null;
        var hasOthers = false;
        for (var i = 0; i < records; i++)
        {
            if (!TryReadRecord(ref reader, name, out var found))
            {
                return false;
            }

            var isAnswer = i < counts.Answers || i >= counts.Answers + counts.Authorities;
            if (found is not null && isAnswer)
            {
                hasOthers |= first is not null && !first.Equals(found);
                first ??= found;
            }
        }

        address = hasOthers || first is null || !IsUsable(first) ? null : first;
        return first is not null;
    }

    /// <summary>Only of a response without an error (RFC 6762, section 18.3 and 18.11).</summary>
    private static bool TryReadHeader(ref DnsReader reader, out (int Questions, int Answers, int Authorities, int Additionals) counts)
    {
        counts = default;
        if (!reader.TryReadUInt16(out _) || !reader.TryReadUInt16(out var flags) || (flags & IsResponse) == 0 || (flags & OpcodeAndError) != 0
            || !reader.TryReadUInt16(out var questions) || !reader.TryReadUInt16(out var answers)
            || !reader.TryReadUInt16(out var authorities) || !reader.TryReadUInt16(out var additionals))
        {
            return false;
        }

        counts = (questions, answers, authorities, additionals);
        return true;
    }

    /// <summary>Reads a record; the address in it is null where it has none of the name. A time to live of zero takes a record back (RFC 6762, section 10.1).</summary>
    private static bool TryReadRecord(ref DnsReader reader, MdnsName name, out IPAddress? address)
    {
        address = null;
        if (!reader.TryReadName(name.Wire, out var isSought) || !reader.TryReadUInt16(out var type) || !reader.TryReadUInt16(out var @class)
            || !reader.TryRead(4, out var timeToLive) || !reader.TryReadUInt16(out var length) || !reader.TryRead(length, out var data))
        {
            return false;
        }

        if ((@class & ~IsFlushing) != ClassInternet || type is not (TypeA or TypeAaaa))
        {
            return true;
        }

        if (data.Length != (type == TypeA ? 4 : 16))
        {
            return false;
        }

        address = isSought && timeToLive.ContainsAnyExcept((byte)0) ? new IPAddress(data) : null;
        return true;
    }

    /// <summary>A link-local address is never a candidate of ours, and no path of ours leads to one of the peer's.</summary>
    private static bool IsUsable(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return !address.IsIPv6Multicast && !address.IsIPv6LinkLocal && !address.IsIPv4MappedToIPv6 && !address.Equals(IPAddress.IPv6Any);
        }

        return address.GetAddressBytes() is not ([0 or >= 224, ..] or [169, 254, ..]);
    }
}
