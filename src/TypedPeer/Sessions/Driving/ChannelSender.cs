using TypedPeer.Channels;
using TypedPeer.Sessions.Core;
using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Driving;

/// <summary>
/// Gives the channel what the core composes, message by message, as long as the channel has little of it. One thread at a time has
/// the turn to send, and sends in a loop: what sending itself makes ready leaves in the same loop, never from inside of it.
/// </summary>
internal sealed class ChannelSender(SessionGate gate, SessionCore core, SessionClock clock, IPeerChannel channel, FrameLog? log) : SessionWork
{
    /// <summary>How many messages a caller sends on behalf of others before the pool takes over.</summary>
    private const int InlineMessages = 8;

    /// <summary>Nobody sends.</summary>
    private const int Idle = 0;

    /// <summary>Somebody sends the last of what waited.</summary>
    private const int Sending = 1;

    /// <summary>Somebody sends, and looks again afterwards.</summary>
    private const int SendingMore = 2;

    private readonly IPeerChannelMemory? _memory = channel as IPeerChannelMemory;
    private readonly ChannelRoom _room = new(core.State.Options.ChannelBufferBytes);
    private int _messageSize = SessionCore.LeastMessage;

    /// <summary>What waited in the channel after the last message. Whoever has the turn.</summary>
    private long _waiting;

    /// <summary>The low-water mark that the channel was told. Whoever has the turn.</summary>
    private int _low = core.State.Options.ChannelBufferBytes / 2;

    /// <summary>Whose turn it is. Under the lock, but for one step: who sends the last leaves without it.</summary>
    private int _turn;
    private bool _isFull;
    private bool _isShut;
    private Rest? _rest;

    /// <summary>Gets the buffered amount, in bytes, at which sending goes on at first.</summary>
    public int Low => _low;

    /// <summary>Gets the time.</summary>
    public long Now => clock.Now;

    /// <summary>Gets how many bytes were given to the channel. Under the lock.</summary>
    public long BytesSent { get; private set; }

    /// <summary>The channel is open, and takes messages of so many bytes. Under the lock.</summary>
    public void Open(int maxMessageSize) => _messageSize = Math.Clamp(maxMessageSize, SessionCore.LeastMessage, SendBuffer.Size);

    /// <summary>The channel has room again. Under the lock.</summary>
    public void OnLow()
    {
        _isFull = false;
        _room.OnLow(clock.Now);
    }

    /// <summary>The channel takes nothing any more. Under the lock.</summary>
    public void Shut() => _isShut = true;

    /// <summary>
    /// Takes the turn to send, if something could leave; then <see cref="Send(bool, in ComposedMessage)"/> has to follow. Whoever has the
    /// turn already looks again. What leaves on this thread is composed in the same breath. Under the lock.
    /// </summary>
    public bool TryBegin(bool eager, out ComposedMessage message)
    {
        message = default;

        // What is left of a session that ended is a few words to the peer, for which the channel is never too full.
        if (_isShut || (_isFull && !core.HasEnded) || !core.HasOutput || GoesOnLater())
        {
            return false;
        }

        _turn = SendingMore;
        if (eager)
        {
            if (!Compose(ref message))
            {
                message.Buffer?.Release();
                return false;
            }
        }

        return true;
    }

    /// <summary>Sends what waits: on this thread when <paramref name="eager"/>, otherwise a little later, so that what comes up meanwhile leaves in the same message.</summary>
    public void Send(bool eager, in ComposedMessage message)
    {
        if (eager)
        {
            Send(message, InlineMessages);
        }
        else
        {
            gate.Queue(this);
        }
    }

    /// <summary>The sending that was put off.</summary>
    protected override void Run() => Send(default, int.MaxValue);

    /// <summary>Sends what waits, and completes when nothing is left that the channel takes.</summary>
    public Task RestAsync()
    {
        gate.Enter();
        var rests = _isShut || (!GoesOnLater() && !core.HasOutput);
        var rest = rests ? Task.CompletedTask : (_rest ??= new()).Task;
        gate.Exit(Occasion.Now);
        return rest;
    }

