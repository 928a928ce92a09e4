using System.Buffers.Binary;

namespace TypedPeer.DataChannels.Sctp.Wire;

/// <summary>What INIT and INIT ACK say (RFC 9260 sections 3.3.2 and 3.3.3).</summary>
internal readonly record struct SctpInit
{
    private const int FixedSize = 16;

    /// <summary>What finds damaged packets in place of the checksum: DTLS (RFC 9653 section 7, "Error Detection Method Identifiers").</summary>
    private const uint DetectionByDtls = 1;

    private const int ZeroChecksumSize = SctpParameterReader.HeaderSize + sizeof(uint);

    public uint Tag { get; init; }

    public uint ReceiveWindow { get; init; }

    public ushort OutgoingStreams { get; init; }

    public ushort IncomingStreams { get; init; }

    public uint InitialTsn { get; init; }

    /// <summary>Whether the sender understands FORWARD TSN (RFC 3758 section 3.1).</summary>
    public bool SupportsForwardTsn { get; init; }

    /// <summary>Whether the sender understands RE-CONFIG (RFC 5061 section 4.2.7, RFC 6525).</summary>
    public bool SupportsReconfig { get; init; }

    /// <summary>Whether the sender takes packets whose checksum is zero, since DTLS protects them better (RFC 9653).</summary>
    public bool AcceptsZeroChecksum { get; init; }

    /// <summary>Gets whether an association can be made of it (RFC 9260 section 3.3.2): neither the tag nor a number of streams is zero.</summary>
    public bool IsUsable => Tag != 0 && OutgoingStreams != 0 && IncomingStreams != 0;

    /// <summary>
    /// Reads the chunk's value. Parameters that ask to be reported are copied, whole and padded, to <paramref name="unrecognized"/>
    /// as long as they fit.
    /// </summary>
    /// <returns>False when the chunk cannot be trusted; nothing of it is then used.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> value, Span<byte> unrecognized, out SctpInit init, out ReadOnlySpan<byte> cookie, out int unrecognizedLength)
    {
        init = default;
        cookie = default;
        unrecognizedLength = 0;
        if (value.Length < FixedSize)
        {
            return false;
        }

        var forwardTsn = false;
        var reconfig = false;
        var zeroChecksum = false;
        var parameters = new SctpParameterReader(value[FixedSize..]);
        while (parameters.TryRead())
        {
            switch (parameters.Type)
            {
                case SctpParameterType.ForwardTsnSupported:
                    forwardTsn = true;
                    break;
                case SctpParameterType.SupportedExtensions:
                    forwardTsn |= parameters.Value.Contains(SctpChunkType.ForwardTsn);
                    reconfig |= parameters.Value.Contains(SctpChunkType.Reconfig);
                    break;
                case SctpParameterType.StateCookie:
                    cookie = parameters.Value;
                    break;
                case SctpParameterType.ZeroChecksumAcceptable:
                    zeroChecksum |= parameters.Value.Length >= sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(parameters.Value) == DetectionByDtls;
                    break;
                case SctpParameterType.Ipv4Address or SctpParameterType.Ipv6Address or SctpParameterType.CookiePreservative
                    or SctpParameterType.HostName or SctpParameterType.SupportedAddressTypes or SctpParameterType.UnrecognizedParameter:
                    break;
                default:
                    Report(parameters, unrecognized, ref unrecognizedLength);
                    break;
            }

            if (IsUnknown(parameters.Type) && (parameters.Type & 0x8000) == 0)
            {
                break;
            }
        }

        if (parameters.IsMalformed)
        {
            return false;
        }

        init = new SctpInit
        {
            Tag = BinaryPrimitives.ReadUInt32BigEndian(value),
            ReceiveWindow = BinaryPrimitives.ReadUInt32BigEndian(value[4..]),
            OutgoingStreams = BinaryPrimitives.ReadUInt16BigEndian(value[8..]),
            IncomingStreams = BinaryPrimitives.ReadUInt16BigEndian(value[10..]),
            InitialTsn = BinaryPrimitives.ReadUInt32BigEndian(value[12..]),
            SupportsForwardTsn = forwardTsn,
            SupportsReconfig = reconfig,
            AcceptsZeroChecksum = zeroChecksum,
        };
        return true;
    }

    /// <summary>Computes the length of what <see cref="Write"/> writes.</summary>
    public static int GetLength(int cookieLength, int unrecognizedLength) =>
        FixedSize + 4 + ZeroChecksumSize
        + (cookieLength == 0 ? 0 : SctpParameterReader.HeaderSize + ((cookieLength + 3) & ~3))
        + unrecognizedLength
        + SctpParameterReader.HeaderSize + 2;

    /// <summary>Writes the chunk's value: for INIT without a cookie, for INIT ACK with one.</summary>
    /// <param name="value">Exactly <see cref="GetLength"/> bytes.</param>
    /// <param name="cookie">The state cookie, or nothing.</param>
    /// <param name="unrecognized">Whole parameters of type 8 to report.</param>
    public void Write(Span<byte> value, ReadOnlySpan<byte> cookie, ReadOnlySpan<byte> unrecognized)
    {
        BinaryPrimitives.WriteUInt32BigEndian(value, Tag);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], ReceiveWindow);
        BinaryPrimitives.WriteUInt16BigEndian(value[8..], OutgoingStreams);
        BinaryPrimitives.WriteUInt16BigEndian(value[10..], IncomingStreams);
        BinaryPrimitives.WriteUInt32BigEndian(value[12..], InitialTsn);
        value = value[FixedSize..];
        BinaryPrimitives.WriteUInt32BigEndian(value, ((uint)SctpParameterType.ForwardTsnSupported << 16) | 4);
        value = value[4..];
        BinaryPrimitives.WriteUInt32BigEndian(value, ((uint)SctpParameterType.ZeroChecksumAcceptable << 16) | ZeroChecksumSize);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], DetectionByDtls);
        value = value[ZeroChecksumSize..];
        if (!cookie.IsEmpty)
        {
            BinaryPrimitives.WriteUInt32BigEndian(value, ((uint)SctpParameterType.StateCookie << 16) | (uint)(cookie.Length + 4));
            var padded = value.Slice(4, (cookie.Length + 3) & ~3);
            cookie.CopyTo(padded);
            padded[cookie.Length..].Clear();
            value = value[(4 + padded.Length)..];
        }

        unrecognized.CopyTo(value);
        value = value[unrecognized.Length..];
        BinaryPrimitives.WriteUInt32BigEndian(value, ((uint)SctpParameterType.SupportedExtensions << 16) | 6);
        value[4] = SctpChunkType.Reconfig;
        value[5] = SctpChunkType.ForwardTsn;
    }

    private static bool IsUnknown(ushort type) => type is not (>= SctpParameterType.HeartbeatInfo and <= SctpParameterType.AddIncomingStreams);

    private static void Report(SctpParameterReader parameter, Span<byte> unrecognized, ref int length)
    {
        var padded = (parameter.Raw.Length + 3) & ~3;
        var reported = SctpParameterReader.HeaderSize + padded;
        if ((parameter.Type & 0x4000) == 0 || reported > unrecognized.Length - length)
        {
            return;
        }

        var target = unrecognized.Slice(length, reported);
        target.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(
            target, ((uint)SctpParameterType.UnrecognizedParameter << 16) | (uint)(SctpParameterReader.HeaderSize + parameter.Raw.Length));
        parameter.Raw.CopyTo(target[SctpParameterReader.HeaderSize..]);
        length += reported;
    }
}
