using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.Links;

namespace TypedPeer.Signaling.Channels;

/// <summary>The plain channels of one link: opens its own anew on each connection, and knows the peer's again.</summary>
[SuppressMessage("Reliability", "CA2000", Justification = "Channels are the application's, and end with the link.")]
internal sealed class LinkChannels
{
    /// <summary>What the session calls its own channel.</summary>
    private const string SessionLabel = "typedpeer";

    /// <summary>The session's own channel, and its lane for datagrams.</summary>
    private static readonly int[] SessionIds = [0, 1023];

    private readonly Lock _lock = new();
    private readonly List<PeerLinkChannel> _own = [];
    private readonly List<PeerLinkChannel> _peers = [];
    private readonly Channel<PeerLinkChannel> _waiting = Channel.CreateUnbounded<PeerLinkChannel>();
    private readonly ChannelOwner _owner;
    private PeerConnection? _connection;
    private PeerConnection? _listenedTo;
    private PeerChannelCloseReason? _ended;
    private bool _isListening;

    public LinkChannels(TimeProvider time, EventQueue events, Action<string, Exception> failed) => _owner = new ChannelOwner(time, events, failed, Remove);

    /// <summary>Raised for channels of the peer's that are new; they wait for <see cref="AcceptAsync"/> while nobody listens.</summary>
    public event Action<PeerLinkChannel>? Opened
    {
        add
        {
            OpenedHandlers += value;
            Listen();
            while (_waiting.Reader.TryRead(out var channel))
            {
                Tell(channel);
            }
        }

        remove => OpenedHandlers -= value;
    }

    private event Action<PeerLinkChannel>? OpenedHandlers;

    /// <summary>Gets or sets the limits of the peer's channels.</summary>
    public PeerLinkChannelOptions IncomingOptions { get; set; } = new();

    /// <summary>Opens a channel, now and on each connection to come.</summary>
    public PeerLinkChannel Open(string label, DataChannelOptions channel, PeerLinkChannelOptions options)
    {
        options.Validate();
        if ((channel is { Negotiated: true, Id: { } id } && SessionIds.Contains(id)) || label == SessionLabel)
        {
            throw new ArgumentException($"The label '{SessionLabel}' and the ids {string.Join(" and ", SessionIds)} are the session's.");
        }

        var made = new PeerLinkChannel(label, channel, options, isIncoming: false, _owner);
        lock (_lock)
        {
            if (_ended is not null)
            {
                throw new PeerException(PeerStatus.Unavailable, _ended.Message);
            }

            if (_own.Exists(other => IsSame(other, label, channel)))
            {
                throw new InvalidOperationException(channel.Negotiated
                    ? $"The link has a channel with the id {channel.Id} already."
                    : $"The link has a channel '{PeerText.Clean(label)}' already: label and protocol together are how the peer knows it again.");
            }

            if (_connection is { } connection && !IsOver(connection))
            {
                made.Attach(connection.CreateDataChannel(label, channel), connection);
            }

            _own.Add(made);
        }

        return made;
    }

    /// <summary>Waits for the next channel the peer opens.</summary>
    public async ValueTask<PeerLinkChannel> AcceptAsync(CancellationToken cancellationToken)
    {
        Listen();
        try
        {
            var channel = await _waiting.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            channel.Take();
            return channel;
        }
        catch (ChannelClosedException)
        {
            throw new PeerException(PeerStatus.Unavailable, _ended!.Message);
        }
    }

    /// <summary>The link has a connection on which both sides have said hello.</summary>
    public void Attach(PeerConnection connection)
    {
        lock (_lock)
        {
            if (_ended is not null)
            {
                return;
            }

            _connection = connection;
            foreach (var channel in _own)
            {
                Reopen(channel, connection);
            }

            foreach (var channel in _peers)
            {
                _ = GiveUpAsync(channel, connection);
            }

            ListenTo(connection);
        }
    }

    /// <summary>The session has ended, and its connection is going to be closed: what came over it is taken before.</summary>
    public void Release()
    {
        foreach (var channel in All())
        {
            channel.Release();
        }
    }

    /// <summary>Closes all channels, each in an orderly way. Never fails.</summary>
    public Task CloseAllAsync() => Task.WhenAll(All().Select(static channel => channel.CloseAsync().AsTask()));

    /// <summary>The link is over. Never fails.</summary>
    public Task EndAsync(PeerLinkEnd end)
    {
        var kind = end.Kind switch
        {
            PeerLinkEndKind.Closed => PeerChannelCloseKind.Local,
            PeerLinkEndKind.ClosedByPeer => PeerChannelCloseKind.Remote,
            _ => PeerChannelCloseKind.ConnectionLost,
        };
        var reason = new PeerChannelCloseReason(kind, $"The link is over. {end.Message}", end.Exception);
        lock (_lock)
        {
            _ended = reason;
            _waiting.Writer.TryComplete();
        }

        return Task.WhenAll(All().Select(channel => channel.EndAsync(reason)));
    }

