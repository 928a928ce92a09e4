using System.Security.Cryptography;
using TypedPeer.Channels;
using TypedPeer.Sessions.Core;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Resuming;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Driving;

/// <summary>
/// Takes channels that the session may go on over, finds out on each whether the peer there is the one, and changes over to the first that is. A few may be tried at once: what is said on each
/// is on the thread that reads it, and which one is taken is decided under the session's lock.
/// </summary>
internal sealed class SessionResuming(SessionGate gate, SessionCore core, SessionClock clock, FrameLog? log, IResumeHost host) : SessionWork
{
    /// <summary>Both sides may connect at once, and one path may come up while another is tried; the oldest gives way.</summary>
    private const int MaxAttempts = 4;

    private readonly List<ResumeAttempt> _attempts = [];
    private Known? _known;

    /// <summary>Raised where work of the session runs, or on the thread that reads, when the session has lost its channel (true) or goes on over another (false).</summary>
    public event Action<bool>? SuspendedChanged;

    /// <summary>Gets a task that completes, always successfully, once it is known whether the session can go on over another channel: a moment after both hellos.</summary>
    public Task WhenKnown
    {
        get
        {
            gate.Enter();
            var isKnown = core.Resumption!.IsKnown;
            if (!isKnown && _known is null)
            {
                core.Resumption.OnKnown(_known = new());
            }

            var known = _known;
            gate.Leave();
            return isKnown ? Task.CompletedTask : known!.Task;
        }
    }

    /// <summary>Makes this side's share of the key.</summary>
    public static byte[] CreateShare() => RandomNumberGenerator.GetBytes(SessionKey.Size);

    /// <summary>Goes on over a channel, if the peer there proves to be the one. Never fails.</summary>
    public async Task<ResumeOutcome> ResumeAsync(HeldChannel held)
    {
        var channel = held.Channel;
        ResumeAttempt? attempt = null;
        try
        {
            using var patience = new CancellationTokenSource(core.State.Options.HandshakeTimeout, core.State.Options.TimeProvider);
            await Task.WhenAny(channel.Opened, channel.Closed).ConfigureAwait(false);
            attempt = channel.Opened.IsCompletedSuccessfully ? Begin(channel) : null;
            if (attempt is not null)
            {
                channel.BufferedAmountLowThreshold = attempt.Sender.Low;
                Say(attempt, attempt.Exchange.Begin());
                await Task.WhenAny(held.First, attempt.Outcome).WaitAsync(patience.Token).ConfigureAwait(false);
                if (held.First.IsCompleted && await held.First.ConfigureAwait(false) is { } first && !ResumeFrames.Resumes(first))
                {
                    Drop(attempt);
                    GiveUp("the peer has begun another session");
                    return ResumeOutcome.BegunAnew;
                }

                held.PassOn(attempt);
                if (await attempt.Outcome.WaitAsync(patience.Token).ConfigureAwait(false))
                {
                    return ResumeOutcome.GoesOn;
                }
            }
        }
#pragma warning disable CA1031 // A channel may throw anything, and so may the application's clock; the session waits for another.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureTrace.Write("a channel to resume a session over", e);
        }

        if (attempt is not null)
        {
            Drop(attempt);

            // It may have been chosen in the same moment.
            if (await attempt.Outcome.ConfigureAwait(false))
            {
                return ResumeOutcome.GoesOn;
            }
        }

