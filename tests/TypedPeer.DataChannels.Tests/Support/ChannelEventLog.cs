using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;

namespace TypedPeer.DataChannels.Tests.Support;

/// <summary>Every event of a channel in the order in which it was raised, up to the last.</summary>
internal sealed class ChannelEventLog
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _events = new();
    private readonly Channel<string> _messages = Channel.CreateUnbounded<string>();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ChannelEventLog(DataChannel channel)
    {
        channel.Open += () => _events.Enqueue("open");
        channel.Message += message =>
        {
            var text = Encoding.UTF8.GetString(message.Data);
            _events.Enqueue(text);
            _messages.Writer.TryWrite(text);
        };
        channel.Closing += () => _events.Enqueue($"closing ({channel.ReadyState})");
        channel.Error += error =>
        {
            Error = error;
            _events.Enqueue($"error ({channel.ReadyState})");
        };
        channel.Close += reason =>
        {
            _events.Enqueue($"close ({channel.ReadyState}, {reason.Kind})");
            _closed.TrySetResult();
        };
    }

    /// <summary>Gets what the error said; null where there was none.</summary>
    public DataChannelError? Error { get; private set; }

    /// <summary>Waits for the next message.</summary>
    public async Task<string> NextMessageAsync() => await _messages.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);

    /// <summary>Waits for the close, and gets all that was raised.</summary>
    public async Task<string[]> AllAsync()
    {
        await _closed.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        return [.. _events];
    }
}
