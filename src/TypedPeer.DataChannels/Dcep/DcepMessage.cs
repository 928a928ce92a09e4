using System.Buffers.Binary;
using System.Text;

namespace TypedPeer.DataChannels.Dcep;

/// <summary>Reads and writes the two messages of the data channel establishment protocol (RFC 8832, section 5).</summary>
internal static class DcepMessage
{
    private const byte AckType = 0x02;
    private const byte OpenType = 0x03;
    private const int OpenHeaderLength = 12;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Gets the one byte of DATA_CHANNEL_ACK.</summary>
    public static ReadOnlySpan<byte> Ack => [AckType];

    /// <summary>Tells whether a message is DATA_CHANNEL_ACK.</summary>
    public static bool IsAck(ReadOnlySpan<byte> message) => message is [AckType];

    /// <summary>Gets the length of DATA_CHANNEL_OPEN for a channel with these options.</summary>
    public static int GetOpenLength(string label, DataChannelOptions options) =>
        OpenHeaderLength + Encoding.UTF8.GetByteCount(label) + Encoding.UTF8.GetByteCount(options.Protocol);

    /// <summary>Makes a label or protocol what W3C calls a scalar value string: a surrogate without its other half becomes U+FFFD.</summary>
    /// <exception cref="ArgumentException">It is longer than 65535 bytes as UTF-8.</exception>
    public static string Normalize(string text, string name)
    {
        // A char takes at most three bytes: most texts need not be counted.
        if (text.Length > ushort.MaxValue / 3 && Encoding.UTF8.GetByteCount(text) > ushort.MaxValue)
        {
            throw TooLong(name);
        }

        return text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Writes DATA_CHANNEL_OPEN for a channel with these options.</summary>
    /// <exception cref="ArgumentException">Label or protocol is longer than 65535 bytes.</exception>
    public static byte[] WriteOpen(string label, DataChannelOptions options)
    {
        var labelBytes = Encode(label, nameof(label));
        var protocolBytes = Encode(options.Protocol, nameof(options));
        var message = new byte[OpenHeaderLength + labelBytes.Length + protocolBytes.Length];
        var (type, parameter) = options switch
        {
            { MaxRetransmits: { } count } => (DcepChannelType.LimitedRetransmits, (uint)count),
            { MaxPacketLifeTime: { } time } => (DcepChannelType.LimitedLifeTime, (uint)time.TotalMilliseconds),
            _ => (DcepChannelType.Reliable, 0u),
        };
        message[0] = OpenType;
        message[1] = (byte)(options.Ordered ? type : type | DcepChannelType.ReliableUnordered);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)options.Priority);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), parameter);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(8), (ushort)labelBytes.Length);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(10), (ushort)protocolBytes.Length);
        labelBytes.CopyTo(message.AsSpan(OpenHeaderLength));
        protocolBytes.CopyTo(message.AsSpan(OpenHeaderLength + labelBytes.Length));
        return message;
    }

    /// <summary>Reads DATA_CHANNEL_OPEN; false for anything that is not exactly one.</summary>
    public static bool TryReadOpen(ReadOnlySpan<byte> message, out string label, out DataChannelOptions options)
    {
        label = string.Empty;
        options = new DataChannelOptions();
        if (message.Length < OpenHeaderLength || message[0] != OpenType)
        {
            return false;
        }

        var parameter = BinaryPrimitives.ReadUInt32BigEndian(message[4..]);
        int labelLength = BinaryPrimitives.ReadUInt16BigEndian(message[8..]);
        int protocolLength = BinaryPrimitives.ReadUInt16BigEndian(message[10..]);
        var type = (DcepChannelType)message[1];
        var unordered = type.HasFlag(DcepChannelType.ReliableUnordered);
        type &= ~DcepChannelType.ReliableUnordered;
        if (type > DcepChannelType.LimitedLifeTime || message.Length != OpenHeaderLength + labelLength + protocolLength)
        {
            return false;
        }

        if (!TryDecode(message.Slice(OpenHeaderLength, labelLength), out label)
            || !TryDecode(message[(OpenHeaderLength + labelLength)..], out var protocol))
        {
            return false;
        }

        // Values past what W3C can express mean "practically reliable"; they are held at the largest it can.
        var limit = (int)Math.Min(parameter, ushort.MaxValue);
        options = new DataChannelOptions
        {
            Ordered = !unordered,
            MaxRetransmits = type == DcepChannelType.LimitedRetransmits ? limit : null,
            MaxPacketLifeTime = type == DcepChannelType.LimitedLifeTime ? TimeSpan.FromMilliseconds(limit) : null,
            Protocol = protocol,
            Priority = ReadPriority(BinaryPrimitives.ReadUInt16BigEndian(message[2..])),
        };
        return true;
    }

    /// <summary>Any number is a legal priority on the wire; W3C knows four bands.</summary>
    private static DataChannelPriority ReadPriority(ushort value) => value switch
    {
        <= (ushort)DataChannelPriority.VeryLow => DataChannelPriority.VeryLow,
        <= (ushort)DataChannelPriority.Low => DataChannelPriority.Low,
        <= (ushort)DataChannelPriority.Medium => DataChannelPriority.Medium,
        _ => DataChannelPriority.High,
    };

    private static byte[] Encode(string text, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length <= ushort.MaxValue ? bytes : throw TooLong(name);
    }

    private static ArgumentException TooLong(string name) => new("Label and protocol have at most 65535 bytes as UTF-8.", name);

    private static bool TryDecode(ReadOnlySpan<byte> utf8, out string text)
    {
        try
        {
            text = StrictUtf8.GetString(utf8);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = string.Empty;
            return false;
        }
    }
}
