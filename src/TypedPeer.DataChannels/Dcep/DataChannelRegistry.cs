using TypedPeer.Channels;
using TypedPeer.DataChannels.Dcep.Streams;

namespace TypedPeer.DataChannels.Dcep;

/// <summary>
/// Which channel has which stream, and how each comes to its end: both directions of its stream reset, its time over, or its
/// connection gone. The table and its reader share it.
/// </summary>
internal sealed class DataChannelRegistry(IDataChannelObserver observer, DataChannelTableOptions limits)
{
    private static readonly DataChannelOptions Reliable = new();

    /// <summary>Beside the number of a stream, its reset is deferred; without, the acknowledgement of an OPEN.</summary>
    private const int ResetFlag = 1 << 16;

    private readonly Dictionary<int, DataChannelCore> _byId = [];
    private readonly List<DataChannelCore> _withoutId = [];
    private readonly List<int> _deferred = [];
    private readonly ClosingChannels _closing = new(limits.CloseTimeout);
    private bool _hasEnded;

    public IDataChannelObserver Observer { get; } = observer;

    public DataChannelTableOptions Limits { get; } = limits;

    public StreamIds Ids { get; } = new();

    public HalfClosedStreams HalfClosed { get; } = new();

    /// <summary>Gets or sets the association; null before there is one and after the end.</summary>
    public IDataChannelTransport? Transport { get; set; }

    /// <summary>Gets or sets whether the association is up.</summary>
    public bool IsUp { get; set; }

    /// <summary>Gets why the connection ended; null while it lives.</summary>
    public PeerChannelCloseReason? Closed { get; private set; }

    /// <summary>Gets whether nothing can be sent any more, and no channel be made.</summary>
    public bool IsEnding => Closed is not null || _hasEnded || Transport is { CanSend: false };

    public int Count => _byId.Count + _withoutId.Count;

    /// <summary>Gets or sets what the peer's channels hold, those included that are closed and wait to be accepted.</summary>
    public long HeldBytes { get; set; }

    /// <summary>Gets or sets what messages hold that wait for their channels to open.</summary>
    public long UnsentCost { get; set; }

    public long NextDeadline => _closing.NextDeadline;

    /// <summary>Gets the highest id in use; -1 for none.</summary>
    public int HighestId
    {
        get
        {
            var highest = -1;
            foreach (var (id, _) in _byId)
            {
                highest = Math.Max(highest, id);
            }

            return highest;
        }
    }

    public DataChannelCore? Find(ushort stream) => _byId.TryGetValue(stream, out var channel) ? channel : null;

    public bool IsTaken(ushort id) => _byId.ContainsKey(id) || HalfClosed.IsTaken(id);

    /// <summary>Adds a channel whose stream is known.</summary>
    public void Add(ushort id, DataChannelCore channel)
    {
        channel.Id = id;
        _byId.Add(id, channel);
    }

    /// <summary>Adds a channel that gets its stream when it is known which ids are ours.</summary>
    public void AddWithoutId(DataChannelCore channel)
    {
        _withoutId.Add(channel);
        AssignIds();
    }

    public void AssignIds()
    {
        if (!Ids.IsRoleKnown)
        {
            return;
        }

        foreach (var channel in _withoutId)
        {
            if (Ids.Find(IsTaken) is { } id)
            {
                Ids.Use(id);
                Add(id, channel);
            }
            else
            {
                End(channel, CloseReasons.Protocol("All stream ids are taken."));
            }
        }

        _withoutId.Clear();
    }

    /// <summary>Gets the channels as they are now.</summary>
    public DataChannelCore[] ToArray() => [.. _byId.Values, .. _withoutId];

    /// <summary>Has our direction reset, for the channel to close.</summary>
    public void BeginReset(DataChannelCore channel)
    {
        SetClosing(channel);
        channel.ResetRequested = true;
        AskReset(channel.Id!.Value);
    }

    /// <summary>Has our direction reset, for a channel that is to close although nobody here asked for it.</summary>
    public void BeginForcedReset(DataChannelCore channel)
    {
        TellClosing(channel);
        BeginReset(channel);
    }

    /// <summary>Tells that a channel begins to close, unless this side began it.</summary>
    public void TellClosing(DataChannelCore channel)
    {
        if (channel.State < DataChannelState.Closing)
        {
            Observer.OnClosing(channel);
        }
    }

    /// <summary>Has our direction of a stream reset.</summary>
    public void AskReset(ushort stream) => _deferred.Add(stream | ResetFlag);

    /// <summary>Resets our direction of a stream because the peer did so with its own, and there is no channel.</summary>
    public void AnswerReset(ushort stream)
    {
        HalfClosed.BeginReset(stream);
        AskReset(stream);
    }

    /// <summary>Resets a stream that has no channel and may have one at the peer.</summary>
    public void Reset(ushort stream)
    {
        HalfClosed.AwaitPeer(stream);
        AnswerReset(stream);
    }

    /// <summary>Has the peer's OPEN acknowledged.</summary>
    public void Acknowledge(ushort stream) => _deferred.Add(stream);

    public void SetClosing(DataChannelCore channel)
    {
        channel.State = DataChannelState.Closing;
        _closing.Add(channel);
    }

