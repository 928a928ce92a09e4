using TypedPeer.Sessions.Incoming;
using TypedPeer.Sessions.Outgoing;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Core;

/// <summary>
/// How a session ends in order (docs/protocol.md, "End"): both sides say goodbye, finish what is in flight, and say that they have, or
/// the time that this may take is over. And how long a channel that closes is still read.
/// </summary>
internal sealed class OrderlyEnd(SessionState state, OutgoingCallTable outgoing, IncomingCallTable incoming)
{
    /// <summary>How long, in microseconds, what came before the channel closed may take to be read, once it takes nothing any more: it tells of its close behind that.</summary>
    private const long ReadAfterClose = 5_000_000;

    /// <summary>The most of the time to stop, in microseconds, that is kept for the goodbye and the channel's close: several round trips of a slow path.</summary>
    private const long MostToClose = 1_000_000;

    private bool _isSent;
    private bool _isReceived;
    private bool _finishedSent;
    private bool _finishedReceived;
    private bool _isSuspended;
    private ulong _peersLast;
    private long _closeBy = long.MaxValue;
    private long _lostBy = long.MaxValue;

    /// <summary>When the peer's acknowledgement of the last words is not waited for any longer; zero before the time is told from which on it is.</summary>
    private long _lastWordBy = long.MaxValue;
    private PeerSessionEnd? _loss;

    /// <summary>Gets a value indicating whether the peer asked to stop first.</summary>
    public bool StoppedByPeer { get; private set; }

    /// <summary>Gets when <see cref="HandleDeadline"/> is to be called.</summary>
    public long NextDeadline => Math.Min(Math.Min(_lostBy, _lastWordBy), GiveUpAt);

    /// <summary>Gets how long, in microseconds, a session without a channel waits for a peer that said goodbye: no longer than it may take to stop.</summary>
    public long Patience => _isReceived ? StopTime : long.MaxValue;

    /// <summary>Gets a value indicating whether the peer waits for nothing of this side's: it ended at once, or has finished and did not say that it knows of this side's end, and may be gone.</summary>
    public bool IsPeerGone { get; set; }

    /// <summary>Gets how long, in microseconds, a side with nothing left to do waits for the peer's last word: three round trips at least, for a path on which the first is lost.</summary>
    public long TimeForLastWord => Math.Min(StopTime, Math.Max(TimeToClose, 3 * state.KeepAlive.RoundTrip));

    /// <summary>Gets how much of the time to stop, in microseconds, is for the goodbye and the channel's close: an eighth, up to a second.</summary>
    public long TimeToClose => Math.Min(StopTime / 8, MostToClose);

    /// <summary>Gets the end of a session that does not wait any longer.</summary>
    private static PeerSessionEnd GivenUp => new(
        PeerSessionEndKind.Aborted, PeerStatus.Unavailable, "The peer, or calls still running, did not finish in the time stopping may take.");

    private PeerSessionEnd Finished => StoppedByPeer
        ? new(PeerSessionEndKind.StoppedByPeer, PeerStatus.Ok, "The peer stopped the session; everything in flight was finished.")
        : new(PeerSessionEndKind.Stopped, PeerStatus.Ok, "The session was stopped; everything in flight was finished.");

    private long StopTime => state.Options.StopTimeout.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Gets when stopping gives up what still runs.</summary>
    private long GiveUpAt => _closeBy == long.MaxValue ? long.MaxValue : _closeBy - TimeToClose;

    /// <summary>Gets a value indicating whether calls were made: something may then be lost with an end that is not in order.</summary>
    private bool WasUsed => outgoing.Made > 0 || !outgoing.IsIdle || incoming.Handled > 0;

    /// <summary>Gets a value indicating whether neither side has anything under way: the peer says so, and nothing of this side's waits for it.</summary>
    private bool IsDone => _finishedReceived && incoming.Count == 0 && outgoing.IsIdle;

    /// <summary>Gets when, in microseconds, the channel of a session that ends now has to be let go of.</summary>
    public long CloseBy(long now)
    {
        var time = IsPeerGone ? TimeForLastWord : StopTime;
        return Math.Min(_closeBy, time > long.MaxValue - now ? long.MaxValue : now + time);
    }

    /// <summary>Begins to stop. Null, or the end, when there is no time to do it in order.</summary>
    public PeerSessionEnd? Stop(long now)
    {
        _closeBy = CloseBy(now);
        if (now >= GiveUpAt)
        {
            return GivenUp;
        }

        if (!state.IsStopping)
        {
            state.IsStopping = true;
            outgoing.EndWaiting(PeerStatus.Unavailable, "The session is ending.");
            Send(PeerStatus.Ok, "The session is ending.");
        }

        return null;
    }

