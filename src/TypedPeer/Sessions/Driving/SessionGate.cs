using TypedPeer.Sessions.Core;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Driving;

/// <summary>
/// The lock around a session's core. Whoever leaves it queues the work that came up, sets the timer, and sends what is to leave: nothing
/// is called out to while the lock is held.
/// </summary>
internal sealed class SessionGate(SessionExecutor executor) : ISessionWorkOwner, IWorkQueue
{
    private readonly Lock _lock = new();
    private WorkList? _spareWork = new();
    private SessionCore _core = null!;
    private ChannelSender _sender = null!;
    private SessionClock _clock = null!;
    private SessionEnding _ending = null!;
    private DatagramLane? _datagrams;

    /// <summary>Says what is behind the gate; before it is entered.</summary>
    public void Close(SessionCore core, ChannelSender sender, SessionClock clock, SessionEnding ending, DatagramLane? datagrams) =>
        (_core, _sender, _clock, _ending, _datagrams) = (core, sender, clock, ending, datagrams);

    /// <summary>Sends over another channel from now on. Under the lock.</summary>
    public void Use(ChannelSender sender) => _sender = sender;

    public void Enter() => _lock.Enter();

    /// <summary>Enters, does something, and leaves: what escapes is an error of the session's own, and its end.</summary>
    public void Run<TState>(TState state, Action<SessionCore, TState> action, Occasion occasion)
    {
        Enter();
        try
        {
            action(_core, state);
        }
#pragma warning disable CA1031 // Whoever tells the session of something has nothing to do with its errors.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _core.Crash(e);
        }

        Exit(occasion);
    }

    /// <summary>Releases the lock, queues the work that came up, and sends what waits: when, is <see cref="SendPolicy"/>'s to say.</summary>
    public void Exit(Occasion occasion)
    {
        if (_clock.Failure is { } failure)
        {
            _core.Abort(new(PeerSessionEndKind.Aborted, PeerStatus.Unavailable, $"The clock of the session failed: {ExceptionText.MessageOf(failure)}"), "the clock of the session failed");
        }

        if (_core.IsStopping)
        {
            _core.CheckFinished();
            _ending.CheckOthers();
        }

        // Composing brings up work: calls that have room now.
        var eager = SendPolicy.LeavesAtOnce(occasion, _core, _core.State.HasWork);
        var sender = _sender;
        var sends = sender.TryBegin(eager, out var message);
        var datagram = default(ComposedMessage);
        var sendsDatagram = _datagrams is not null && _datagrams.TryCompose(out datagram);
        var work = TakeWork();
        var arms = _clock.TryBegin();
        _lock.Exit();
        QueueWork(work);
        if (arms)
        {
            _clock.Arm();
        }

        if (sendsDatagram)
        {
            _datagrams!.Send(datagram);
        }

        if (sends)
        {
            sender.Send(eager, message);
        }
    }

    /// <summary>Releases the lock and queues the work that came up: for who sends, or sets the clock, already.</summary>
    public void Leave()
    {
        var work = TakeWork();
        _lock.Exit();
        QueueWork(work);
    }

    /// <summary>
    /// What escapes the core while it is entered is an error of the session's own, which ends with it, unless it is told to the caller on
    /// purpose. Always false: the exception goes on to whoever entered. Under the lock.
    /// </summary>
    public bool Crash(Exception exception)
    {
        if (exception is not PeerException and not PeerDataException)
        {
            _core.Crash(exception);
        }

        return false;
    }

    /// <summary>Has work done, where the session's work runs.</summary>
    public void Queue(SessionWork work)
    {
        work.BelongTo(this);
        executor.Queue(work);
    }

    /// <summary>Work of the session's failed: that is its end.</summary>
    public void OnWorkFailed(Exception exception)
    {
        Enter();
        _core.Crash(exception);
        Exit(Occasion.Now);
    }

    /// <summary>Takes what the core gave out. Under the lock.</summary>
    private WorkList? TakeWork() => _core.State.HasWork ? _core.State.TakeWork(Interlocked.Exchange(ref _spareWork, null) ?? new()) : null;

    private void QueueWork(WorkList? work)
    {
        if (work is not null)
        {
            work.Empty(this);
            Volatile.Write(ref _spareWork, work);
        }
    }
}