    /// <summary>Ends a channel both of whose directions are reset; false for another.</summary>
    public bool TryEndReset(DataChannelCore channel)
    {
        if (!channel.OutgoingReset || !channel.IncomingReset)
        {
            return false;
        }

        Forget(channel);
        End(channel, channel.CloseReason ?? CloseReasons.LocalChannel);
        return true;
    }

    /// <summary>Ends a channel whose stream is not reset in both directions: that goes on without it.</summary>
    public void EndNow(DataChannelCore channel)
    {
        Forget(channel);
        End(channel, channel.CloseReason ?? CloseReasons.LocalChannel);
        if (channel is not { IsAnnounced: true, Id: { } id })
        {
            return;
        }

        if (!channel.ResetRequested)
        {
            Reset(id);
            return;
        }

        if (!channel.OutgoingReset)
        {
            HalfClosed.BeginReset(id);
        }

        if (!channel.IncomingReset)
        {
            HalfClosed.AwaitPeer(id);
        }
    }

    public void Forget(DataChannelCore channel)
    {
        if (channel.Id is { } id)
        {
            _byId.Remove(id);
        }
        else
        {
            _withoutId.Remove(channel);
        }
    }

    public void End(DataChannelCore channel, PeerChannelCloseReason reason)
    {
        NoteWhatIsLeft(channel);
        UnsentCost -= channel.UnsentCost;
        channel.DropKept();
        channel.State = DataChannelState.Closed;
        channel.CloseReason = reason;
        _closing.Remove(channel);
        LetGo(channel);
        Observer.OnClosed(channel, reason);
        channel.Ended?.Invoke();
    }

    /// <summary>A channel that has ended and is the application's is no longer ours to count.</summary>
    public void LetGo(DataChannelCore channel)
    {
        if (channel is { IsTaken: true, State: DataChannelState.Closed })
        {
            HeldBytes -= channel.HeldBytes;
            channel.HeldBytes = 0;
        }
    }

    /// <summary>The association is over: nothing more leaves, and what had not left stays so.</summary>
    public void OnTransportEnded()
    {
        if (!_hasEnded)
        {
            foreach (var channel in ToArray())
            {
                NoteWhatIsLeft(channel);
            }

            _hasEnded = true;
        }
    }

    public long GetBufferedAmount(DataChannelCore channel) => channel switch
    {
        { State: DataChannelState.Closed } => channel.FinalBufferedAmount,
        _ when _hasEnded => channel.FinalBufferedAmount,
        { Id: { } id, IsAnnounced: true } when Transport is not null => Transport.GetBufferedAmount(id),
        _ => channel.UnsentBytes,
    };

    /// <summary>Gets how many messages the peer has not acknowledged whole, and were not given up; of a closed channel, when it closed.</summary>
    public int GetPendingCount(DataChannelCore channel) => channel switch
    {
        { State: DataChannelState.Closed } => channel.FinalPendingCount,
        _ when _hasEnded => channel.FinalPendingCount,
        { Id: { } id, IsAnnounced: true } when Transport is not null => Transport.GetPendingCount(id),
        _ => channel.UnsentCount,
    };

    /// <summary>Ends every channel. One that was closing orderly says so only if the connection ended orderly too: otherwise something may be lost.</summary>
    public void EndAll(PeerChannelCloseReason reason)
    {
        OnTransportEnded();
        Closed = reason;
        Transport = null;
        var isOrderly = reason.Kind is PeerChannelCloseKind.Local or PeerChannelCloseKind.Remote;
        foreach (var channel in ToArray())
        {
            var keepsOwn = channel is { State: DataChannelState.Closing, CloseReason: { } own }
                && (isOrderly || own.Kind == PeerChannelCloseKind.ProtocolError);
            End(channel, keepsOwn ? channel.CloseReason! : reason);
        }

        _byId.Clear();
        _withoutId.Clear();
        _deferred.Clear();
        _closing.Clear();
    }

    /// <summary>Sends the acknowledgements and resets that were asked for, and lets the time of closing channels run.</summary>
    public void RunDeferred(long now)
    {
        // Sending may come back through a signal of a low amount, never through a call that defers more.
        foreach (var deferred in _deferred)
        {
            var stream = (ushort)deferred;
            if ((deferred & ResetFlag) != 0)
            {
                Transport?.ResetStream(stream, now);
            }
            else
            {
                // Refused only when the association ends, or the channel was closed meanwhile: then nobody needs it.
                _ = Transport?.Send(stream, PayloadProtocol.Dcep, DcepMessage.Ack, Reliable, ordered: true, now);
            }
        }

        _deferred.Clear();
        _closing.Start(now);
    }

    /// <summary>Gives up closing channels whose time is over.</summary>
    public void HandleDeadline(long now)
    {
        while (_closing.FindOverdue(now) is { } channel)
        {
            var reason = channel.CloseReason ?? CloseReasons.LocalChannel;
            channel.CloseReason = reason with { Message = reason.Message + " The peer did not take everything, or did not answer, in time." };
            EndNow(channel);
        }
    }

    private void NoteWhatIsLeft(DataChannelCore channel)
    {
        channel.FinalBufferedAmount = GetBufferedAmount(channel);
        channel.FinalPendingCount = GetPendingCount(channel);
    }
}
