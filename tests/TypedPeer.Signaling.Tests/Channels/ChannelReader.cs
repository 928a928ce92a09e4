using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Tests.Channels;

/// <summary>Waits for what a channel does.</summary>
internal static class ChannelReader
{
    /// <summary>Reads so many texts.</summary>
    public static async Task<List<string>> TextsAsync(this PeerLinkChannel channel, int count)
    {
        List<string> texts = [];
        await using var messages = channel.ReadAllAsync(Loopback.Token).GetAsyncEnumerator();
        while (texts.Count < count && await messages.MoveNextAsync().AsTask().SoonAsync())
        {
            texts.Add(messages.Current.GetText());
        }

        return texts;
    }

    /// <summary>Waits until the channel is in a state.</summary>
    public static async Task BecomesAsync(this PeerLinkChannel channel, DataChannelState state)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(DataChannelState now)
        {
            if (now == state)
            {
                reached.TrySetResult();
            }
        }

        channel.StateChanged += Look;
        Look(channel.ReadyState);
        await reached.Task.SoonAsync();
        channel.StateChanged -= Look;
    }
}
