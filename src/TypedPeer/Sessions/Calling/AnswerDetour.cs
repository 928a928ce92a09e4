using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Interception;

namespace TypedPeer.Sessions.Calling;

/// <summary>No peer at all: calls end at an interceptor's answer.</summary>
internal sealed class AnswerDetour(InterceptedAnswer answer) : RemoteDetour
{
    public override ValueTask InvokeAsync<TArguments>(PeerMethod method, in TArguments arguments, CancellationToken cancellationToken) => answer.Take();

    public override ValueTask<TResult> InvokeAsync<TArguments, TResult>(PeerMethod method, in TArguments arguments, CancellationToken cancellationToken) =>
        new(answer.Take<TResult>());

    public override ValueTask SendAsync<TArguments>(PeerMethod method, in TArguments arguments, CancellationToken cancellationToken) => answer.Take();

    public override IAsyncEnumerable<TItem> Stream<TArguments, TItem>(PeerMethod method, in TArguments arguments, CancellationToken cancellationToken) =>
        answer.Take<IAsyncEnumerable<TItem>>();
}
