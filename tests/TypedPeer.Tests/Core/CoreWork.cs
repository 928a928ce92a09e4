using TypedPeer.Sessions.Incoming;
using TypedPeer.Sessions.Outgoing;
using TypedPeer.Sessions.Streams;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Tests.Core;

/// <summary>A call as the core gives it out when it has ended; nobody awaits it.</summary>
internal sealed class CoreCall(CoreStepKind kind) : OutgoingCall
{
    private StreamBatch _batch = new() { Buffer = [] };

    public CoreStepKind Kind => kind;

    public override bool ExpectsAnswer => kind != CoreStepKind.OneWay;

    public override bool ExpectsStream => kind == CoreStepKind.Download;

    /// <summary>Gets or sets a value indicating whether this side gave it up, or may have.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>Gets or sets how often it was told that it is over.</summary>
    public int Ends { get; set; }

    /// <summary>Gets what items came.</summary>
    public List<byte> Items { get; } = [];

    /// <summary>Gets a value indicating whether all items were taken.</summary>
    public bool IsRead { get; private set; }

    /// <summary>Takes what came. Only for a call with a stream.</summary>
    public void TakeItems(CoreWaiter waiter, long now)
    {
        if (Receiver is { } receiver && !IsRead)
        {
            IsRead = CoreReading.Take(receiver, ref _batch, Items, waiter, now);
        }
    }

    protected override void Run()
    {
    }
}

/// <summary>Reads streams as a consumer does.</summary>
internal static class CoreReading
{
    /// <summary>Takes what came. True when that was the end, and the receiver is left.</summary>
    public static bool Take(StreamReceiver receiver, ref StreamBatch batch, List<byte> items, CoreWaiter waiter, long now)
    {
        while (true)
        {
            switch (receiver.Take(ref batch, 1, waiter, now))
            {
                case StreamTaken.Batch:
                    items.AddRange(batch.Buffer.AsSpan(batch.Start, batch.End - batch.Start));
                    batch.Consumed += batch.End - batch.Start;
                    batch.Start = batch.End;
                    break;
                case StreamTaken.End:
                    batch.IsComplete = receiver.Status == PeerStatus.Ok;
                    receiver.Leave(ref batch);
                    return true;
                default:
                    return false;
            }
        }
    }
}

/// <summary>A consumer that waits; the schedule asks again by itself.</summary>
internal sealed class CoreWaiter : StreamWaiter
{
    public override void OnWaiting()
    {
    }

    protected override void Run()
    {
    }
}

/// <summary>A call that is handled by the schedule.</summary>
internal sealed class CoreHandler(IncomingCall call) : CallHandler
{
    public IncomingCall Call => call;

    public override void Reset()
    {
    }

    protected override void Run()
    {
    }
}

/// <summary>Work that stands for itself.</summary>
internal sealed class CoreMark(string name) : SessionWork
{
    /// <summary>Gets a value indicating whether it starts handlers.</summary>
    public bool IsStarter { get; init; }

    public override string ToString() => name;

    protected override void Run()
    {
    }
}

/// <summary>What enumerates the items of a stream, when the schedule says.</summary>
internal sealed class CoreProducer : SessionWork
{
    private byte[] _batch = [];
    private int _length;

    public OutgoingStream Stream { get; set; } = null!;

    /// <summary>Gets what was handed over.</summary>
    public List<byte> Items { get; } = [];

    public bool IsComplete { get; private set; }

    /// <summary>Gets or sets a value indicating whether it was given out: nothing is produced before.</summary>
    public bool IsStarted { get; set; }

    /// <summary>Hands over what is parked, and so many more bytes.</summary>
    public void Produce(int count)
    {
        if (!IsStarted || IsComplete || !TryHandOver() || count == 0)
        {
            return;
        }

        _batch = Sessions.Pools.PeerBuffers.Rent(count);
        _length = count;
        for (var i = 0; i < count; i++)
        {
            _batch[i] = (byte)(Items.Count * 31);
            Items.Add(_batch[i]);
        }

        TryHandOver();
    }

    /// <summary>Ends the stream, once what is parked is handed over.</summary>
    public void Complete()
    {
        if (IsStarted && !IsComplete && TryHandOver())
        {
            IsComplete = true;
            Stream.Complete(PeerStatus.Ok, null);
        }
    }

    protected override void Run()
    {
    }

    private bool TryHandOver()
    {
        if (_length > 0 && !Stream.TryAdd(ref _batch, ref _length))
        {
            return false;
        }

        if (_batch.Length > 0)
        {
            Sessions.Pools.PeerBuffers.Return(_batch);
            _batch = [];
        }

        return true;
    }
}
