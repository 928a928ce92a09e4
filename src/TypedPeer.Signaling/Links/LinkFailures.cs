using System.Diagnostics;

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
                return;
            }
        }
#pragma warning disable CA1031 // The application's code; the trace has both.
        catch (Exception second)
#pragma warning restore CA1031
        {
            Trace.TraceError($"TypedPeer: telling of a failure failed: {second}");
        }

        Trace.TraceError($"TypedPeer: {what}: {exception}");
    }
}
