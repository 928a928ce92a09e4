namespace TypedPeer.Sessions;

/// <summary>
/// What code of the application, or of a channel, throws where there is neither a call nor a callback that could be told. Never throws,
/// and is never called under a lock.
/// </summary>
internal static class Failures
{
    /// <summary>Writes a line to the trace.</summary>
    public static void Trace(string what, Exception exception)
    {
        try
        {
            System.Diagnostics.Trace.TraceWarning("TypedPeer: {0} failed: {1}", what, TextOf(exception));
        }
#pragma warning disable CA1031 // The trace's listeners are the application's, too, and nobody is left who could be told.
        catch (Exception)
#pragma warning restore CA1031
        {
            return;
        }
    }

    /// <summary>Returns the message of an exception of user code, which may throw itself.</summary>
    public static string MessageOf(Exception exception)
    {
        try
        {
            return exception.Message ?? string.Empty;
        }
#pragma warning disable CA1031 // An exception's own code may throw anything.
        catch (Exception)
#pragma warning restore CA1031
        {
            return $"{exception.GetType()} (its message throws)";
        }
    }

    /// <summary>Returns all that an exception of user code says of itself, which may throw itself.</summary>
    public static string TextOf(Exception exception)
    {
        try
        {
            return exception.ToString();
        }
#pragma warning disable CA1031 // An exception's own code may throw anything.
        catch (Exception)
#pragma warning restore CA1031
        {
            return MessageOf(exception);
        }
    }
}
