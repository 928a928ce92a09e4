using System.Buffers.Binary;
using TypedPeer.DataChannels.Datagrams;

namespace TypedPeer.DataChannels.Streams;

/// <summary>A length of 16 bits before each datagram (RFC 4571), as TCP candidates have it (RFC 6544, section 3).</summary>
internal sealed class DatagramFraming : StreamFraming
{
    /// <summary>Bytes of the length.</summary>
    public const int HeaderSize = 2;

    public static readonly DatagramFraming Instance = new();

    /// <inheritdoc/>
    public override int LongestFrame => HeaderSize + ushort.MaxValue;

    /// <summary>Takes the first datagram of whole frames; false when there is none left.</summary>
    public static bool TryTake(ref Span<byte> whole, out Span<byte> datagram)
    {
        if (whole.IsEmpty)
        {
            datagram = default;
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(whole);
        datagram = whole.Slice(HeaderSize, length);
        whole = whole[(HeaderSize + length)..];
        return true;
    }

    /// <inheritdoc/>
    public override int GetWhole(ReadOnlySpan<byte> data, int longest)
    {
        int whole = 0;
        while (data.Length - whole >= HeaderSize)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(data[whole..]);
            if (length > longest)
            {
                return -1;
            }

            if (data.Length - whole - HeaderSize < length)
            {
                break;
            }

            whole += HeaderSize + length;
        }

        return whole;
    }

    /// <inheritdoc/>
    public override int GetLength(in SendRun run) => run.Length + (HeaderSize * ((run.Length + run.SegmentSize - 1) / run.SegmentSize));

    /// <inheritdoc/>
    public override void Write(in SendRun run, ReadOnlySpan<byte> data, Span<byte> destination)
    {
        while (!data.IsEmpty)
        {
            int length = Math.Min(run.SegmentSize, data.Length);
            BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)length);
            data[..length].CopyTo(destination[HeaderSize..]);
            data = data[length..];
            destination = destination[(HeaderSize + length)..];
        }
    }
}
