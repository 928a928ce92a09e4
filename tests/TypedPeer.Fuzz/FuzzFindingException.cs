namespace TypedPeer.Fuzz;

/// <summary>An input broke a promise without throwing by itself.</summary>
internal sealed class FuzzFindingException(string message) : Exception(message)
{
    /// <summary>Fails unless a promise holds.</summary>
    public static void Unless(bool holds, string promise)
    {
        if (!holds)
        {
            throw new FuzzFindingException(promise);
        }
    }
}
