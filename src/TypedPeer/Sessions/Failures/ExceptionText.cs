namespace TypedPeer.Sessions.Failures;

/// <summary>What an exception of user code says of itself. Its own code may throw; this never does.</summary>
internal static class ExceptionText
{
    /// <summary>Returns the message of an exception.</summary>
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

    /// <summary>Returns all that an exception says of itself.</summary>
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
