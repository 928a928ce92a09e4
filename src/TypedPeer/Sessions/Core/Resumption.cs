using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.Resuming;
using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Wire;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Core;

/// <summary>How a session goes on over another channel when its own is lost (docs/protocol.md, "Resume"): what waits meanwhile, for how long, and what is sent again.</summary>
internal sealed class Resumption(SessionState state, ResumableDelivery delivery, ISessionHost host)
{
    private readonly long _patience = state.Options.ResumeTimeout.GetValueOrDefault().Ticks / TimeSpan.TicksPerMicrosecond;
    private PeerSessionEnd? _loss;
    private long _peersPatience = long.MaxValue;
    private bool _isConnected;
    private bool _waits = true;
    private SessionWork? _isKnown;

    public ResumableDelivery Delivery => delivery;

    /// <summary>Gets a value indicating whether there is no channel.</summary>
    public bool IsSuspended { get; private set; }

    /// <summary>
    /// Gets a value indicating whether it is known if the session can go on over another channel: the keys of both sides leave ahead of the first PING, so that each has the other's once that is answered.
    /// </summary>
    public bool IsKnown => state.HasEnded || IsSuspended || (_isConnected && (!delivery.IsAgreed || state.KeepAlive.LowestRoundTrip > 0));

    /// <summary>Gets a value indicating whether there is no channel because the peer has suspended the session, and comes back by itself.</summary>
    public bool IsSuspendedByPeer => IsSuspended && _peersPatience != long.MaxValue;

    /// <summary>Gets when the session does not wait for another channel any longer.</summary>
    public long NextDeadline { get; private set; } = long.MaxValue;

    public bool HasOutput => !IsSuspended && (delivery.HasOutput(state.IsStopping) || state.Send.HasOutput);

    /// <summary>Both hellos are exchanged.</summary>
    /// <param name="isAgreed">Whether the peer can resume, too.</param>
    public void Connected(bool isAgreed)
    {
        _isConnected = true;
        if (isAgreed)
        {
            delivery.Agree();
        }
    }

    /// <summary>Has something done once it is known whether the session can go on over another channel, which it is not yet. Once at most.</summary>
    public void OnKnown(SessionWork work) => _isKnown = work;

    /// <summary>This side is about to give its channel up. False when the peer cannot be told.</summary>
    public bool TrySuspend()
    {
        if (IsSuspended || state.HasEnded || !delivery.CanResume || (state.Handshake.PeerFeatures & PeerFeatures.Suspend) == 0)
        {
            return false;
        }

        delivery.Suspend(_patience / 1000);
        return true;
    }

    /// <summary>The peer is about to give the channel up. Null, or what it did wrong.</summary>
    public string? OnSuspend(ref FrameReader reader)
    {
        if (!reader.TryVarint(long.MaxValue / 1000, out var patience))
        {
            return "SUSPEND is cut short";
        }

        _peersPatience = (long)patience * 1000;
        return null;
    }

    /// <summary>Composes the next message for the channel, at a place in a buffer where all of it may lie until it is acknowledged. Returns its length; zero when nothing could leave.</summary>
    public int Write(SendBuffer buffer, Span<byte> destination, MessageComposition composition)
    {
        if (IsSuspended)
        {
            return 0;
        }

        var length = delivery.WriteOwn(destination, state.IsStopping);
        if (length > 0)
        {
            state.KeepAlive.Spoke();
        }
        else if (state.Send.HasOutput)
        {
            length = destination.Length < delivery.Room ? WriteCut(destination, composition) : delivery.Left(buffer, destination, composition.Compose(destination[..^ResumableDelivery.Reserve]));
            CheckRoom();
        }

        return length;
    }

    /// <summary>Looks at a message that came. False when nothing is to be read of it.</summary>
    public bool TryTake(ref ReadOnlySpan<byte> message, out string? error) => delivery.TryTake(ref message, out error);

    /// <summary>A message came after the end: one that was in order waits for the peer to know that nothing of it is missed.</summary>
    public void TakeLate(ReadOnlySpan<byte> message)
    {
        if (state.End is { Status: PeerStatus.Ok } && !delivery.TryContinue(message) && delivery.TryTake(ref message, out _))
        {
            delivery.Took(message);
        }
    }

