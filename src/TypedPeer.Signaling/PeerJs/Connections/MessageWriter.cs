using TypedPeer.Signaling.PeerJs.BinaryPack;
using TypedPeer.Signaling.PeerJs.Chunks;

namespace TypedPeer.Signaling.PeerJs.Connections;

/// <summary>Makes messages of values, as one of PeerJS's serializations has them.</summary>
internal sealed class MessageWriter(PeerDataSerialization serialization)
{
    private int _lastId;

    /// <summary>Gets what says goodbye to a page; null where the serialization has no word for it.</summary>
    public OutgoingMessage? Goodbye => serialization == PeerDataSerialization.Raw
        ? null
        : Encode(PeerData.FromObject((MessageReader.OwnName, PeerData.FromObject(("type", "close")))));

    /// <summary>Makes messages of a value.</summary>
    /// <exception cref="ArgumentException">The serialization has no word for it.</exception>
    /// <exception cref="PeerDataConnectionException">It is too large.</exception>
    public OutgoingMessage Write(PeerData value)
    {
        if (serialization != PeerDataSerialization.Raw && value.Kind == PeerDataKind.Object && value.Members.ContainsKey(MessageReader.OwnName))
        {
            throw new ArgumentException($"An object with a member '{MessageReader.OwnName}' is one of PeerJS's own messages.", nameof(value));
        }

        return Encode(value);
    }

    private OutgoingMessage Encode(PeerData value) => serialization switch
    {
        PeerDataSerialization.Json => EncodeJson(value),
        PeerDataSerialization.Raw => EncodeRaw(value),
        _ => new OutgoingMessage(new ChunkWriter(BinaryPackWriter.Write(value), NextId())),
    };

    private static OutgoingMessage EncodeJson(PeerData value)
    {
        var json = PeerDataJson.Write(value);
        return json.Length <= PeerDataConnection.MaxJsonLength
            ? new OutgoingMessage(json)
            : throw new PeerDataConnectionException(PeerDataConnectionError.MessageTooBig, $"The message has {json.Length} bytes as JSON; PeerJS takes {PeerDataConnection.MaxJsonLength}. The binary serialization has no such bound.");
    }

    private static OutgoingMessage EncodeRaw(PeerData value) => value.Kind switch
    {
        PeerDataKind.Bytes => new OutgoingMessage(value.GetBytes()),
        PeerDataKind.String => new OutgoingMessage(value.GetString()),
        _ => throw new ArgumentException($"The raw serialization sends bytes and strings, and not what is {value.Kind}.", nameof(value)),
    };

    /// <summary>Never 0, which a page takes for no chunk.</summary>
    private int NextId()
    {
        var id = Interlocked.Increment(ref _lastId) & int.MaxValue;
        return id == 0 ? NextId() : id;
    }
}
