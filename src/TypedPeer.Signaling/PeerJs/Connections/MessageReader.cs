using System.Text;
using System.Text.Json;
using TypedPeer.Signaling.PeerJs.BinaryPack;
using TypedPeer.Signaling.PeerJs.Chunks;

namespace TypedPeer.Signaling.PeerJs.Connections;

/// <summary>Makes values of the messages of a data channel, as one of PeerJS's serializations has them. Called by one thread at a time.</summary>
internal sealed class MessageReader(PeerDataSerialization serialization, PeerDataLimits limits, HeldBytes held)
{
    /// <summary>The member by which PeerJS tells its own messages from the application's.</summary>
    public const string OwnName = "__peerData";

    /// <summary>What a value takes at least, in an array of its kind.</summary>
    private const int ValueCost = 16;

    /// <summary>What a message takes beside its bytes.</summary>
    private const int MessageCost = 128;

    private readonly ChunkReader _chunks = new(limits.MaxMessageSize, held.TryAdd);

    /// <summary>Gets whether the peer said goodbye.</summary>
    public bool IsGoodbye { get; private set; }

    /// <summary>Gets whether chunks of messages lack.</summary>
    public bool IsPartial => _chunks.Open > 0;

    /// <summary>Takes a message.</summary>
    /// <param name="data">Its bytes.</param>
    /// <param name="isText">Whether it came as text.</param>
    /// <param name="value">What it says to the application.</param>
    /// <param name="cost">How many bytes of memory that takes, roughly.</param>
    /// <returns>False where it says nothing to the application, or not yet.</returns>
    /// <exception cref="InvalidDataException">It cannot be read, or is more than is taken.</exception>
    public bool TryRead(ReadOnlySpan<byte> data, bool isText, out PeerData value, out long cost)
    {
        cost = data.Length + MessageCost;
        switch (serialization)
        {
            case PeerDataSerialization.Raw:
                value = isText ? Encoding.UTF8.GetString(data) : data.ToArray();
                return true;
            case PeerDataSerialization.Json:
                value = Parse(data);
                cost += data.Length / 2 * ValueCost;
                return !IsOwn(value) || !TakeGoodbye(value);
            default:
                return TryUnpack(isText ? throw new InvalidDataException("A text came where the serialization is binary.") : data.ToArray(), out value, out cost);
        }
    }

    /// <summary>Lets go of what came in part.</summary>
    public void Clear() => _chunks.Clear();

    private static PeerData Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return PeerDataJson.Read(json);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }

    private bool TryUnpack(ReadOnlyMemory<byte> message, out PeerData value, out long cost)
    {
        value = BinaryPackReader.Read(message, limits.MaxValues, out var values);
        if (IsOwn(value))
        {
            if (TakeGoodbye(value) || _chunks.Add(value) is not { } whole)
            {
                cost = 0;
                return false;
            }

            message = whole;
            value = BinaryPackReader.Read(whole, limits.MaxValues, out values);
            if (IsOwn(value))
            {
                throw new InvalidDataException("A message that was cut is one of PeerJS's own.");
            }
        }

        cost = message.Length + MessageCost + ((long)values * ValueCost);
        return true;
    }

    /// <summary>Whether a page takes it for a message of its own: the member is there, and true as JavaScript sees it.</summary>
    private static bool IsOwn(PeerData value) => value.Kind == PeerDataKind.Object && value[OwnName] is var own && own.Kind switch
    {
        PeerDataKind.Null => false,
        PeerDataKind.Boolean => own.GetBoolean(),
        PeerDataKind.Number => own.GetDouble() is not (0 or double.NaN),
        PeerDataKind.String => own.GetString().Length > 0,
        _ => true,
    };

    private bool TakeGoodbye(PeerData value)
    {
        var isGoodbye = value[OwnName] is { Kind: PeerDataKind.Object } own && own["type"] is { Kind: PeerDataKind.String } type && type.GetString() == "close";
        IsGoodbye |= isGoodbye;
        return isGoodbye;
    }
}
