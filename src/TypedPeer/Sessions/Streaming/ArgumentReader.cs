using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Entry;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Streams;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Streaming;

/// <summary>A streamed argument as the handler sees it. It can be enumerated once: its items come as they are read.</summary>
internal sealed class ArgumentReader<T, TCodec>(ISession session, StreamReceiver receiver, PeerMethod method, int index)
    : StreamReader<T, TCodec>(session), IAsyncEnumerable<T>
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
            _registration = _token.UnsafeRegister(static state => ((Cancellation)state!).Cancel(), new Cancellation(Session, receiver));
        }

        return receiver;
    }

    protected override void Stop(StreamReceiver receiver, ref StreamBatch batch) => Session.Leave(receiver, ref batch);

    protected override async ValueTask ReleaseAsync() => await _registration.DisposeAsync().ConfigureAwait(false);

    protected override string Name => $"Streamed argument {index} of {method}";

    // What the caller says of its own stream it may be told again.
    protected override FailureOrigin Origin => FailureOrigin.Announced;

    protected override Exception CreateException(StreamReceiver receiver) => receiver.Status == PeerStatus.Cancelled
        ? _token.IsCancellationRequested ? new OperationCanceledException(receiver.Message, _token) : new ArgumentCancelledException(receiver.Message)
        : new PeerException(receiver.Status, receiver.Message ?? $"{Name} failed.");

    /// <summary>The call has ended, and with it the stream. It may be forgotten before that.</summary>
    private sealed class CallEnd(WeakReference<ArgumentReader<T, TCodec>> stream) : SessionWork
    {
        protected override void Run()
        {
            if (stream.TryGetTarget(out var target))
            {
                target.CloseUnlessRead();
            }
        }
    }

    /// <summary>Ends the stream where its token is cancelled. The token may live long, and must not keep a forgotten enumerator alive.</summary>
    private sealed class Cancellation(ISession session, StreamReceiver receiver)
    {
        public void Cancel() => session.Cancel(receiver);
    }
}
