using System.Runtime.CompilerServices;
using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Entry;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.References;
using TypedPeer.Sessions.Streams;
using TypedPeer.Sessions.Wire;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Streaming;

/// <summary>
/// Enumerates the user's items and encodes them into batches, as far as the consumer's credit and the send buffer reach. Runs
/// on the pool or on whatever thread completes the user's enumerator; never twice at once, never under the lock.
/// </summary>
internal abstract class StreamWriter<T, TCodec> : SessionWork
    where TCodec : struct, IPeerCodec<T>
{
    private const int Suspending = 1;
    private const int Suspended = 2;
    private const int Resumed = 3;

    private readonly IAsyncEnumerable<T> _items;
    private readonly Action _resume;
    private int _suspension;
    private IAsyncEnumerator<T>? _enumerator;
    private ValueTask<bool> _move;
    private ValueTask _dispose;
    private Phase _phase;
    private int _runs;
    private byte[] _batch = [];
    private int _length;
    private BatchLimit _limit;
    private int _prefix = 1;
    private PeerStatus _status;
    private string? _message;
    private SentReferences? _references;

    protected StreamWriter(ISession session, IAsyncEnumerable<T> items)
    {
        Session = session;
        _items = items;
        _resume = Resume;
        BelongTo(session);
    }

    protected ISession Session { get; }

    /// <summary>Gets or sets the stream as the session's core knows it.</summary>
    protected OutgoingStream Stream { get; set; } = null!;

    protected override void Run()
    {
        // An enumerator of the application's own may say twice that it has an item, from any thread.
        var runs = Interlocked.Increment(ref _runs);
        if (runs != 1)
        {
            return;
        }

        while (runs > 0)
        {
            RunOnce();
            runs = Interlocked.Add(ref _runs, -runs);
        }
    }

    private void RunOnce()
    {
        var previous = ExecutionContext.Capture();
        if (Context is { } context)
        {
            ExecutionContext.Restore(context);
        }

        try
        {
            while (Step())
            {
            }
        }
        finally
        {
            if (previous is not null)
            {
                ExecutionContext.Restore(previous);
            }
        }
    }

    /// <summary>Gets the token the user's enumerator is given.</summary>
    protected abstract CancellationToken Token { get; }

    /// <summary>Cancels the token now, so that the enumerator sees it before it is disposed. Harmless when it is cancelled.</summary>
    protected abstract void CancelToken();

    /// <summary>Gets what the stream is, at the beginning of a sentence.</summary>
    protected abstract string Name { get; }

    /// <summary>Tells the application about an exception that came after the end the peer is told.</summary>
    protected abstract void Report(Exception exception);

    /// <summary>Says what the peer is told about an exception of the user's items.</summary>
    protected abstract (PeerStatus Status, string Message) Describe(Exception exception);

    /// <summary>Lets go of what the items are of, once the enumerator is disposed, or if there never was one.</summary>
    protected virtual ValueTask ReleaseAsync() => default;

    /// <summary>Gets the surroundings user code is to see.</summary>
    protected abstract ExecutionContext? Context { get; }

    /// <summary>Does one thing; false when something else will call <see cref="Run"/> again, or all is done.</summary>
    private bool Step()
    {
        try
        {
            switch (_phase)
            {
                case Phase.Start:
                    _enumerator = _items.GetAsyncEnumerator(Token);
                    _phase = Phase.Ask;
                    return true;
                case Phase.Ask:
                    return Ask();
                case Phase.Wait:
                    return Receive();
                case Phase.Dispose:
                    return Dispose();
                case Phase.Disposing:
                    return AwaitDispose(Phase.Release);
                case Phase.Release:
                    _phase = Phase.Releasing;
                    _dispose = ReleaseAsync();
                    return true;
                case Phase.Releasing:
                    return AwaitDispose(Phase.End);
                case Phase.End:
                    return End();
                default:
                    return false;
            }
        }
#pragma warning disable CA1031 // The user's enumerator may throw anything; it becomes the stream's end.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Fail(e);
        }
    }

    /// <summary>Whether the batch has to be handed over before the next item is asked for.</summary>
    private bool TakesNoMore() => _length > 0 && _limit.IsReached(_length) && !_limit.MayGrow(_length, Session.Now);

    private bool Ask()
    {
        if (TakesNoMore() && !HandOver())
        {
            return false;
        }

        if (Stream.IsStopped)
        {
            _phase = Phase.Dispose;
            return true;
        }

        _move = _enumerator!.MoveNextAsync();
        _phase = Phase.Wait;
        return true;
    }

    private bool Receive()
    {
        if (!_move.IsCompleted)
        {
            if (_length > 0 && !HandOver())
            {
                return false;
            }

            if (!_move.IsCompleted)
            {
                return Suspend(_move.ConfigureAwait(false).GetAwaiter());
            }
        }

        var move = _move;
        _move = default;
        if (!move.GetAwaiter().GetResult())
        {
            _phase = Phase.Dispose;
            return true;
        }

        Encode(_enumerator!.Current);
        _phase = Phase.Ask;
        return true;
    }

    /// <summary>
    /// Waits for the user's enumerator. True when it went on already: it may do so at once, on this very thread, item after item, and
    /// must not be followed deeper into the stack each time.
    /// </summary>
    private bool Suspend<TAwaiter>(TAwaiter awaiter)
        where TAwaiter : struct, ICriticalNotifyCompletion
    {
        Volatile.Write(ref _suspension, Suspending);
        awaiter.UnsafeOnCompleted(_resume);
        return Interlocked.Exchange(ref _suspension, Suspended) == Resumed;
    }

    private void Resume()
    {
        if (Interlocked.Exchange(ref _suspension, Resumed) == Suspended)
        {
            RunContained();
        }
    }

    private bool Dispose()
    {
        if (Stream.IsStopped)
        {
            // Whoever stopped the stream has the token cancelled by the pool, which may come later than this.
            CancelToken();
        }

        _phase = Phase.Disposing;
        _dispose = _enumerator!.DisposeAsync();
        return true;
    }

    private bool AwaitDispose(Phase next)
    {
        if (!_dispose.IsCompleted)
        {
            // What is encoded does not wait for the enumerator, which may take its time.
            if (_length > 0 && !HandOver())
            {
                return false;
            }

            if (!_dispose.IsCompleted)
            {
                return Suspend(_dispose.ConfigureAwait(false).GetAwaiter());
            }
        }

        _phase = next;
        var dispose = _dispose;
        _dispose = default;
        dispose.GetAwaiter().GetResult();
        return true;
    }

    /// <summary>Hands over the last items together with the end, so that they leave in one frame.</summary>
    private bool End()
    {
        var accepted = Session.Complete(Stream, ref _batch, ref _length, _status, _message);
        if (!accepted)
        {
            return false;
        }

        _phase = Phase.Done;
        if (_batch.Length > 0)
        {
            PeerBuffers.Return(_batch);
            _batch = [];
        }

        return false;
    }

    private bool Fail(Exception exception)
    {
        if (_status == PeerStatus.Ok)
        {
            (_status, _message) = Describe(exception);
        }
        else
        {
            Report(exception);
        }

        _phase = _phase >= Phase.Release ? Phase.End
            : _phase >= Phase.Dispose || _enumerator is null ? Phase.Release
            : Phase.Dispose;
        return true;
    }

    private bool HandOver() => Session.HandOver(Stream, ref _batch, ref _length);

    /// <summary>Appends one item: its length, then its bytes. The length's own size is guessed from the item before.</summary>
    private void Encode(T item)
    {
        if (_batch.Length == 0)
        {
            _batch = PeerBuffers.Rent(2 * BatchLimit.Least);
        }

        if (_length == 0)
        {
            _limit.Begin(Session.Now);
        }

        var start = _length;
        var writer = new PeerWriter(Session, _batch, start, start + _prefix + Session.Options.MaxMessageBytes) { References = _references };
        var references = _references?.Written ?? 0;
        int size;
        try
        {
            writer.GetSpan(_prefix);
            writer.Advance(_prefix);
            TCodec.Write(ref writer, in item);
            size = writer.Position - start - _prefix;
            if (size > Session.Options.MaxMessageBytes)
            {
                throw PeerFormat.TooLarge(Session.Options);
            }
        }
        catch (Exception e)
        {
            // The item never was: what is encoded before it still leaves.
            if (writer.References is { } sent)
            {
                Session.Undo(sent, references);
            }

            (_batch, _) = writer.Detach();
            throw Unwritable.Value($"{Name}: an item", e);
        }

        if (_references is null && writer.References is { } first)
        {
            _references = first;
            Session.AwaitSettling(Stream, first);
        }

        (_batch, var end) = writer.Detach();
        var prefix = Varint.Size((ulong)size);
        if (prefix != _prefix)
        {
            Shift(start, size, prefix, ref end);
        }

        Varint.Write(_batch.AsSpan(start), (ulong)size);
        _length = end;
    }

    private void Shift(int start, int size, int prefix, ref int end)
    {
        var needed = start + prefix + size;
        if (_batch.Length < needed)
        {
            PeerBuffers.Grow(ref _batch, 0, end, needed);
        }

        _batch.AsSpan(start + _prefix, size).CopyTo(_batch.AsSpan(start + prefix));
        _prefix = prefix;
        end = needed;
    }

    private enum Phase
    {
        Start,
        Ask,
        Wait,
        Dispose,
        Disposing,
        Release,
        Releasing,
        End,
        Done,
    }
}
