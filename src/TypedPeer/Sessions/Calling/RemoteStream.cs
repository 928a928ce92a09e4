using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Calls;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Outgoing;
using TypedPeer.Sessions.Streaming;
using TypedPeer.Sessions.Streams;

namespace TypedPeer.Sessions.Calling;

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
        : StreamReader<TItem, TCodec>(remote.Session)
    {
        private readonly StreamCall _call = new();

        protected override StreamReceiver Start()
        {
            first.ThrowIfCancellationRequested();
            second.ThrowIfCancellationRequested();
            remote.Prepare(_call, settings, method, in arguments);
            if (Session.Start(_call) is { } failure)
            {
                throw failure;
            }

            _call.Watch(first, second);
            return _call.Receiver!;
        }

        protected override void Stop(StreamReceiver receiver, ref StreamBatch batch) => Session.Leave(_call, receiver, ref batch);

        protected override ValueTask ReleaseAsync()
        {
            _call.Unwatch();
            return default;
        }

        protected override Exception CreateException(StreamReceiver receiver) =>
            _call.State == OutgoingCallState.Ended && _call.Status == receiver.Status
            ? _call.Exception is PeerException { Status: PeerStatus.ConnectionLost } lost
                ? new PeerException(lost.Status, $"{Name} broke after {Count} {(Count == 1 ? "item" : "items")}. {lost.Message}", lost.Fate)
                : _call.Exception
            : new PeerException(receiver.Status, receiver.Message ?? $"{Name} failed.", PeerCallFate.Answered);

        protected override string Name => $"The result of {method}";

        protected override FailureOrigin Origin => FailureOrigin.OtherCall;
    }
}
