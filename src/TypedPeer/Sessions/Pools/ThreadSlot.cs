namespace TypedPeer.Sessions.Pools;

/// <summary>Spreads threads over a few slots, so that those that run at once seldom meet in one.</summary>
internal static class ThreadSlot
{
    /// <summary>The highest slot; the first is 1.</summary>
    public const int Count = 16;

    private static int s_last;

    [ThreadStatic]
    private static int s_current;

    /// <summary>Gets the calling thread's slot.</summary>
    public static int Current => s_current != 0 ? s_current : Assign();

    private static int Assign() => s_current = (int)((uint)Interlocked.Increment(ref s_last) % Count) + 1;
}