    /// <summary>A message was read. Null, or what the peer did wrong.</summary>
    public string? Took(ReadOnlySpan<byte> message)
    {
        delivery.Took(message);
        TellKnown();
        return delivery.IsFlooded ? "the peer takes messages and acknowledges none" : null;
    }

    /// <summary>Takes one frame. Null, or what the peer did wrong.</summary>
    public string? Dispatch(FrameType type, ref FrameReader reader)
    {
        var error = type switch
        {
            FrameType.ResumeKey => delivery.OnKey(ref reader),
            FrameType.Ack => delivery.OnAck(ref reader),
            FrameType.Continue => delivery.OnContinue(ref reader),
            _ => $"a frame of the type 0x{(byte)type:x2} in a session that goes on",
        };
        CheckRoom();
        return error;
    }

    /// <summary>The channel is gone. False when the session cannot go on over another.</summary>
    /// <param name="loss">How it was lost.</param>
    /// <param name="now">The time.</param>
    /// <param name="most">The most that another is waited for, in microseconds.</param>
    public bool TrySuspend(PeerSessionEnd loss, long now, long most)
    {
        if (IsSuspended || state.HasEnded || !delivery.CanResume || !_waits)
        {
            return IsSuspended;
        }

        IsSuspended = true;
        var patience = Math.Min(most, Math.Min(_patience, _peersPatience));
        NextDeadline = patience > long.MaxValue - now ? long.MaxValue : now + patience;
        _loss = loss;
        state.Lane.Close();
        var wasSilent = state.KeepAlive.IsSilent;
        state.KeepAlive.Rest();
        if (!wasSilent)
        {
            host.OnSilence();
        }

        host.OnSuspended();
        TellKnown();
        return true;
    }

    /// <summary>Goes on over a new channel.</summary>
    /// <param name="received">How many messages the peer has.</param>
    /// <param name="now">The time.</param>
    public void Resume(long received, long now)
    {
        var wasSilent = state.KeepAlive.IsSilent;
        IsSuspended = false;
        _peersPatience = long.MaxValue;
        NextDeadline = long.MaxValue;
        state.Lane.Close();
        delivery.Resume(received);
        CheckRoom();
        state.KeepAlive.Resumed(now);
        if (wasSilent)
        {
            host.OnSilence();
        }
    }

    /// <summary>If for good, the session ends with its channel from now on.</summary>
    public void WaitNoMore(bool forGood) => _waits &= !forGood;

    /// <summary>How the session ends that got no other channel.</summary>
    public PeerSessionEnd LossFor(string reason) => SessionEnds.NotResumed(_loss, reason);

    /// <summary>The session is over: one-way calls that the peer neither acknowledged nor, when it said goodbye, said to have may be lost. There are none where it took leave to the last word.</summary>
    public void Ended(PeerSessionEnd end)
    {
        TellKnown();
        var waiting = ResumeFrames.CountOneWayCalls(state.Send.Calls.Waiting, delivery.Taken);
        var lost = delivery.Clear() + waiting;
        if (lost > 0)
        {
            state.UnknownOutcomes += lost;
            state.End = end with { OneWayCallsUnacknowledged = lost };
        }
    }

    private void TellKnown()
    {
        if (_isKnown is { } work && IsKnown)
        {
            _isKnown = null;
            state.Add(work);
        }
    }

    /// <summary>Composes a message that may be larger than the channel's: frames were made for one that took more.</summary>
    private int WriteCut(Span<byte> destination, MessageComposition composition)
    {
        var buffer = PeerBuffers.Rent(delivery.Room);
        var length = composition.Compose(buffer.AsSpan(0, delivery.Room - ResumableDelivery.Reserve));
        if (delivery.CanKeep && delivery.TryKeep(buffer.AsSpan(0, length)))
        {
            length = delivery.WriteOwn(destination, hurries: false);
        }
        else
        {
            buffer.AsSpan(0, length).CopyTo(destination);
        }

        PeerBuffers.Return(buffer);
        return length;
    }

    /// <summary>What is kept is bounded: past the bound only control leaves, until the peer acknowledges.</summary>
    private void CheckRoom() => state.Send.IsOpen = _isConnected && (state.HasEnded || !delivery.IsFull);
}
