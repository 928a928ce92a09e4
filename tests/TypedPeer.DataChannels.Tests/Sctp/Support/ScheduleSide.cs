using System.Buffers.Binary;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Wire;

namespace TypedPeer.DataChannels.Tests.Sctp.Support;

/// <summary>One side of a schedule: what it sent, and what must hold of it at every step.</summary>
internal sealed class ScheduleSide(SimulatedPair pair, SimulatedSide side, Func<WatchedCongestionControl> congestion, SctpOptions options)
{
    private const int IdSize = 8;

    private readonly Dictionary<int, byte[]> _sent = [];
    private readonly Dictionary<ushort, List<int>> _perStream = [];
    private readonly HashSet<ushort> _resetting = [];
    private readonly List<int> _last = [];
    private uint? _highestTsn;

    public SimulatedSide Side { get; } = side;

    public List<StreamMode> Modes { get; } = [];

    /// <summary>Gets whether everything is done with, resets included.</summary>
    public bool IsQuiet => Side.Association.State == SctpState.Established && Side.Association.IsDrained
        && Side.Observer.ResetsDone.Count == _resetting.Count;

    /// <summary>Whatever was given up before, every stream still works: one more message on each, which must arrive.</summary>
    public void SendLast(Random random)
    {
        for (ushort stream = 0; stream < Modes.Count; stream++)
        {
            Modes[stream] = Modes[stream] switch
            {
                StreamMode.OrderedWithLifetime or StreamMode.OrderedWithRetransmitLimit => StreamMode.LastlyOrdered,
                StreamMode.UnorderedWithRetransmitLimit => StreamMode.LastlyUnordered,
                var mode => mode,
            };
            _last.Add(_sent.Count);
            Send(stream, random.Next(3000), random);
        }
    }

    public void Send(ushort stream, int length, Random random)
    {
        if (_resetting.Contains(stream) && Side.Observer.ResetsDone.All(r => r.Stream != stream))
        {
            return;
        }

        var payload = new byte[Math.Max(length, IdSize)];
        random.NextBytes(payload);
        BinaryPrimitives.WriteInt32BigEndian(payload, _sent.Count);
        BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(4), stream);
        if (!_perStream.TryGetValue(stream, out var ids))
        {
            _perStream.Add(stream, ids = []);
        }

        ids.Add(_sent.Count);
        _sent.Add(_sent.Count, payload);
        pair.Send(Side, stream, payload, Options(Modes[stream], random));
    }

    public void Reset(ushort stream)
    {
        if (_resetting.Add(stream))
        {
            Side.Association.ResetStream(stream, pair.Now);
        }
    }

    /// <summary>The user stops taking what comes, or goes on.</summary>
    public void Pause(bool paused) => Side.Association.UnconsumedBytes = paused ? options.ReceiveWindow : 0;

    /// <summary>What holds at every moment.</summary>
    public void Check()
    {
        var association = Side.Association;
        Assert.True(association.InFlightPayload >= 0 && association.TotalBufferedAmount >= 0);
        Assert.True(association.InFlightBytes >= association.InFlightPayload);
        Assert.InRange(association.ReceiveBufferBytes, 0, (3L * options.ReceiveWindow) + 100_000);
    }

    /// <summary>A packet of this side has just been written.</summary>
    public void OnPacket(byte[] packet)
    {
        Assert.InRange(packet.Length, 16, options.Mtu);
        Assert.Equal(0, packet.Length % 4);
        var (dataChunks, cost, isProbe, isNew) = Examine(packet);
        var association = Side.Association;
        if (dataChunks == 0)
        {
            return;
        }

        var before = association.InFlightBytes - cost;

        var control = congestion();
        if (before >= control.Window && !isProbe)
        {
            Assert.True(control.Exemptions-- > 0, $"Sent with {before} bytes under way and a window of {control.Window}.");
        }

        Assert.True(
            association.InFlightBytes <= Math.Max(before, control.Window) + options.Mtu, "More than one packet beyond the window.");
        if (isNew)
        {
            Assert.True(
                association.InFlightPayload <= association.PeerReceiveWindow || (before == 0 && dataChunks == 1),
                $"{association.InFlightPayload} bytes under way, {association.PeerReceiveWindow} granted.");
        }
    }

    /// <summary>Compares what the other side got with what was sent.</summary>
    public void CheckDelivered(SimulatedSide receiver)
    {
        Assert.Equal(0, receiver.Association.ReceiveBufferBytes);
        Assert.Equal(0, Side.Association.InFlightBytes);
        Assert.Equal(0, Side.Association.TotalBufferedAmount);
        var seen = new HashSet<int>();
        var last = new Dictionary<ushort, int>();
        foreach (var message in receiver.Observer.Messages)
        {
            var id = BinaryPrimitives.ReadInt32BigEndian(message.Payload);
            Assert.True(_sent.TryGetValue(id, out var sent), "A message arrived that was not sent.");
            Assert.True(seen.Add(id), $"Message {id} arrived twice.");
            Assert.True(message.Payload.AsSpan().SequenceEqual(sent), $"Message {id} was changed on its way.");
            Assert.Equal(BinaryPrimitives.ReadInt32BigEndian(sent.AsSpan(4)), message.Stream);
            if (Modes[message.Stream] is not (StreamMode.Unordered or StreamMode.LastlyUnordered))
            {
                Assert.True(last.GetValueOrDefault(message.Stream, -1) < id, $"Message {id} arrived out of order.");
                last[message.Stream] = id;
            }
        }

        Assert.True(_last.TrueForAll(seen.Contains), "A stream that gave messages up delivers no more.");
        foreach (var (stream, ids) in _perStream)
        {
            if (Modes[stream] is StreamMode.Ordered or StreamMode.Unordered)
            {
                Assert.True(ids.TrueForAll(seen.Contains), $"A message of stream {stream} was lost.");
            }
        }
    }

    private static SctpSendOptions Options(StreamMode mode, Random random) => mode switch
    {
        StreamMode.Unordered or StreamMode.LastlyUnordered => new SctpSendOptions { Unordered = true },
        StreamMode.OrderedWithRetransmitLimit => new SctpSendOptions { MaxRetransmits = random.Next(3) },
        StreamMode.OrderedWithLifetime => new SctpSendOptions { LifetimeMicroseconds = random.Next(1, 300_000) },
        StreamMode.UnorderedWithRetransmitLimit => new SctpSendOptions { Unordered = true, MaxRetransmits = random.Next(2) },
        _ => default,
    };

    private (int DataChunks, int Cost, bool IsProbe, bool IsNew) Examine(byte[] packet)
    {
        var (count, cost, isProbe, isNew) = (0, 0, false, false);
        var chunks = new SctpChunkReader(packet.AsSpan(SctpPacketWriter.HeaderSize));
        while (chunks.TryRead(out var chunk))
        {
            if (chunk.Type != SctpChunkType.Data)
            {
                continue;
            }

            count++;
            cost += chunk.Raw.Length;
            isProbe |= (chunk.Flags & SctpFlags.Immediate) != 0;
            var tsn = BinaryPrimitives.ReadUInt32BigEndian(chunk.Value);
            if (_highestTsn is null || SerialNumber.IsAfter(tsn, _highestTsn.Value))
            {
                _highestTsn = tsn;
                isNew = true;
            }
        }

        Assert.False(chunks.IsMalformed);
        return (count, cost, isProbe, isNew);
    }
}
