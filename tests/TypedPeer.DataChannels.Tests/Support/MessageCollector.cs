using System.Threading.Channels;

namespace TypedPeer.DataChannels.Tests.Support;

/// <summary>Awaitable messages of a data channel.</summary>
internal sealed class MessageCollector
{
    private readonly Channel<(byte[] Data, bool IsText)> _messages = Channel.CreateUnbounded<(byte[], bool)>();

    public MessageCollector(DataChannel channel) =>
        channel.Message += message => _messages.Writer.TryWrite((message.Data.ToArray(), message.IsText));

    public async Task<(byte[] Data, bool IsText)> NextAsync() =>
        await _messages.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public bool TryNext(out (byte[] Data, bool IsText) message) => _messages.Reader.TryRead(out message);
}