    /// <summary>The channel takes nothing any more. What came before its close is still read; it tells of the close itself behind that.</summary>
    public void ChannelCloses(PeerSessionEnd loss, long now)
    {
        _loss ??= loss;
        _lostBy = Math.Min(_lostBy, now + ReadAfterClose);
    }

    /// <summary>Does what is due. Null, or the end: in order, lost, or given up, which the peer is told of.</summary>
    public PeerSessionEnd? HandleDeadline(long now, out bool isLost)
    {
        if (_lastWordBy == 0)
        {
            _lastWordBy = now + TimeForLastWord;
        }

        isLost = false;
        if (now >= _lastWordBy)
        {
            IsPeerGone = true;
            return Finished;
        }

        isLost = now < GiveUpAt && now >= _lostBy;
        return isLost ? _loss : now >= GiveUpAt ? GivenUp : null;
    }

    /// <summary>The peer says goodbye. Null, or what it did wrong.</summary>
    /// <param name="reader">The frame.</param>
    /// <param name="end">Receives the end of the session, if it is over with that.</param>
    public string? OnGoodbye(ref FrameReader reader, out PeerSessionEnd? end)
    {
        end = null;
        if (!reader.TryVarint(int.MaxValue, out var code) || !reader.TryVarint(out var last) || !reader.TryText(SendScheduler.MaxChunk, out var message))
        {
            return "GOODBYE is cut short";
        }

        if (_isReceived && code == 0)
        {
            return "a second GOODBYE";
        }

        _isReceived = true;
        _peersLast = last;
        var status = (PeerStatus)code;
        if (status != PeerStatus.Ok)
        {
            IsPeerGone = true;
            var kind = status switch
            {
                PeerStatus.PermissionDenied => PeerSessionEndKind.NotAuthorized,
                PeerStatus.ProtocolError => PeerSessionEndKind.ProtocolError,

                // The peer heard nothing of this side for too long: nobody wanted the end.
                PeerStatus.ConnectionLost => PeerSessionEndKind.ConnectionLost,
                _ => WasUsed ? PeerSessionEndKind.Aborted : PeerSessionEndKind.StoppedByPeer,
            };
            end = new(kind, status == PeerStatus.ProtocolError ? status : PeerStatus.ConnectionLost, $"The peer ended the session: {message}");
            return null;
        }

        if (!state.IsStopping)
        {
            StoppedByPeer = true;
            state.IsStopping = true;
            Send(PeerStatus.Ok, string.Empty);
        }

        outgoing.OnGoodbye(last, "The peer is ending the session and did not take the call.");
        return null;
    }

    /// <summary>The peer has nothing left to do. Null, or what it did wrong.</summary>
    public string? OnFinished()
    {
        if (!_isReceived)
        {
            return "FINISHED without GOODBYE";
        }

        _finishedReceived = true;
        if (state.Delivery is { } delivery)
        {
            delivery.Taken = _peersLast;
        }

        return null;
    }

    /// <summary>While stopping: says so to the peer once this side has nothing left to do. The end, once both have; null before.</summary>
    public PeerSessionEnd? CheckFinished()
    {
        if (!state.IsStopping || state.HasEnded || !_isSent)
        {
            return null;
        }

        if (!_finishedSent && incoming.Count == 0 && outgoing.IsIdle && state.Send.HasOnlyControl)
        {
            // Behind the goodbye, in the same message if that waits: a page that goes has no time for an answer.
            _finishedSent = true;
            Frames.Finished(state.Send.Control);
        }
        else if (_finishedSent && _finishedReceived && state.Send.IsEmpty && state.Delivery is not { IsSettled: false })
        {
            return Finished;
        }

        if (_lastWordBy == long.MaxValue && IsDone && (_isSuspended || (_finishedSent && state.Send.IsEmpty)))
        {
            _lastWordBy = 0;
        }

        return null;
    }

    /// <summary>There is another channel, or none, which is what a session without one waits for; the one before is read no more.</summary>
    public void Changed(bool isSuspended) => (_isSuspended, _loss, _lostBy, _lastWordBy) = (isSuspended, null, long.MaxValue, long.MaxValue);

    /// <summary>The end of a session that has no channel, and gets no other: in order where the peer has finished and waits for nothing of this side's, so that nothing could be lost but the word of it.</summary>
    public PeerSessionEnd Unless(PeerSessionEnd loss) => IsDone ? Finished : loss;

    /// <summary>The session ends at once: tells the peer why, whatever it was told before.</summary>
    public void SendLast(PeerStatus status, string message)
    {
        _isSent = false;
        Send(status, message);
    }

    private void Send(PeerStatus status, string message)
    {
        if (!_isSent)
        {
            _isSent = true;
            Frames.Goodbye(state.Send.Control, status, incoming.LastId, message, state.Send.Chunk);
        }
    }
}
