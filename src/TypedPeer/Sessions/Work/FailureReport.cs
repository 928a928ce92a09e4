using TypedPeer.Sessions.Failures;

namespace TypedPeer.Sessions.Work;

/// <summary>A failure on its way to the application, from where its callback must not run: inside of the core.</summary>
internal sealed class FailureReport(string what, Exception exception, PeerSessionOptions options) : SessionWork
{
    protected override void Run() => Tell(what, exception, options);

    /// <summary>Tells the event source, and the application, or the trace where it did not ask to be told: a failure is never silent. Never throws; never called inside of the core.</summary>
    /// <param name="what">The method, or the option, that it is about.</param>
    /// <param name="exception">What happened.</param>
    /// <param name="options">Who is told.</param>
    public static void Tell(string what, Exception exception, PeerSessionOptions options)
    {
        if (options.HandlerFailed is not { } told)
        {
            FailureTrace.WriteError(what, exception);
            return;
        }

        try
        {
            told(what, exception);
        }
#pragma warning disable CA1031 // The application's own callback failed, on a thread where nobody else catches it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureTrace.WriteError(what, exception);
            FailureTrace.WriteError(nameof(PeerSessionOptions.HandlerFailed), e);
            return;
        }

        FailureTrace.WriteEvent(what, exception);
    }
}
