namespace TypedPeer.Sessions.Work;

/// <summary>
/// The token source of one call, cancelled on the pool since cancelling runs user code. Never used for a second call: a handler
/// may keep its token, and what it registered there, for as long as it likes.
/// </summary>
internal sealed class CallCancellation(PeerSessionOptions options, object what) : SessionWork
{
    private readonly CancellationTokenSource _source = new();

    public CancellationToken Token => _source.Token;

    /// <summary>Cancels the token, on this thread. Never throws.</summary>
    public void Cancel()
    {
        try
        {
            _source.Cancel();
        }
#pragma warning disable CA1031 // What callbacks of user code throw concerns neither the call nor the session.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureReport.Tell(what.ToString()!, e, options);
        }
    }

    protected override void Run() => Cancel();
}
