using TypedPeer.Sessions.Wire;

namespace TypedPeer.Generators.Tests.TypeScript.Differential;

/// <summary>A frame, as its type and the bytes behind it.</summary>
internal sealed record SessionFrame(FrameType Type, byte[] Payload)
{
    /// <summary>Writes a frame of fields.</summary>
    public static byte[] Of(FrameType type, params byte[][] fields)
    {
        var payload = fields.SelectMany(static field => field).ToArray();
        return [(byte)type, .. Number((ulong)payload.Length), .. payload];
    }

    /// <summary>A varint.</summary>
    public static byte[] Number(ulong value)
    {
        var bytes = new byte[Varint.MaxSize];
        return bytes[..Varint.Write(bytes, value)];
    }

    /// <summary>A text as fields of frames have it.</summary>
    public static byte[] Text(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        return [.. Number((ulong)bytes.Length), .. bytes];
    }

    /// <summary>Splits a message; what is no frame is one of type 0.</summary>
    public static List<SessionFrame> Split(byte[] message)
    {
        var frames = new List<SessionFrame>();
        for (var position = 0; position < message.Length;)
        {
            var start = position++;
            if (!Varint.TryRead(message, ref position, out var length) || length > (ulong)(message.Length - position))
            {
                frames.Add(new(default, message[start..]));
                break;
            }

            frames.Add(new((FrameType)message[start], message[position..(position + (int)length)]));
            position += (int)length;
        }

        return frames;
    }

    /// <summary>Whether one of so many numbers at the beginning is of more than 53 bits.</summary>
    public bool HasHuge(int count)
    {
        var position = 0;
        for (var i = 0; i < count && Varint.TryRead(Payload, ref position, out var number); i++)
        {
            if (number >> 53 != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads the numbers at the beginning, and returns the rest.</summary>
    public (ulong[] Numbers, byte[] After) Numbers(int count)
    {
        var position = 0;
        var numbers = new ulong[count];
        for (var i = 0; i < count; i++)
        {
            Assert.True(Varint.TryRead(Payload, ref position, out numbers[i]), $"A side of the session wrote {this}.");
        }

        return (numbers, Payload[position..]);
    }

    public override string ToString() => $"{Type}:{Convert.ToHexString(Payload)}";
}
