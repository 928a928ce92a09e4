using TypedPeer.Channels;
using TypedPeer.Sessions.Core;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Pools;

namespace TypedPeer.Sessions.Driving;

/// <summary>The channel's lane without order, where it has one and both sides have calls for it: gives it what the core composes, and the core what comes.</summary>
internal sealed class DatagramLane(SessionGate gate, SessionCore core, SessionClock clock, IPeerChannelDatagrams channel, FrameLog? log) : IPeerDatagramReceiver
{
    /// <summary>The size of the buffers that datagrams are composed in: the power of two from the largest on.</summary>
    private const int BufferSize = 2048;

    private IPeerDatagramLane? _lane;
    private long _lost;
    private int _isOpened;

    /// <summary>Gets how many datagrams the lane did not take.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Opens the lane, once. A channel that throws has none. Not under the lock.</summary>
    public void Open()
    {
        if (Interlocked.Exchange(ref _isOpened, 1) != 0)
        {
            return;
        }

        try
        {
            if (channel.OpenDatagrams(this) is { } lane)
            {
                _lane = lane;
                gate.Run(Math.Min(lane.MaxDatagramSize, SessionCore.LeastMessage), static (core, size) => core.State.Lane.MaxSize = size, Occasion.Note);
            }
        }
#pragma warning disable CA1031 // A channel may throw anything; calls go in order then.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureTrace.Write("the channel's lane for datagrams", e);
        }
    }

    /// <summary>Composes the next datagram. Under the lock.</summary>
    public bool TryCompose(out ComposedMessage message)
    {
        message = default;
        if (!core.State.Lane.HasOutput)
        {
            return false;
        }

        var buffer = SendBuffer.Rent(BufferSize);
        message = new(buffer, 0, core.State.Lane.Write(buffer.Bytes));
        return true;
    }

    /// <summary>Sends a datagram that was composed. Any number of threads may at once.</summary>
    public void Send(in ComposedMessage message)
    {
        var datagram = message.Bytes;
        try
        {
            log?.Left(datagram);
            if (!_lane!.TrySend(datagram))
            {
                Interlocked.Increment(ref _lost);
            }
        }
#pragma warning disable CA1031 // A channel may throw anything; a datagram may be lost.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Interlocked.Increment(ref _lost);
            FailureTrace.Write("the channel's lane for datagrams", e);
        }

        message.Buffer!.Release();
    }

    public void OnDatagram(ReadOnlySpan<byte> datagram)
    {
        if (core.HasEnded)
        {
            return;
        }

        log?.Came(datagram);
        gate.Enter();
        core.ReceiveDatagram(datagram, clock.Now);
        gate.Exit(Occasion.Message);
    }
}
