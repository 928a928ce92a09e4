using TypedPeer.Channels;

namespace TypedPeer.Sessions.Failures;

/// <summary>
/// Where failures of the application's code, or of a channel, go when there is neither a call nor a callback that could be told: the
/// event source and the process's trace. Never throws, and is never called under a lock.
/// </summary>
internal static class FailureTrace
{
    /// <summary>Tells of what a channel, a clock or a scheduler threw: the session goes on, or tells its end itself.</summary>
    public static void Write(string what, Exception exception) => Write(System.Diagnostics.TraceEventType.Warning, "TypedPeer: {0} failed: {1}", what, exception);

    /// <summary>Tells of a failure that was the application's to be told of, and that nothing takes.</summary>
    public static void WriteError(string what, Exception exception) => Write(System.Diagnostics.TraceEventType.Error, "{0} failed: {1}", what, exception);

    /// <summary>Tells the event source alone: the application has a callback of its own for the rest.</summary>
    public static void WriteEvent(string what, Exception exception) => FailureEvents.TellApplication(what, ExceptionText.TextOf(exception));

    private static void Write(System.Diagnostics.TraceEventType kind, string format, string what, Exception exception)
    {
        try
        {
            var text = ExceptionText.TextOf(exception);
            if (kind == System.Diagnostics.TraceEventType.Error)
            {
                FailureEvents.TellApplication(what, text);
            }
            else
            {
                FailureEvents.TellSurroundings(what, text);
            }

            if (kind == System.Diagnostics.TraceEventType.Error)
            {
                System.Diagnostics.Trace.TraceError(format, what, text);
            }
            else
            {
                System.Diagnostics.Trace.TraceWarning(format, what, text);
            }
        }
#pragma warning disable CA1031 // The trace's listeners are the application's, too, and nobody is left who could be told.
        catch (Exception)
#pragma warning restore CA1031
        {
            return;
        }
    }
}
