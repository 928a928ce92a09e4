using System.Buffers.Binary;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Tests.Sctp.Support;

/// <summary>Packets built by hand, as a peer that makes mistakes, or means harm, would send them.</summary>
internal static class Crafted
{
    public const uint LeftTag = 0x1111_1111;
    public const uint RightTag = 0x2222_2222;
    public const uint LeftTsn = 1_000;
    public const uint RightTsn = 50_000;

    public static byte[] Packet(uint tag, params byte[][] chunks)
    {
        var packet = new byte[12 + chunks.Sum(c => (c.Length + 3) & ~3)];
        BinaryPrimitives.WriteUInt16BigEndian(packet, 5000);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), 5000);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), tag);
        var position = 12;
        foreach (var chunk in chunks)
        {
            chunk.CopyTo(packet, position);
            position += (chunk.Length + 3) & ~3;
        }

        return Seal(packet);
    }

    /// <summary>Makes the checksum right.</summary>
    public static byte[] Seal(byte[] packet)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(8), Crc32C.OfPacket(packet));
        return packet;
    }

    public static byte[] Chunk(byte type, byte flags, params byte[] value)
    {
        var chunk = new byte[4 + value.Length];
        chunk[0] = type;
        chunk[1] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(chunk.AsSpan(2), (ushort)chunk.Length);
        value.CopyTo(chunk, 4);
        return chunk;
    }

    public static byte[] Parameter(ushort type, params byte[] value) => Join(U16(type), U16((ushort)(value.Length + 4)), value);

    public static byte[] Data(uint tsn, ushort stream, ushort sequence, byte flags, params byte[] payload) =>
        Chunk(SctpChunkType.Data, flags, Join(U32(tsn), U16(stream), U16(sequence), U32(53), payload));

    public static byte[] WholeMessage(uint tsn, ushort stream, ushort sequence, params byte[] payload) =>
        Data(tsn, stream, sequence, SctpFlags.Begin | SctpFlags.End, payload);

    public static byte[] Sack(uint cumulative, uint window, (ushort Start, ushort End)[]? gaps = null, uint[]? duplicates = null)
    {
        gaps ??= [];
        duplicates ??= [];
        return Chunk(
            SctpChunkType.Sack,
            0,
            [
                .. U32(cumulative), .. U32(window), .. U16((ushort)gaps.Length), .. U16((ushort)duplicates.Length),
                .. gaps.SelectMany(g => Join(U16(g.Start), U16(g.End))), .. duplicates.SelectMany(U32),
            ]);
    }

    public static byte[] ForwardTsn(uint point, params (ushort Stream, ushort Sequence)[] streams) =>
        Chunk(SctpChunkType.ForwardTsn, 0, [.. U32(point), .. streams.SelectMany(s => Join(U16(s.Stream), U16(s.Sequence)))]);

    public static byte[] Init(uint tag, uint tsn, byte type = SctpChunkType.Init, ushort streams = 100, params byte[] parameters) =>
        Chunk(type, 0, Join(U32(tag), U32(1_000_000), U16(streams), U16(streams), U32(tsn), parameters));

    public static byte[] U16(ushort value) => [(byte)(value >> 8), (byte)value];

    public static byte[] U32(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(p => p)];

    /// <summary>Takes a packet apart into copies of its chunks.</summary>
    public static List<byte[]> Chunks(byte[] packet)
    {
        var chunks = new List<byte[]>();
        var reader = new SctpChunkReader(packet.AsSpan(12));
        while (reader.TryRead(out var chunk))
        {
            chunks.Add(chunk.Raw.ToArray());
        }

        return chunks;
    }
}
