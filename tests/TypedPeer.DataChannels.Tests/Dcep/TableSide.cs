using System.Buffers;
using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Dcep;

namespace TypedPeer.DataChannels.Tests.Dcep;

/// <summary>One of two channel tables that are joined by an association without a network: in order, lossless, a step at a time.</summary>
internal sealed class TableSide : IDataChannelTransport
{
    private readonly Queue<Action<TableSide>> _wire = new();
    private readonly HashSet<ushort> _resetting = [];

    public TableSide(bool isClient, DataChannelTableOptions? limits = null)
    {
        Table = new DataChannelTable(Events, limits ?? new DataChannelTableOptions { MaxChannels = 64 });
        Table.OnRoleKnown(isClient);
        Table.OnTransportCreated(this, now: 0);
        Table.OnConnected(65535, now: 0);
    }

    public DataChannelTable Table { get; }

    public PeerEventQueue Events { get; } = new();

    /// <summary>Gets or sets whether resets of ours are never answered, as by a peer that is always "in progress".</summary>
    public bool PeerIsBusy { get; set; }

    /// <summary>Gets how many resets this side has asked for.</summary>
    public int ResetsAsked { get; private set; }

    public bool CanSend { get; set; } = true;

    public long HeldBytes => 0;

    public int MaxMessageSize { get; set; } = 256 * 1024;

    public bool Send(ushort stream, uint payloadProtocol, MessagePayload payload, DataChannelOptions options, bool ordered, long now)
    {
        if (!CanSend || _resetting.Contains(stream))
        {
            return false;
        }

        var bytes = payload.Bytes.ToArray();
        _wire.Enqueue(other => other.Receive(stream, payloadProtocol, bytes));
        return true;
    }

    public void DropExpired(ushort stream, long now)
    {
    }

    public void ResetStream(ushort stream, long now)
    {
        if (!_resetting.Add(stream))
        {
            return;
        }

        ResetsAsked++;
        _wire.Enqueue(other =>
        {
            other.Table.OnStreamReset(stream, now: 0);
            if (!PeerIsBusy)
            {
                other._wire.Enqueue(self => self.OnResetAnswered(stream));
            }
        });
    }

    /// <summary>The peer's answer to a reset of ours has come.</summary>
    public void OnResetAnswered(ushort stream)
    {
        _resetting.Remove(stream);
        Table.OnStreamResetDone(stream, accepted: true, now: 0);
    }

    public long GetBufferedAmount(ushort stream) => 0;

    public int GetPendingCount(ushort stream) => 0;

    public void SetPriority(ushort stream, DataChannelPriority priority)
    {
    }

    public void SetBufferedAmountLowThreshold(ushort stream, long bytes)
    {
    }

    /// <summary>Lets both talk until they have nothing more to say.</summary>
    public static void Run(TableSide left, TableSide right, long now = 0)
    {
        for (var steps = 0; steps < 10_000; steps++)
        {
            left.Table.RunDeferred(now);
            right.Table.RunDeferred(now);
            if (!left.Step(right) & !right.Step(left))
            {
                return;
            }
        }

        Assert.Fail("They never come to an end.");
    }

    public void Receive(ushort stream, uint payloadProtocol, ReadOnlySpan<byte> payload)
    {
        var rented = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(rented);
        Table.OnMessage(stream, payloadProtocol, rented, payload.Length);
    }

    /// <summary>Does what a peer does that answers resets and nothing else.</summary>
    public void AnswerResetsAlone()
    {
        _wire.Clear();
        foreach (var stream in _resetting.ToArray())
        {
            OnResetAnswered(stream);
        }
    }

    public List<PeerEventKind> Kinds() => [.. Enumerable.Range(0, Events.Count).Select(i => Events[i].Kind)];

    /// <summary>Gets the last channel the peer opened.</summary>
    public DataChannelCore Incoming() =>
        Enumerable.Range(0, Events.Count).Select(i => Events[i]).Last(e => e.Kind == PeerEventKind.ChannelIncoming).Channel!;

    /// <summary>Gets the first byte of every message of a channel, in order.</summary>
    public List<byte> MessagesOf(DataChannelCore channel) =>
        [.. Enumerable.Range(0, Events.Count).Select(i => Events[i]).Where(e => e.Kind == PeerEventKind.ChannelMessage && e.Channel == channel).Select(e => e.Buffer![0])];

    private bool Step(TableSide other)
    {
        if (!_wire.TryDequeue(out var next))
        {
            return false;
        }

        next(other);
        return true;
    }
}
