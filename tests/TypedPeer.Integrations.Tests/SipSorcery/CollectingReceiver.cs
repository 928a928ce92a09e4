using System.Threading.Channels;
using TypedPeer.Channels;

namespace TypedPeer.Integrations.Tests;

/// <summary>Awaitable messages and signals of a channel.</summary>
internal sealed class CollectingReceiver : IPeerChannelReceiver
{
    private readonly Channel<byte[]> _messages = Channel.CreateUnbounded<byte[]>();
    private readonly Channel<bool> _low = Channel.CreateUnbounded<bool>();
    private readonly TaskCompletionSource<PeerChannelCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<PeerChannelCloseReason> Closed => _closed.Task;

    public void OnMessage(ReadOnlySpan<byte> message) => _messages.Writer.TryWrite(message.ToArray());

    public void OnBufferedAmountLow() => _low.Writer.TryWrite(true);

    public void OnClosed(PeerChannelCloseReason reason)
    {
        _messages.Writer.TryComplete();
        _closed.TrySetResult(reason);
    }

    public async Task<byte[]> NextAsync() =>
        await _messages.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(SipSorceryPair.Patience);

    public async Task LowAsync() =>
        await _low.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(SipSorceryPair.Patience);
}
