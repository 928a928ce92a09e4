using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.State;

/// <summary>Notices a peer that is silent or gone, and measures the round trip (docs/protocol.md, "Liveness").</summary>
/// <remarks>
/// What the channel hears of the peer is a sign of life as long as this side waits for nothing: nothing was sent since the peer's last frame but answers to its pings. Once
/// something was, only a frame is, since the peer's transport may live on where its session does not.
/// </remarks>
internal sealed class KeepAlive(PeerSessionOptions options, SendScheduler send)
{
    private const long ProbeInterval = 1_000_000;

    private readonly long _interval = Microseconds(options.KeepAliveInterval);
    private readonly long _grid = Math.Max(1, Microseconds(options.KeepAliveInterval) / 14);
    private readonly long _answerTime = Math.Min(Microseconds(options.UnresponsiveAfter), Microseconds(options.KeepAliveTimeout));
    private readonly long _timeout = Microseconds(options.KeepAliveTimeout);
    private readonly long _handshake = Microseconds(options.HandshakeTimeout);
    private long _lastHeard;
    private long _heardByChannel = long.MinValue;
    private long _spokeAfter = long.MinValue;
    private long _helloBy = long.MaxValue;
    private long _pingSent;
    private ulong _token;
    private bool _isRenewing;
    private bool _isOpen;
    private bool _rests;

    /// <summary>Gets the smoothed round trip in microseconds; zero before it was measured.</summary>
    public long RoundTrip { get; private set; }

    /// <summary>Gets the lowest round trip since it was last renewed, in microseconds; zero before it was measured.</summary>
    public long LowestRoundTrip { get; private set; }

    /// <summary>Gets a value indicating whether an answer to a ping is awaited.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Gets a value indicating whether the peer was asked and is silent.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>Gets when the last sign of life came, of any kind; null before the channel was open.</summary>
    public long? LastSign => _isOpen ? Math.Max(_lastHeard, _heardByChannel) : null;

    public long NextDeadline
    {
        get
        {
            if (_rests)
            {
                return long.MaxValue;
            }

            if (!_isOpen || _helloBy != long.MaxValue)
            {
                return _helloBy;
            }

            var next = !IsWaiting ? AskAt
                : IsSilent || _lastHeard > _pingSent ? _pingSent + _timeout
                : Math.Min(SilentAt, _pingSent + _timeout);
            return next;
        }
    }

    /// <summary>When to look whether the peer is to be asked: on a grid of the clock's, so that a thread that wakes for one of a process's many idle sessions looks after others, too.</summary>
    private long AskAt
    {
        get
        {
            var at = Math.Max(_lastHeard, HasSpoken ? _spokeAfter : _heardByChannel) + _interval;
            return at + _grid - 1 - ((at + _grid - 1) % _grid);
        }
    }

    private bool HasSpoken => _spokeAfter != long.MinValue;

    /// <summary>A question that nobody answered; later where the channel hears of the peer, since the question may stand in a queue there.</summary>
    private long SilentAt => _pingSent + (_heardByChannel > _pingSent ? Math.Max(_answerTime, _timeout / 2) : _answerTime);

    public void Opened(long now)
    {
        _isOpen = true;
        _lastHeard = now;
        _helloBy = Add(now, _handshake);
    }

    public void Connected()
    {
        _helloBy = long.MaxValue;
        Ping(_lastHeard);
    }

    /// <summary>There is no channel to ask over: the peer counts as silent, and nothing is due.</summary>
    public void Rest()
    {
        _rests = true;
        IsWaiting = false;
        IsSilent = true;
    }

    /// <summary>There is a channel again: what was asked over the old one is void, and the path is another.</summary>
    public void Resumed(long now)
    {
        _rests = false;
        IsSilent = false;
        _lastHeard = now;
        _heardByChannel = _spokeAfter = long.MinValue;
        _isRenewing = true;
        Ping(now);
    }

    /// <summary>Measures the round trip again while streams run: paths change.</summary>
    public void Probe(long now)
    {
        if (!IsWaiting && !_rests && now - _pingSent > ProbeInterval)
        {
            Ping(now);
        }
    }

    /// <summary>Measures anew what the path takes when it is empty; the next sample counts as the lowest, whatever came before. False while a ping is on its way.</summary>
    public bool TryRenewLowest(long now)
    {
        if (!TryMeasure(now))
        {
            return false;
        }

        _isRenewing = true;
        return true;
    }

    /// <summary>Measures once more. False while a ping is on its way.</summary>
    public bool TryMeasure(long now)
    {
        if (IsWaiting || _rests)
        {
            return false;
        }

        Ping(now);
        return true;
    }

    /// <summary>A message of the peer's came. True where it had been silent.</summary>
    public bool Heard(long now)
    {
        var wasSilent = IsSilent;
        _lastHeard = now;
        _spokeAfter = long.MinValue;
        IsSilent = false;
        return wasSilent;
    }

    /// <summary>The channel has heard of the peer, which may be long ago.</summary>
    public void HeardByChannel(long at) => _heardByChannel = Math.Max(_heardByChannel, at);

    /// <summary>Something leaves that is more than an answer to a ping.</summary>
    public void Spoke()
    {
        if (!HasSpoken)
        {
            // The signs before count on, so that the question does not come earlier than it would have.
            _spokeAfter = Math.Max(_lastHeard, _heardByChannel);
        }
    }

    public string? OnPong(ulong token, long now)
    {
        if (IsWaiting && token == _token)
        {
            IsWaiting = false;
            var sample = Math.Max(1, now - _pingSent);
            LowestRoundTrip = LowestRoundTrip == 0 || _isRenewing ? sample : Math.Min(LowestRoundTrip, sample);
            _isRenewing = false;
            RoundTrip = RoundTrip == 0 ? sample : ((7 * RoundTrip) + sample) / 8;
        }

        return null;
    }

    /// <summary>Does what is due. Null, or why the peer counts as lost, with what it is told in case it still listens.</summary>
    public (string Loss, string Goodbye)? HandleDeadline(long now)
    {
        if (!_isOpen || _rests)
        {
            return null;
        }

        if (now >= _helloBy)
        {
            return ("The peer opened the channel but never said hello.", "no hello came");
        }

        if (_helloBy != long.MaxValue)
        {
            return null;
        }

        if (!IsWaiting)
        {
            if (now >= AskAt)
            {
                Ping(now);
            }
        }
        else if (now >= _pingSent + _timeout)
        {
            if (_lastHeard <= _pingSent)
            {
                return ("The peer stopped answering.", "no answer to a ping came");
            }

            // It talks, if not about this: a long queue on its side. Ask again.
            Ping(now);
        }
        else if (_lastHeard <= _pingSent && now >= SilentAt)
        {
            IsSilent = true;
        }

        return null;
    }

    private void Ping(long now)
    {
        IsWaiting = true;
        _pingSent = now;
        Frames.Ping(send.Control, FrameType.Ping, ++_token);
    }

    private static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    private static long Add(long now, long span) => span > long.MaxValue - now ? long.MaxValue : now + span;
}
