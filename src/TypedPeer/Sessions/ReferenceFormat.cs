using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions;

/// <summary>How a reference is written: zero for null, otherwise twice its number, plus one when it is the reader's own object.</summary>
internal static class ReferenceFormat
{
    public static ReferenceTable Table(SessionEngine? engine) =>
        engine?.Core.References ?? throw new InvalidOperationException("A reference to an object travels only within a session.");

    public static void Write(ref PeerWriter writer, ulong value)
    {
        var span = writer.GetSpan(Varint.MaxSize);
        writer.Advance(Varint.Write(span, value));
    }

    public static ulong Read(ref PeerReader reader)
    {
        var value = 0UL;
        for (var shift = 0; shift < 63; shift += 7)
        {
            var b = reader.ReadUnmanaged<byte>();
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new PeerDataException("a reference is no number");
    }

    public static bool TryReadNull(ref PeerReader reader)
    {
        var ahead = reader;
        if (ahead.Remaining == 0 || ahead.ReadUnmanaged<byte>() != 0)
        {
            return false;
        }

        reader = ahead;
        return true;
    }
}
