using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Entry;
using TypedPeer.Sessions.Outgoing;

namespace TypedPeer.Sessions.Calls;

/// <summary>A call of this side with somebody who waits for it, and who may give it up.</summary>
internal abstract class AwaitedCall : OutgoingCall
{
    private CancellationTokenRegistration _cancellation;
    private CancellationTokenRegistration _secondCancellation;

    /// <summary>Gets or sets the session the call is made in.</summary>
    public ISession Session { get; set; } = null!;

    public void Watch(CancellationToken token, CancellationToken second = default)
    {
        if (token.CanBeCanceled)
        {
            _cancellation = token.UnsafeRegister(static (state, token) => ((AwaitedCall)state!).Cancel(token), this);
        }

        if (second.CanBeCanceled && second != token)
        {
            _secondCancellation = second.UnsafeRegister(static (state, token) => ((AwaitedCall)state!).Cancel(token), this);
        }
    }

    /// <summary>Stops watching tokens; afterwards no cancellation is under way any more.</summary>
    public void Unwatch()
    {
        _cancellation.Dispose();
        _cancellation = default;
        _secondCancellation.Dispose();
        _secondCancellation = default;
    }

    /// <summary>Makes the exception of a call that ended badly.</summary>
    protected Exception CreateException()
    {
        if (CancelledBy.IsCancellationRequested)
        {
            return new OperationCanceledException($"The call of {Method} was cancelled.", CancelledBy);
        }

        return new PeerException(Status, Message ?? $"The call of {Method} failed ({Status}).", Fate, Streams?.Failure)
        {
            Detail = Detail is null ? null : PeerErrorDetail.Decode(Detail, Target.Descriptor),
        };
    }

    private void Cancel(CancellationToken token) => Session.Cancel(this, token);
}
