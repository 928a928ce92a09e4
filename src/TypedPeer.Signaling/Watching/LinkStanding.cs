namespace TypedPeer.Signaling.Watching;

/// <summary>Where a link stands: its state, the session that is up or coming, and a signal for whoever waits for a change of either. The parts that look after one link share it, and its lock.</summary>
/// <param name="moved">Is told each new state, in order, under the lock.</param>
internal sealed class LinkStanding(Action<PeerLinkState> moved)
{
    private TaskCompletionSource<PeerSession> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PeerLinkState _state = PeerLinkState.Connecting;

    /// <summary>Gets the lock of one link; nothing that is not the link's own is called under it.</summary>
    public Lock Gate { get; } = new();

    public PeerLinkState State
    {
        get
        {
            lock (Gate)
            {
                return _state;
            }
        }
    }

    /// <summary>Returns the session that is up, or is coming.</summary>
    public Task<PeerSession> Connected
    {
        get
        {
            lock (Gate)
            {
                // A session that has ended is none to call, also before it was noticed here.
                if (_connected.Task is { IsCompletedSuccessfully: true, Result.Completion.IsCompleted: true })
                {
                    RenewConnected();
                }

                return _connected.Task;
            }
        }
    }

    /// <summary>A session is up.</summary>
    public void Connect(PeerSession session)
    {
        lock (Gate)
        {
            _connected.TrySetResult(session);
        }
    }

    /// <summary>Whoever asks for the session from now on waits for the next.</summary>
    public void RenewConnected()
    {
        lock (Gate)
        {
            _connected = _connected.Task.IsCompleted ? new(TaskCreationOptions.RunContinuationsAsynchronously) : _connected;
        }
    }

    /// <summary>The link is over: there is no session any more, and none comes.</summary>
    public void End(PeerLinkEnd end)
    {
        lock (Gate)
        {
            RenewConnected();
            _connected.TrySetException(new PeerException(PeerStatus.Unavailable, $"The link is over. {end.Message}"));

            // Nobody may be waiting; the end is told by the link, too.
            _ = _connected.Task.Exception;
        }
    }

    /// <summary>Returns a task that completes with the next signal: to be asked for before one looks.</summary>
    public Task Changed()
    {
        lock (Gate)
        {
            if (_changed.Task.IsCompleted)
            {
                _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return _changed.Task;
        }
    }

    /// <summary>Something has changed: whoever waits looks again.</summary>
    public void Signal()
    {
        lock (Gate)
        {
            _changed.TrySetResult();
        }
    }

    public void Move(PeerLinkState state)
    {
        lock (Gate)
        {
            if (_state != state)
            {
                _state = state;
                moved(state);
                _changed.TrySetResult();
            }
        }
    }
}
