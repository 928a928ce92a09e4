using TypedPeer.Channels;
using TypedPeer.Sessions.Pools;

namespace TypedPeer.Sessions.Driving;

/// <summary>
/// Gives the channel what the core composes, message by message, as long as the channel has little of it. One thread at a time has
/// the turn to send, and sends in a loop: what sending itself makes ready leaves in the same loop, never from inside of it.
/// </summary>
internal sealed class ChannelSender(SessionEngine engine, FrameLog? log) : IThreadPoolWorkItem
{
    /// <summary>The smallest message size a session can work with: every frame fits into it (docs/protocol.md, "Messages and frames").</summary>
    public const int LeastMessage = 1200;

    /// <summary>The largest channel message composed: large enough to make the cost per message small, small enough not to delay the next.</summary>
    private const int MaxMessage = 64 * 1024;

    /// <summary>How many messages a caller sends on behalf of others before the pool takes over.</summary>
    private const int InlineMessages = 8;

    private int _messageSize = LeastMessage;
    private bool _isSending;
    private bool _isFull;
    private bool _isShut;
    private Rest? _rest;

    /// <summary>Gets how many bytes were given to the channel. Under the lock.</summary>
    public long BytesSent { get; private set; }

    /// <summary>The channel is open, and takes messages of so many bytes. Under the lock.</summary>
    public void Open(int maxMessageSize) => _messageSize = Math.Clamp(maxMessageSize, LeastMessage, MaxMessage);

    /// <summary>The channel has room again. Under the lock.</summary>
    public void OnLow() => _isFull = false;

    /// <summary>The channel takes nothing any more. Under the lock.</summary>
    public void Shut() => _isShut = true;

    /// <summary>Takes the turn to send, if nobody has it and something could leave; then <see cref="Send(bool)"/> has to follow. Under the lock.</summary>
    public bool TryBegin()
    {
        // What is left of a session that ended is a few words to the peer, for which the channel is never too full.
        if (_isSending || _isShut || (_isFull && !engine.Core.HasEnded) || !engine.Core.Send.HasOutput)
        {
            return false;
        }

        _isSending = true;
        return true;
    }

    /// <summary>Sends what waits: on this thread when <paramref name="eager"/>, otherwise a little later, so that what comes up meanwhile leaves in the same message.</summary>
    public void Send(bool eager)
    {
        if (eager)
        {
            Send(InlineMessages);
        }
        else
        {
            engine.Executor.Queue(this);
        }
    }

    /// <summary>The sending that was put off.</summary>
    void IThreadPoolWorkItem.Execute() => Send(int.MaxValue);

    /// <summary>Sends what waits, and completes when nothing is left that the channel takes.</summary>
    public Task RestAsync()
    {
        engine.Enter();
        var rests = _isShut || !(_isSending || engine.Core.Send.HasOutput);
        var rest = rests ? Task.CompletedTask : (_rest ??= new()).Task;
        engine.Exit(eager: true);
        return rest;
    }

    /// <summary>Sends until nothing waits or the channel has enough. Whatever the channel throws is the end of the channel.</summary>
    private void Send(int messages)
    {
        var buffer = PeerBuffers.Rent(MaxMessage);
        try
        {
            while (HasRoom() || GoesOn())
            {
                if (messages-- == 0)
                {
                    engine.Executor.Queue(this);
                    break;
                }

                var length = Compose(buffer);
                if (length == 0)
                {
                    break;
                }

                log?.Left(buffer.AsSpan(0, length));
                engine.Channel.Send(buffer.AsSpan(0, length));
            }
        }
        catch (PeerChannelClosedException e)
        {
            OnFailed(e.Reason, e, isClosing: true);
        }
#pragma warning disable CA1031 // A channel may throw anything, documented or not: the session ends with it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            OnFailed(null, e, isClosing: false);
        }

        PeerBuffers.Return(buffer);
    }

    private bool HasRoom() => engine.Core.HasEnded || engine.Channel.BufferedAmount < engine.Options.ChannelBufferBytes;

    /// <summary>The channel has enough: goes on when it says so. The amount is looked at again after the flag is set, so that no signal is missed.</summary>
    private bool GoesOn()
    {
        engine.Enter();
        _isFull = true;
        engine.Leave();
        var isLow = engine.Channel.BufferedAmount <= engine.Low;
        engine.Enter();
        var goesOn = isLow || !_isFull || engine.Core.HasEnded;
        if (goesOn)
        {
            _isFull = false;
        }
        else
        {
            GiveTurn();
        }

        engine.Leave();
        return goesOn;
    }

    /// <summary>Composes the next message. Zero: nothing is left, and the turn was given back in the same breath.</summary>
    private int Compose(Span<byte> destination)
    {
        var length = 0;
        var core = engine.Core;
        engine.Enter();
        try
        {
            if (core.IsStopping)
            {
                core.CheckFinished();
            }

            if (core.Send.HasOutput)
            {
                length = core.Send.Write(destination[.._messageSize]);
                BytesSent += length;
                core.Outgoing.StartWaiting();
                core.Incoming.ResumeHeld();
            }
        }
#pragma warning disable CA1031 // Nothing of the core's may leave the lock held, or reach the thread that happens to send.
        catch (Exception e)
#pragma warning restore CA1031
        {
            length = 0;
            _isShut = true;
            core.Crash(e);
        }

        if (length == 0)
        {
            GiveTurn();
        }

        engine.Leave();
        return length;
    }

    private void GiveTurn()
    {
        _isSending = false;
        if (_rest is { } rest)
        {
            _rest = null;
            engine.Work.Add(rest);
        }
    }

    private void OnFailed(PeerChannelCloseReason? reason, Exception exception, bool isClosing)
    {
        engine.Enter();
        _isShut = true;
        GiveTurn();
        if (isClosing)
        {
            engine.Core.ChannelCloses(reason, exception, engine.Now);
        }
        else
        {
            engine.Core.ChannelFailed(exception);
        }

        engine.Exit(eager: false);
    }

    /// <summary>Tells whoever waits that nothing is left to send, where the session's work runs.</summary>
    private sealed class Rest : TaskCompletionSource, IThreadPoolWorkItem
    {
        public void Execute() => TrySetResult();
    }
}
