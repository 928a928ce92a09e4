namespace TypedPeer.DataChannels.Tests.Support;

/// <summary>What the process holds on to; for tests that run alone.</summary>
internal static class Retained
{
    /// <summary>What else the process does meanwhile, and what each object has of fixed size, may take so much.</summary>
    public const long Slack = 64 * 1024;

    /// <summary>Gets how many bytes more are held after this was done. What it made must be kept alive by the caller.</summary>
    public static long By(Action action)
    {
        var before = Measure();
        action();
        return Measure() - before;
    }

    /// <summary>
    /// Gets what is held now. The pool of messages lets go of a half after each full collection: what lies there is not held by
    /// anybody, so that it is awaited until hardly anything goes any more.
    /// </summary>
    public static long Measure()
    {
        var (last, quiet) = (long.MaxValue, 0);
        for (var round = 0; round < 16 && quiet < 2; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var held = GC.GetTotalMemory(forceFullCollection: false);
            quiet = held > last - 2048 ? quiet + 1 : 0;
            last = held;
        }

        return last;
    }
}
