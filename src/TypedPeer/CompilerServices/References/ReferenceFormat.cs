using TypedPeer.Sessions.Calling;
using TypedPeer.Sessions.Entry;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.CompilerServices;

/// <summary>How a reference is written: zero for null, otherwise twice its number, plus one when it is the reader's own object.</summary>
internal static class ReferenceFormat
{
    /// <summary>Shares an object, once more. Returns what is written for it.</summary>
    public static ulong Export(ref PeerWriter writer, object instance, PeerContractDescriptor contract)
    {
        writer.NeedsSession |= writer.Session is null;
        var session = Within(writer.Session);
        return Proxies.RemoteOf(instance) is { Reference: { } own } remote && ReferenceEquals(remote.Session, session)
            ? (own.Id << 1) | 1
            : session.Export(instance, contract, ref writer.References);
    }

    /// <summary>Shares an object and writes the reference to it.</summary>
    public static void WriteObject(ref PeerWriter writer, object instance, PeerContractDescriptor contract) =>
        Write(ref writer, Export(ref writer, instance, contract));

    /// <summary>Reads a reference; returns the proxy, or this side's own object come home.</summary>
    public static object ReadObject(ref PeerReader reader, PeerContractDescriptor contract)
    {
        var value = Read(ref reader);
        if (value == 0)
        {
            throw new PeerDataException("null where the contract says there is an object");
        }

        var instance = Within(reader.Session).Import(value, contract, out var taken);
        if (taken is not null)
        {
            reader.Took(taken);
        }

        return instance;
    }

    public static void Write(ref PeerWriter writer, ulong value)
    {
        var span = writer.GetSpan(Varint.MaxSize);
        writer.Advance(Varint.Write(span, value));
    }

    public static ulong Read(ref PeerReader reader)
    {
        var position = 0;
        if (!Varint.TryRead(reader.Unread, ref position, out var value) || value > long.MaxValue)
        {
            throw new PeerDataException("a reference is no number");
        }

        reader.Skip(position);
        return value;
    }

    private static ISession Within(ISession? session) =>
        session ?? throw new PeerDataException("a reference to an object travels only as an argument, a result or an item of a call");

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
