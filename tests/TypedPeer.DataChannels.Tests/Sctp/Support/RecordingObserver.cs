using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Sctp;

namespace TypedPeer.DataChannels.Tests.Sctp.Support;

internal sealed record ReceivedMessage(ushort Stream, uint Ppid, byte[] Payload);

/// <summary>Keeps all an association says, and checks what must hold of every sequence of calls.</summary>
internal sealed class RecordingObserver : ISctpObserver
{
    public List<ReceivedMessage> Messages { get; } = [];

    public List<ushort> Resets { get; } = [];

    public List<(ushort Stream, bool Accepted)> ResetsDone { get; } = [];

    public List<ushort> LowBuffers { get; } = [];

    public int Connected { get; private set; }

    public SctpCloseReason? Closed { get; private set; }

    /// <summary>Called instead of keeping the message, where a test moves too much to keep.</summary>
    public Action<ushort, byte[], int>? Sink { get; set; }

    public void OnConnected(long now)
    {
        AssertOpen();
        Connected++;
    }

    public void OnMessage(ushort stream, uint ppid, byte[] rented, int length)
    {
        AssertOpen();
        Assert.InRange(length, 1, rented.Length);
        if (Sink is { } sink)
        {
            sink(stream, rented, length);
        }
        else
        {
            Messages.Add(new ReceivedMessage(stream, ppid, rented.AsSpan(0, length).ToArray()));
        }

        SctpMessagePool.Return(rented);
    }

    public void OnStreamReset(ushort stream, long now)
    {
        AssertOpen();
        Resets.Add(stream);
    }

    public void OnStreamResetDone(ushort stream, bool accepted, long now)
    {
        AssertOpen();
        ResetsDone.Add((stream, accepted));
    }

    public void OnBufferedAmountLow(ushort stream)
    {
        AssertOpen();
        LowBuffers.Add(stream);
    }

    public void OnClosed(SctpCloseReason reason)
    {
        AssertOpen();
        Closed = reason;
    }

    private void AssertOpen() => Assert.True(Closed is null, "The association spoke after it was closed.");
}
