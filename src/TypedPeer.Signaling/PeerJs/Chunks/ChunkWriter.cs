using TypedPeer.Signaling.PeerJs.BinaryPack;

namespace TypedPeer.Signaling.PeerJs.Chunks;

/// <summary>Gives a packed message as messages that every browser takes: itself, or cut as PeerJS does it, <c>{__peerData, n, data, total}</c> each.</summary>
/// <param name="message">What to send.</param>
/// <param name="id">What the chunks of the message have in common.</param>
internal sealed class ChunkWriter(PackedMessage message, int id)
{
    /// <summary>How many bytes are in a chunk, and in a message that is not cut: PeerJS's own number.</summary>
    public const int ChunkLength = 16300;

    /// <summary>How long a message is at most, with what is around a chunk.</summary>
    public const int MaxLength = ChunkLength + 64;

    private readonly byte[] _chunk = message.Length > ChunkLength ? new byte[ChunkLength] : [];
    private int _next;

    /// <summary>Gets how long each of the messages is at most.</summary>
    public int MaxMessageLength => Total == 1 ? (int)message.Length : MaxLength;

    /// <summary>Gets how many messages it takes.</summary>
    public int Total { get; } = checked((int)Math.Max(1, (message.Length + ChunkLength - 1) / ChunkLength));

    /// <summary>Writes the next message, of <see cref="MaxLength"/> at most; false behind the last one.</summary>
    public bool TryNext(Span<byte> into, out int length)
    {
        length = 0;
        if (_next == Total)
        {
            return false;
        }

        if (Total == 1)
        {
            length = message.Read(into);
        }
        else
        {
            var count = message.Read(_chunk);
            length = BinaryPackWriter.Write(PeerData.FromObject(("__peerData", id), ("n", _next), ("data", PeerData.FromBytes(_chunk.AsMemory(0, count))), ("total", Total))).Read(into);
        }

        _next++;
        return true;
    }
}
