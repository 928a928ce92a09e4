using System.Buffers.Binary;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.Fuzz.Targets;

/// <summary>Protects a mutated STUN message anew, so that it comes further than to the check of its integrity.</summary>
internal static class StunRepair
{
    private const int AttributeHeaderLength = 4;

    /// <summary>Writes the message once more, with MESSAGE-INTEGRITY by the key and FINGERPRINT; one that does not fit stays as it is.</summary>
    /// <param name="message">At least a header.</param>
    /// <param name="key">The password that protects it.</param>
    /// <param name="keepsMethod">Whether it keeps its method; otherwise it becomes Binding, the only one that ICE knows.</param>
    public static byte[] Sign(byte[] message, ReadOnlySpan<byte> key, bool keepsMethod = false)
    {
        var buffer = new byte[StunMessage.MaximumSize];
        var type = BinaryPrimitives.ReadUInt16BigEndian(message);
        var writer = new StunMessageWriter(buffer, (StunMessageClass)(type & 0x0110), StunTransactionId.Read(message.AsSpan(8)), keepsMethod ? type & 0x3EEF : StunMessage.BindingMethod);
        var rest = message.AsSpan(StunMessage.HeaderSize);
        while (rest.Length >= AttributeHeaderLength)
        {
            var attribute = (StunAttributeType)BinaryPrimitives.ReadUInt16BigEndian(rest);
            var length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(rest[2..]), rest.Length - AttributeHeaderLength);
            if (attribute is not (StunAttributeType.MessageIntegrity or StunAttributeType.Fingerprint))
            {
                writer.Add(attribute, rest.Slice(AttributeHeaderLength, length));
            }

            rest = rest[Math.Min(rest.Length, AttributeHeaderLength + ((length + 3) & ~3))..];
        }

        writer.AddIntegrity(key);
        writer.AddFingerprint();
        return writer.Length == 0 ? message : buffer[..writer.Length];
    }
}
