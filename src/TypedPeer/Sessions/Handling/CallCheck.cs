using TypedPeer.Channels;
using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Failures;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Handling;

/// <summary>Asks the application whether a call may be made, where its handler would start, and keeps the answer with the call.</summary>
internal sealed class CallCheck(SessionScope scope, Func<PeerAuthorizationContext, ValueTask<bool>> authorize)
{
    private long _denied;

    /// <summary>Gets how many calls were refused.</summary>
    public long Denied => Volatile.Read(ref _denied);

    /// <summary>Asks about a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="resume">Goes on with the call, where its handlers start, once the answer is there.</param>
    /// <returns>False when that is later.</returns>
    public bool TryAsk(PeerIncomingCall call, SessionWork resume)
    {
        if (call.Context is { } surroundings)
        {
            ExecutionContext.Restore(surroundings);
        }

        var context = new PeerAuthorizationContext(PeerCallContext.Current!, call);
        ValueTask<bool> answer;
        try
        {
            answer = authorize(context);
        }
#pragma warning disable CA1031 // A check that fails has not said yes; its failure is the call's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            answer = ValueTask.FromException<bool>(e);
        }

        if (answer.IsCompletedSuccessfully && answer.Result)
        {
            Take(call, context, null);
            return true;
        }

        // Decided once: what is later is resumed, however soon that is.
        var isNow = answer.IsCompleted;
        _ = AskAsync(call, context, answer, isNow ? null : resume);
        return isNow;
    }

    /// <summary>Never throws. The call goes on by way of the session, and not on the thread of whoever gave the answer.</summary>
    private async Task AskAsync(PeerIncomingCall call, PeerAuthorizationContext context, ValueTask<bool> answer, SessionWork? resume)
    {
        Exception? refusal = null;
        try
        {
            if (!await answer.ConfigureAwait(false))
            {
                refusal = Refusal(context);
            }
        }
#pragma warning disable CA1031 // A check that fails has not said yes; its failure is the call's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            refusal = e;
        }

        Take(call, context, refusal);
        if (resume is not null)
        {
            scope.Session.Queue(resume);
        }
    }

    private void Take(PeerIncomingCall call, PeerAuthorizationContext context, Exception? refusal)
    {
        context.Close();
        call.Refusal = refusal;
        call.IsChecked = true;
        if (refusal is PeerException { Origin: FailureOrigin.Announced } denial)
        {
            Interlocked.Increment(ref _denied);
            FailureEvents.TellDenied(context.ToString(), context.Call.Session.Id, $"{denial.Status}");
        }
    }

    private static PeerException Refusal(PeerAuthorizationContext context) =>
        context.Requirements.Count > 0 && context.User?.Identities.Any(static identity => identity.IsAuthenticated) != true
            ? new(PeerStatus.Unauthenticated, $"{context} is for users who said who they are, and the caller did not.")
            : new(PeerStatus.PermissionDenied, $"The caller may not call {context}.");
}
