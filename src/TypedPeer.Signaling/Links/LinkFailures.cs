using System.Diagnostics;
using TypedPeer.Channels;

namespace TypedPeer.Signaling.Links;

/// <summary>Where exceptions of the application's own code go that no caller learns of.</summary>
internal static class LinkFailures
{
    /// <summary>Tells the application, or the trace; never throws.</summary>
    public static void Report(PeerSessionOptions options, string what, Exception exception)
    {
        try
        {
            if (options.HandlerFailed is { } handler)
            {
                handler(what, exception);
                FailureEvents.TellApplication(what, exception.ToString());
                return;
            }
        }
#pragma warning disable CA1031 // The application's code; the trace has both.
        catch (Exception second)
#pragma warning restore CA1031
        {
            Write("telling of a failure failed", second);
        }

        Write(what, exception);
    }

    private static void Write(string what, Exception exception)
    {
        try
        {
            FailureEvents.TellApplication(what, exception.ToString());
            Trace.TraceError($"TypedPeer: {what}: {exception}");
        }
#pragma warning disable CA1031 // The exception's text and the trace's listeners are the application's, too, and nobody is left who could be told.
        catch (Exception)
#pragma warning restore CA1031
        {
            return;
        }
    }
}
