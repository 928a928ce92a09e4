using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Driving;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Sessions.Streams;

/// <summary>A streamed argument as the handler sees it. It can be enumerated once: its items come as they are read.</summary>
internal sealed class IncomingStream<T, TCodec>(SessionEngine engine, StreamReceiver receiver, PeerMethod method, ulong call, int index)
    : StreamReader<T, TCodec>(engine), IAsyncEnumerable<T>
    where TCodec : struct, IPeerCodec<T>
{
    private CancellationTokenRegistration _registration;
    private CancellationToken _token;
    private int _enumerated;

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _enumerated, 1) != 0)
        {
            throw new InvalidOperationException("A streamed argument can be enumerated once: its items are not kept.");
        }

        _token = cancellationToken;
        if (typeof(T) == typeof(ReadOnlyMemory<byte>))
        {
            // A handler that takes a Stream or a pipe is not expected to dispose what its caller made.
            receiver.Consumer = new CallEnd(new(this));
        }

        return this;
    }

    protected override StreamReceiver Existing => receiver;

    protected override StreamReceiver Start()
    {
        _token.ThrowIfCancellationRequested();
        if (_token.CanBeCanceled)
        {
            _registration = _token.UnsafeRegister(static state => ((Cancellation)state!).Cancel(), new Cancellation(Engine, receiver, call, index));
        }

        return receiver;
    }

    protected override void Stop(StreamReceiver receiver)
    {
        Engine.Enter();
        if (!receiver.HasEnded)
        {
            Frames.StreamStop(Engine.Core.Send.Control, (call << 1) | 1, index);
        }

        Leave(receiver);
        Engine.Exit(eager: true);
    }

    protected override async ValueTask ReleaseAsync() => await _registration.DisposeAsync().ConfigureAwait(false);

    protected override string Name => $"Streamed argument {index} of {method}";

    // What the caller says of its own stream it may be told again.
    protected override FailureOrigin Origin => FailureOrigin.Announced;

    protected override Exception CreateException(StreamReceiver receiver) => receiver.Status == PeerStatus.Cancelled
        ? _token.IsCancellationRequested ? new OperationCanceledException(receiver.Message, _token) : new ArgumentCancelledException(receiver.Message)
        : new PeerException(receiver.Status, receiver.Message ?? $"{Name} failed.");

    /// <summary>The call has ended, and with it the stream. It may be forgotten before that.</summary>
    private sealed class CallEnd(WeakReference<IncomingStream<T, TCodec>> stream) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            if (stream.TryGetTarget(out var target))
            {
                target.CloseUnlessRead();
            }
        }
    }

    /// <summary>Ends the stream where its token is cancelled. The token may live long, and must not keep a forgotten enumerator alive.</summary>
    private sealed class Cancellation(SessionEngine engine, StreamReceiver receiver, ulong call, int index)
    {
        public void Cancel()
        {
            engine.Enter();
            if (!receiver.HasEnded)
            {
                Frames.StreamStop(engine.Core.Send.Control, (call << 1) | 1, index);
                receiver.End(PeerStatus.Cancelled, "The enumeration was cancelled.");
            }

            engine.Exit(eager: true);
        }
    }
}
