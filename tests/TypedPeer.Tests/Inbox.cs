using System.Threading.Channels;
using TypedPeer.Channels;

namespace TypedPeer.Tests;

/// <summary>Keeps what comes over a channel for a test to take.</summary>
public sealed class Inbox : IPeerChannelReceiver
{
    private readonly Channel<byte[]> _messages = Channel.CreateUnbounded<byte[]>();
    private readonly TaskCompletionSource<PeerChannelCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<PeerChannelCloseReason> Closed => _closed.Task;

    public static Inbox AttachTo(IPeerChannel channel)
    {
        var inbox = new Inbox();
        channel.Attach(inbox);
        return inbox;
    }

    public async Task<byte[]> NextAsync() => await _messages.Reader.ReadAsync(TestContext.Current.CancellationToken).Soon();

    public bool TryNext(out byte[]? message) => _messages.Reader.TryRead(out message);

    public void OnMessage(ReadOnlySpan<byte> message) => _messages.Writer.TryWrite(message.ToArray());

    public void OnBufferedAmountLow()
    {
        // Tests that look at the amount wait for it themselves.
    }

    public void OnClosed(PeerChannelCloseReason reason)
    {
        _closed.TrySetResult(reason);
        _messages.Writer.TryComplete();
    }
}

/// <summary>Waiting for what gives no signal of its own.</summary>
public static class ChannelWaits
{
    /// <summary>
    /// Waits until so many bytes wait in a session and its stalled channel together; there are never more than <paramref name="most"/>.
    /// A message is in neither place while it is handed over, and in both for whoever looks at the session first.
    /// </summary>
    public static Task QueuedAsync(this IPeerChannel channel, PeerSession session, long least, long most = long.MaxValue) => Bound.Until(() =>
    {
        var waits = channel.BufferedAmount + session.GetStatistics().BytesQueued;
        Assert.InRange(waits, 0, most);
        return waits >= least;
    });

    public static Task DrainedAsync(this IPeerChannel channel) => Bound.Until(() => channel.BufferedAmount == 0);
}
