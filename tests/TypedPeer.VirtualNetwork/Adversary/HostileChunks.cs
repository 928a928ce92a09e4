using System.Buffers.Binary;
using TypedPeer.DataChannels.Sctp.Wire;
using TypedPeer.DataChannels.Tests.Sctp.Support;

namespace TypedPeer.VirtualNetwork.Adversary;

/// <summary>One chunk, or several, of each type and of each kind of content that an attacker would try, for whatever state the victim is in.</summary>
internal static class HostileChunks
{
    private const int Hundreds = 256;

    /// <summary>Makes them for an association of these numbers.</summary>
    /// <param name="victimCumulative">The victim's TSN up to which everything has come.</param>
    /// <param name="nextTsn">The next TSN of the attacker's.</param>
    /// <param name="nextRequest">The number the attacker's next stream reset has to carry.</param>
    public static IEnumerable<(string Name, byte[] Chunk)> Create(uint victimCumulative, uint nextTsn, uint nextRequest)
    {
        foreach (var item in Data(nextTsn))
            yield return item;
        foreach (var item in Acknowledgements(victimCumulative))
            yield return item;
        foreach (var item in Handshake(nextTsn))
            yield return item;
        foreach (var item in Ends(victimCumulative))
            yield return item;
        foreach (var item in Extensions(nextTsn, nextRequest))
            yield return item;
        for (var type = 0; type <= byte.MaxValue; type++)
        {
            yield return ($"type {type} without content", Crafted.Chunk((byte)type, 0));
            yield return ($"type {type} of zeros", Crafted.Chunk((byte)type, 0xFF, new byte[40]));
        }
    }

    private static IEnumerable<(string Name, byte[] Chunk)> Data(uint next)
    {
        yield return ("DATA", Crafted.WholeMessage(next, 0, 0, 1));
        yield return ("DATA out of order", Crafted.WholeMessage(next + 7, 0, 0, 1));
        yield return ("DATA far ahead", Crafted.WholeMessage(next + 65_000, 0, 0, 1));
        yield return ("DATA beyond reach", Crafted.WholeMessage(next + 0x4000_0000, 0, 0, 1));
        yield return ("DATA repeated", Crafted.WholeMessage(next - 1, 0, 0, 1));
        yield return ("DATA on the last stream", Crafted.WholeMessage(next, 65535, 0, 1));
        yield return ("DATA without payload", Crafted.WholeMessage(next, 0, 0));
        yield return ("DATA begun", Crafted.Data(next, 0, 0, SctpFlags.Begin, 1));
        yield return ("DATA ended unbegun", Crafted.Data(next, 0, 0, SctpFlags.End, 1));
    }

    private static IEnumerable<(string Name, byte[] Chunk)> Acknowledgements(uint cumulative)
    {
        yield return ("SACK", Crafted.Sack(cumulative, 100_000));
        yield return ("SACK that closes the window", Crafted.Sack(cumulative, 0));
        yield return ("SACK of the past", Crafted.Sack(cumulative - 100, 100_000));
        yield return ("SACK of the future", Crafted.Sack(cumulative + 100, 100_000));
        yield return ("SACK with gaps", Crafted.Sack(cumulative, 100_000, [(2, 2), (4, 9)]));
        yield return ("SACK with many gaps", Crafted.Sack(cumulative, 100_000, [.. Enumerable.Range(1, Hundreds).Select(i => ((ushort)(2 * i), (ushort)(2 * i)))]));
        yield return ("SACK with duplicates", Crafted.Sack(cumulative, 100_000, [], [.. Enumerable.Range(0, Hundreds).Select(i => (uint)i)]));
        var lying = Crafted.Sack(cumulative, 100_000);
        BinaryPrimitives.WriteUInt32BigEndian(lying.AsSpan(12), uint.MaxValue);
        yield return ("SACK with counts that lie", lying);
    }

    private static IEnumerable<(string Name, byte[] Chunk)> Handshake(uint next)
    {
        yield return ("INIT", Crafted.Init(SctpAdversary.OwnTag, next));
        yield return ("INIT without a tag", Crafted.Init(0, next));
        yield return ("INIT without streams", Crafted.Init(7, next, streams: 0));
        yield return ("INIT ACK", Crafted.Init(7, next, SctpChunkType.InitAck, 10, Crafted.Parameter(SctpParameterType.StateCookie, 1, 2, 3, 4)));
        yield return ("INIT ACK without a cookie", Crafted.Init(7, next, SctpChunkType.InitAck));
        yield return ("INIT ACK with an endless cookie", Crafted.Init(7, next, SctpChunkType.InitAck, 10, Crafted.Parameter(SctpParameterType.StateCookie, new byte[3000])));
        yield return ("COOKIE ECHO that is forged", Crafted.Chunk(SctpChunkType.CookieEcho, 0, new byte[80]));
        yield return ("COOKIE ACK", Crafted.Chunk(SctpChunkType.CookieAck, 0));
    }