        await CloseAsync(channel).ConfigureAwait(false);
        return ResumeOutcome.Failed;
    }

    /// <summary>Tells the peer that this side gives its channel up, and comes back by itself. False when it cannot be told.</summary>
    public bool TrySuspend()
    {
        gate.Enter();
        var isTold = core.Resumption!.TrySuspend();
        gate.Exit(Occasion.Now);
        return isTold;
    }

    /// <summary>Nobody brings another channel any more.</summary>
    public void WaitNoMore(string reason) => gate.Run(reason, static (core, why) => core.GiveUp(why, forGood: true), Occasion.Now);

    /// <summary>The session goes on over no other channel, if it has none now.</summary>
    public void GiveUp(string reason) => gate.Run(reason, static (core, why) => core.GiveUp(why), Occasion.Now);

    /// <summary>A message came by a channel that is not chosen yet. On the thread that reads.</summary>
    public void OnMessage(ResumeAttempt attempt, ReadOnlySpan<byte> message)
    {
        log?.Came(message);

        // With the session its key is gone.
        var hasEnded = core.HasEnded;
        if (!hasEnded && attempt.IsGivenUp)
        {
            // Whatever is said there now misleads the peer: a proof makes it go over to a channel that is about to close, and a refusal would say that the session is over.
            return;
        }

        var answer = hasEnded ? null : attempt.Exchange.Receive(message);
        try
        {
            if (hasEnded)
            {
                Say(attempt, ResumeFrames.Refused("the session is over"));
                Drop(attempt);
            }
            else if (attempt.Exchange.Refusal is { } refusal)
            {
                Refuse(attempt, refusal);
            }
            else if (!attempt.Exchange.IsProven)
            {
                Say(attempt, answer);
            }
            else if (Choose(attempt))
            {
                Say(attempt, answer);
                GoOn(attempt);
            }
        }
#pragma warning disable CA1031 // A channel may throw anything; it is lost with that.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (attempt.IsChosen)
            {
                attempt.Tell(goesOn: true);
                _ = CloseAsync(attempt.Channel);
                host.Lose(attempt, new(PeerChannelCloseKind.ConnectionLost, ExceptionText.MessageOf(e), e));
            }
            else
            {
                Drop(attempt);
            }
        }
    }

    /// <summary>Leaves a channel alone that is not chosen: whoever handed it over closes it.</summary>
    public void Drop(ResumeAttempt attempt)
    {
        gate.Enter();
        var isOpen = _attempts.Remove(attempt);
        gate.Leave();
        if (isOpen)
        {
            attempt.Tell(goesOn: false);
        }
    }

    /// <summary>The session is over, or was suspended: tells whoever waits. Under the lock.</summary>
    public void Changed() => core.State.Add(this);

    protected override void Run()
    {
        ResumeAttempt[] left = [];
        gate.Enter();
        if (core.HasEnded)
        {
            left = [.. _attempts];
            _attempts.Clear();
        }

        var isSuspended = core.IsSuspended;
        gate.Leave();
        foreach (var attempt in left)
        {
            attempt.Tell(goesOn: false);
        }

        if (!core.HasEnded)
        {
            Tell(isSuspended);
        }
    }

    private static async Task CloseAsync(IPeerChannel channel)
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await channel.CloseAsync(patience.Token).ConfigureAwait(false);
            await channel.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A channel may throw anything.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureTrace.Write("closing a channel that a session was not resumed over", e);
        }
    }

    /// <summary>Begins to find out who is there. Null when it is not to be, which the peer is told.</summary>
    private ResumeAttempt? Begin(IPeerChannel channel)
    {
        if (channel.MaxMessageSize < SessionCore.LeastMessage || !Equals(channel.RemoteIdentity, host.Identity) || !host.IsAuthorizedAgain())
        {
            channel.Send(ResumeFrames.Refused("the peer may not have this session"));
            return null;
        }

        var local = (channel as IPeerChannelIdentity)?.LocalIdentity;
        var nonce = RandomNumberGenerator.GetBytes(SessionKey.Size);
        ResumeAttempt? attempt = null;
        ResumeAttempt? oldest = null;
        gate.Enter();
        if (!core.HasEnded && core.State.Delivery is { CanResume: true } delivery)
        {
            var exchange = new ResumeExchange(delivery.Key!, new(nonce, delivery.Received, local), channel.RemoteIdentity);
            attempt = new(this, host, channel, new(gate, core, clock, channel, log), exchange);
            oldest = _attempts.Count == MaxAttempts ? _attempts[0] : null;
            _attempts.Add(attempt);
        }

        gate.Leave();
        if (oldest is not null)
        {
            Drop(oldest);
        }

        if (attempt is null)
        {
            channel.Send(ResumeFrames.Refused("the session is over"));
        }

        return attempt;
    }

    private void Say(ResumeAttempt attempt, byte[]? message)
    {
        if (message is not null)
        {
            log?.Left(message);
            attempt.Channel.Send(message);
        }
    }

    private void Refuse(ResumeAttempt attempt, string reason)
    {
        if (attempt.Exchange.IsRefusedByPeer)
        {
            GiveUp(reason);
        }
        else
        {
            Say(attempt, ResumeFrames.Refused(reason));
        }

        Drop(attempt);
    }

    /// <summary>Decides for a channel whose peer is proven. False when the session has gone on over another meanwhile, or is over.</summary>
    private bool Choose(ResumeAttempt attempt)
    {
        ResumeAttempt[] others = [];
        gate.Enter();
        var isChosen = !core.HasEnded && core.State.Delivery!.MayHave(attempt.Exchange.PeerReceived) && _attempts.Remove(attempt);
        if (isChosen)
        {
            attempt.IsChosen = true;
            host.Detach(attempt);
            others = [.. _attempts];
            _attempts.Clear();
        }

        gate.Exit(Occasion.Note);
        foreach (var other in others)
        {
            other.Tell(goesOn: false);
        }

        if (!isChosen)
        {
            Drop(attempt);
        }

        return isChosen;
    }

    private void GoOn(ResumeAttempt attempt)
    {
        var size = attempt.Channel.MaxMessageSize;
        gate.Run(
            (Resuming: this, Host: host, Attempt: attempt, Size: size, clock.Now),
            static (core, args) =>
            {
                args.Attempt.Sender.Open(args.Size);
                if (core.Resume(args.Size, args.Attempt.Exchange.PeerReceived, args.Now))
                {
                    args.Host.Attach(args.Attempt.Channel, args.Attempt.Sender);
                    args.Resuming.Changed();
                }
            },
            Occasion.Now);
        attempt.Tell(goesOn: !core.HasEnded);
    }

    private void Tell(bool isSuspended)
    {
        try
        {
            SuspendedChanged?.Invoke(isSuspended);
        }
#pragma warning disable CA1031 // Whoever listens is not the session's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureTrace.Write("a listener to a session that resumes", e);
        }
    }

    /// <summary>Tells whoever waits that it is known, where the session's work runs.</summary>
    private sealed class Known : SessionWork
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _done.Task;

        protected override void Run() => _done.TrySetResult();
    }
}
