namespace TypedPeer.Sessions.Failures;

/// <summary>
/// Where failures of the application's code, or of a channel, go when there is neither a call nor a callback that could be told: the
/// process's trace. Never throws, and is never called under a lock.
/// </summary>
internal static class FailureTrace
{
    /// <summary>Writes a line.</summary>
    public static void Write(string what, Exception exception)
    {
        try
        {
            System.Diagnostics.Trace.TraceWarning("TypedPeer: {0} failed: {1}", what, ExceptionText.TextOf(exception));
        }
#pragma warning disable CA1031 // The trace's listeners are the application's, too, and nobody is left who could be told.
        catch (Exception)
#pragma warning restore CA1031
        {
            return;
        }
    }
}
