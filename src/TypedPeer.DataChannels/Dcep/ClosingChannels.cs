namespace TypedPeer.DataChannels.Dcep;

/// <summary>
/// The channels that are closing, in the order in which their time runs out: a close ends whatever the peer does.
/// </summary>
internal sealed class ClosingChannels(long timeout)
{
    private readonly LinkedList<ClosingChannel> _timed = new();
    private readonly List<DataChannelCore> _begun = [];

    /// <summary>Gets when the first of them is given up; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline => _timed.First?.Value.Deadline ?? long.MaxValue;

    /// <summary>A channel began to close. Its time runs from the next <see cref="Start"/>.</summary>
    public void Add(DataChannelCore channel) => _begun.Add(channel);

    /// <summary>A channel has closed.</summary>
    public void Remove(DataChannelCore channel)
    {
        if (channel.Closing is { } node)
        {
            _timed.Remove(node);
            channel.Closing = null;
        }
    }

    /// <summary>Lets the time of those run that were added since the last call.</summary>
    public void Start(long now)
    {
        foreach (var channel in _begun)
        {
            if (channel is { State: DataChannelState.Closing, Closing: null })
            {
                channel.Closing = _timed.AddLast(new ClosingChannel(channel, now + timeout));
            }
        }

        _begun.Clear();
    }

    /// <summary>Gets the next one whose time is over.</summary>
    public DataChannelCore? FindOverdue(long now) => NextDeadline <= now ? _timed.First!.Value.Channel : null;

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _timed.Clear();
        _begun.Clear();
    }
}