    private static IEnumerable<(string Name, byte[] Chunk)> Ends(uint cumulative)
    {
        yield return ("SHUTDOWN", Crafted.Chunk(SctpChunkType.Shutdown, 0, Crafted.U32(cumulative)));
        yield return ("SHUTDOWN of the past", Crafted.Chunk(SctpChunkType.Shutdown, 0, Crafted.U32(cumulative - 50)));
        yield return ("SHUTDOWN of the future", Crafted.Chunk(SctpChunkType.Shutdown, 0, Crafted.U32(cumulative + 50)));
        yield return ("SHUTDOWN ACK", Crafted.Chunk(SctpChunkType.ShutdownAck, 0));
        yield return ("SHUTDOWN COMPLETE", Crafted.Chunk(SctpChunkType.ShutdownComplete, 0));
        yield return ("SHUTDOWN COMPLETE reflected", Crafted.Chunk(SctpChunkType.ShutdownComplete, SctpFlags.ReflectedTag));
        yield return ("ABORT", Crafted.Chunk(SctpChunkType.Abort, 0));
        yield return ("ABORT with words", Crafted.Chunk(SctpChunkType.Abort, 0, Crafted.Parameter(SctpCause.UserInitiatedAbort, [.. "go\r\n\u001b[31m"u8])));
        yield return ("ABORT with bytes", Crafted.Chunk(SctpChunkType.Abort, 0, Crafted.Parameter(SctpCause.UserInitiatedAbort, [.. Enumerable.Repeat((byte)0xFF, 1000)])));
        yield return ("ERROR", Crafted.Chunk(SctpChunkType.Error, 0, Crafted.Parameter(SctpCause.StaleCookie, 0, 0, 0, 9)));
        yield return ("ERROR with many causes", Crafted.Chunk(SctpChunkType.Error, 0, [.. Enumerable.Repeat(Crafted.Parameter(SctpCause.StaleCookie), Hundreds).SelectMany(c => c)]));
        yield return ("HEARTBEAT", Crafted.Chunk(SctpChunkType.Heartbeat, 0, Crafted.Parameter(1, new byte[1000])));
        yield return ("HEARTBEAT ACK", Crafted.Chunk(SctpChunkType.HeartbeatAck, 0, Crafted.Parameter(1, new byte[16])));
    }

    private static IEnumerable<(string Name, byte[] Chunk)> Extensions(uint next, uint request)
    {
        yield return ("FORWARD TSN", Crafted.ForwardTsn(next));
        yield return ("FORWARD TSN far ahead", Crafted.ForwardTsn(next + 65_000, [.. Enumerable.Range(0, Hundreds).Select(i => ((ushort)i, (ushort)30_000))]));
        yield return ("FORWARD TSN of the past", Crafted.ForwardTsn(next - 10));
        yield return ("reset of all streams", Reconfig(Outgoing(request, next - 1)));
        yield return ("reset of some streams", Reconfig(Outgoing(request, next - 1, [0, 1, 2, 65534])));
        yield return ("reset that waits for data", Reconfig(Outgoing(request, next + 100, [0, 1])));
        yield return ("reset out of turn", Reconfig(Outgoing(request + 9, next - 1, [0])));
        yield return ("reset of the victim's streams", Reconfig(Crafted.Parameter(SctpParameterType.IncomingReset, [.. Crafted.U32(request), .. Crafted.U16(0), .. Crafted.U16(1)])));
        yield return ("answer to no reset", Reconfig(Crafted.Parameter(SctpParameterType.ReconfigResponse, [.. Crafted.U32(request), .. Crafted.U32(1)])));
        yield return ("association reset", Reconfig(Crafted.Parameter(SctpParameterType.AssociationReset, [.. Crafted.U32(request), .. new byte[8]])));
        yield return ("more streams", Reconfig(Crafted.Parameter(SctpParameterType.AddOutgoingStreams, [.. Crafted.U32(request), .. Crafted.U16(9), .. Crafted.U16(0)])));
        yield return ("many requests", Reconfig([.. Enumerable.Range(0, 60).SelectMany(i => Outgoing(request + (uint)i, next - 1, [(ushort)i, (ushort)(i + 1)]))]));
    }

    private static byte[] Reconfig(params byte[] parameters) => Crafted.Chunk(SctpChunkType.Reconfig, 0, parameters);

    private static byte[] Outgoing(uint request, uint lastTsn, params ushort[] streams) => Crafted.Parameter(
        SctpParameterType.OutgoingReset,
        [.. Crafted.U32(request), .. Crafted.U32(0), .. Crafted.U32(lastTsn), .. streams.SelectMany(Crafted.U16)]);
}