    /// <summary>Whether one is the other anew: by what the peer sees of it.</summary>
    private static bool IsSame(PeerLinkChannel channel, string label, DataChannelOptions options) => options.Negotiated
        ? channel.Channel.Negotiated && channel.Channel.Id == options.Id
        : !channel.Channel.Negotiated && channel.Label == label && channel.Protocol == options.Protocol;

    private static bool IsOver(PeerConnection connection) => connection.ConnectionState is PeerConnectionState.Closed or PeerConnectionState.Failed;

    /// <summary>Opens a channel of ours on a new connection.</summary>
    private void Reopen(PeerLinkChannel channel, PeerConnection connection)
    {
        try
        {
            var made = connection.CreateDataChannel(channel.Label, channel.Channel);
            if (!channel.Attach(made, connection))
            {
                _ = made.CloseAsync().AsTask();
            }
        }
        catch (InvalidOperationException exception) when (!IsOver(connection))
        {
            // There are too many, or the application has taken its id otherwise.
            _owner.Failed($"{nameof(PeerLinkChannel)}: opening '{PeerText.Clean(channel.Label)}' again", exception);
            _ = channel.EndAsync(new PeerChannelCloseReason(PeerChannelCloseKind.ConnectionLost, $"The channel could not be opened again: {exception.Message}", exception));
        }
        catch (InvalidOperationException)
        {
            // The connection is lost already: the next one comes, or the end.
        }
    }

    /// <summary>Ends a channel of the peer's that the peer does not open again. Never fails.</summary>
    private async Task GiveUpAsync(PeerLinkChannel channel, PeerConnection connection)
    {
        try
        {
            await channel.Closed.WaitAsync(channel.Options.ReopenTimeout, _owner.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            lock (_lock)
            {
                if (_connection != connection || channel.Connection == connection)
                {
                    return;
                }
            }

            await channel.EndAsync(new PeerChannelCloseReason(
                PeerChannelCloseKind.ConnectionLost, $"The peer did not open the channel again within {channel.Options.ReopenTimeout.TotalSeconds} s.")).ConfigureAwait(false);
        }
    }

    /// <summary>From now on the peer's channels are taken from each connection; before they wait there.</summary>
    private void Listen()
    {
        lock (_lock)
        {
            _isListening = true;
            if (_connection is { } connection)
            {
                ListenTo(connection);
            }
        }
    }

    private void ListenTo(PeerConnection connection)
    {
        if (_isListening && _listenedTo != connection)
        {
            _listenedTo = connection;
            connection.DataChannel += channel => OnIncoming(channel, connection);
        }
    }

    private void OnIncoming(DataChannel channel, PeerConnection connection)
    {
        PeerLinkChannel? made = null;
        lock (_lock)
        {
            if (_ended is not null || connection != _connection)
            {
                return;
            }

            if (Find(channel, connection) is { } known && known.Attach(channel, connection))
            {
                return;
            }

            if (_peers.Count < IncomingOptions.MaxIncomingChannels)
            {
                made = new PeerLinkChannel(channel.Label, OptionsOf(channel), IncomingOptions, isIncoming: true, _owner);
                made.Attach(channel, connection);
                _peers.Add(made);
            }
        }

        if (made is not null)
        {
            Offer(made);
        }
        else
        {
            _ = channel.CloseAsync().AsTask();
        }
    }

    private PeerLinkChannel? Find(DataChannel channel, PeerConnection connection) => _peers.Find(known =>
        known.Connection != connection && known.Label == channel.Label && known.Protocol == channel.Protocol
        && known.Ordered == channel.Ordered && known.MaxRetransmits == channel.MaxRetransmits && known.MaxPacketLifeTime == channel.MaxPacketLifeTime);

    private static DataChannelOptions OptionsOf(DataChannel channel) => new()
    {
        Ordered = channel.Ordered,
        MaxRetransmits = channel.MaxRetransmits,
        MaxPacketLifeTime = channel.MaxPacketLifeTime,
        Protocol = channel.Protocol,
    };

    private void Offer(PeerLinkChannel channel)
    {
        if (OpenedHandlers is not null)
        {
            Tell(channel);
        }
        else
        {
            _waiting.Writer.TryWrite(channel);
        }
    }

    private void Tell(PeerLinkChannel channel) => _owner.Events.Add(() =>
    {
        channel.Take();
        OpenedHandlers?.Invoke(channel);
    });

    private void Remove(PeerLinkChannel channel)
    {
        lock (_lock)
        {
            _own.Remove(channel);
            _peers.Remove(channel);
        }
    }

    private List<PeerLinkChannel> All()
    {
        lock (_lock)
        {
            return [.. _own, .. _peers];
        }
    }
}
