using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Outgoing;

namespace TypedPeer.Sessions.Streams;

/// <summary>A call answered by a stream. Its end, good or bad, is the end of its receiver.</summary>
internal sealed class StreamCall : OutgoingCall
{
    private StreamReceiver? _receiver;

    public override StreamReceiver? Receiver => _receiver;

    /// <summary>Gets the exception of a call that ended badly.</summary>
    public Exception Exception => CreateException();

    public void Open(StreamReceiver receiver) => _receiver = receiver;

    public override bool OnResult(ReadOnlySpan<byte> bytes, int limit) => false;

    public override void OnEnded(PeerStatus status, string? message, PeerCallFate fate)
    {
        base.OnEnded(status, message, fate);
        _receiver?.End(status, message);
    }

    public override void Execute()
    {
    }
}

/// <summary>What a proxy returns for a streamed result: cold, so that each enumeration makes a call of its own.</summary>
internal sealed class RemoteStream<TArguments, TItem, TCodec>(
    PeerRemote remote, CallSettings settings, PeerMethod method, TArguments arguments, CancellationToken token) : IAsyncEnumerable<TItem>
    where TArguments : struct, IPeerArguments
    where TCodec : struct, IPeerCodec<TItem>
{
    public IAsyncEnumerator<TItem> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new Enumerator(remote, settings, method, arguments, token, cancellationToken);

    /// <summary>One enumeration, and so one call.</summary>
    private sealed class Enumerator(
        PeerRemote remote, CallSettings settings, PeerMethod method, TArguments arguments, CancellationToken first, CancellationToken second)
        : StreamReader<TItem, TCodec>(remote.Engine)
    {
        private readonly StreamCall _call = new();

        protected override StreamReceiver Start()
        {
            first.ThrowIfCancellationRequested();
            second.ThrowIfCancellationRequested();
            remote.Prepare(_call, settings, method, in arguments);
            if (Engine.StartCall(_call) is { } failure)
            {
                _call.ReturnArguments();
                throw failure;
            }

            _call.Watch(first, second);
            return _call.Receiver!;
        }

        protected override void Stop(StreamReceiver receiver)
        {
            Engine.Enter();
            Engine.Core.Outgoing.Cancel(_call, PeerStatus.Cancelled);
            Leave(receiver);
            Engine.Exit(eager: true);
        }

        protected override ValueTask ReleaseAsync()
        {
            _call.Unwatch();
            return default;
        }

        protected override Exception CreateException(StreamReceiver receiver) =>
            _call.State == OutgoingCallState.Ended && _call.Status == receiver.Status
            ? _call.Exception
            : new PeerException(receiver.Status, receiver.Message ?? $"{Name} failed.", PeerCallFate.Answered);

        protected override string Name => $"The result of {method}";

        protected override FailureOrigin Origin => FailureOrigin.OtherCall;
    }
}
