using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions;

/// <summary>A streamed argument as the handler sees it. It can be enumerated once: its items come as they are read.</summary>
internal sealed class IncomingStream<T, TCodec>(SessionEngine engine, StreamReceiver receiver, ulong call, int index)
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
        return this;
    }

    protected override StreamReceiver Start()
    {
        _token.ThrowIfCancellationRequested();
        _registration = _token.UnsafeRegister(static state => ((IncomingStream<T, TCodec>)state!).Cancel(), this);
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

    protected override Exception CreateException(StreamReceiver receiver) => receiver.Status == PeerStatus.Cancelled
        ? new OperationCanceledException(receiver.Message, _token)
        : new PeerException(receiver.Status, receiver.Message ?? "The stream failed.");

    private void Cancel()
    {
        Engine.Enter();
        if (!receiver.HasEnded)
        {
            Frames.StreamStop(Engine.Core.Send.Control, (call << 1) | 1, index);
            receiver.End(PeerStatus.Cancelled, "The enumeration was cancelled.");
        }

        Engine.Exit(eager: true);
    }
}