    /// <summary>Sends until nothing waits or the channel has enough. Whatever the channel throws is the end of the channel.</summary>
    private void Send(ComposedMessage message, int messages)
    {
        try
        {
            while (message.Length > 0 || ComposeNext(ref message))
            {
                log?.Left(message.Bytes);
                _waiting = Give(message);
                message = message with { Length = 0 };
                if (!(HasRoom(_waiting) || GoesOn()) || TryEnd())
                {
                    break;
                }

                if (--messages == 0)
                {
                    gate.Queue(this);
                    break;
                }
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

        message.Buffer?.Release();
    }

    /// <summary>Gives the channel a message: to read where it lies, if it stays there anyway.</summary>
    private long Give(in ComposedMessage message)
    {
        if (_memory is null || !message.Stays)
        {
            return channel.Send(message.Bytes);
        }

        var buffer = message.Buffer!;
        buffer.AddReference();
        try
        {
            return _memory.SendLent(buffer.Bytes.AsMemory(message.Start, message.Length), buffer);
        }
        catch
        {
            buffer.Release();
            throw;
        }
    }

    /// <summary>Gives the turn back if nothing came up since the last message was composed.</summary>
    private bool TryEnd() => Interlocked.CompareExchange(ref _turn, Idle, Sending) == Sending;

    /// <summary>True when somebody sends, who then looks again. Under the lock.</summary>
    private bool GoesOnLater() => Volatile.Read(ref _turn) == SendingMore || Interlocked.CompareExchange(ref _turn, SendingMore, Sending) == Sending;

    private bool HasRoom(long waiting) => core.HasEnded || waiting < _room.Size;

    /// <summary>The channel has enough: goes on when it says so. The amount is looked at again after the flag is set, so that no signal is missed.</summary>
    private bool GoesOn()
    {
        gate.Enter();
        _isFull = true;
        _room.OnFull(_waiting, clock.Now);
        var low = _room.Low;
        gate.Leave();
        if (low != _low)
        {
            channel.BufferedAmountLowThreshold = _low = low;
        }

        var isLow = channel.BufferedAmount <= low;
        gate.Enter();
        var goesOn = isLow || !_isFull || core.HasEnded;
        if (goesOn)
        {
            _isFull = false;
            _room.OnLow(clock.Now);
        }
        else
        {
            GiveTurn();
        }

        gate.Leave();
        return goesOn;
    }

    private bool ComposeNext(ref ComposedMessage message)
    {
        gate.Enter();
        var isComposed = Compose(ref message);
        gate.Leave();
        return isComposed;
    }

    /// <summary>Composes the next message behind one that was sent. False: nothing is left, and the turn was given back in the same breath. Under the lock.</summary>
    private bool Compose(ref ComposedMessage message)
    {
        var buffer = message.Buffer;
        var (start, length) = (0, 0);
        try
        {
            // A channel that the session has let go of takes nothing that is meant for another.
            length = _isShut ? 0 : core.Write(ref buffer, MessageSize(), out start);
            BytesSent += length;

            // A session that is stopping looks once more when everything has left.
            _turn = core.IsStopping || _rest is not null || core.HasOutput ? SendingMore : Sending;
        }
#pragma warning disable CA1031 // Nothing of the core's may leave the lock held, or reach the thread that happens to send.
        catch (Exception e)
#pragma warning restore CA1031
        {
            length = 0;
            _isShut = true;
            core.Crash(e);
        }

        message = new(buffer, start, length, buffer is { Used: > 0 });
        if (length == 0)
        {
            GiveTurn();
        }

        return length > 0;
    }

    /// <summary>The largest message that a call which comes up now may wait for; a frame that is composed already fits into it.</summary>
    private int MessageSize() => Math.Clamp(_room.Size, Math.Min(core.LeastRoom, _messageSize), _messageSize);

    private void GiveTurn()
    {
        _turn = Idle;
        if (_rest is { } rest)
        {
            _rest = null;
            core.State.Add(rest);
        }
    }

    private void OnFailed(PeerChannelCloseReason? reason, Exception exception, bool isClosing)
    {
        gate.Run(
            (Sender: this, Reason: reason, Exception: exception, IsClosing: isClosing, clock.Now),
            static (core, args) =>
            {
                args.Sender.GiveTurn();
                if (args.Sender._isShut)
                {
                    // Its end is known.
                    return;
                }

                args.Sender._isShut = true;
                if (args.IsClosing)
                {
                    core.ChannelCloses(args.Reason, args.Exception, args.Now);
                }
                else
                {
                    core.ChannelFailed(args.Exception, args.Now);
                }
            },
            Occasion.Note);
    }

    /// <summary>Tells whoever waits that nothing is left to send, where the session's work runs.</summary>
    private sealed class Rest : SessionWork
    {
        private readonly TaskCompletionSource _done = new();

        public Task Task => _done.Task;

        protected override void Run() => _done.TrySetResult();
    }
}
