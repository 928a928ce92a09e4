using System.Runtime.Versioning;

namespace TypedPeer.Sessions.Awaiting;

/// <summary>
/// The execution context that carries nothing, in which handlers start: what the program's own code carries when it starts a session
/// is none of their business.
/// </summary>
internal static class EmptyContext
{
    private static ExecutionContext? _value;

    /// <summary>Gets it. On a platform with one thread it is the current one until work that <see cref="Prepare"/> queued has run.</summary>
    public static ExecutionContext Value => Volatile.Read(ref _value) ?? (SingleThread.CanWait ? Keep(CaptureOnThread()) : CaptureHere());

    /// <summary>
    /// Makes sure that there is one before anything that is queued later asks: work of the pool starts with an empty context, which is
    /// the only way to one where no thread can be started.
    /// </summary>
    public static void Prepare()
    {
        if (!SingleThread.CanWait && Volatile.Read(ref _value) is null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static _ => Keep(CaptureHere()), null);
        }
    }

    private static ExecutionContext Keep(ExecutionContext value) => Interlocked.CompareExchange(ref _value, value, null) ?? value;

    /// <summary>A thread that is started without a context has an empty one.</summary>
    [UnsupportedOSPlatform("browser")]
    private static ExecutionContext CaptureOnThread()
    {
        ExecutionContext? empty = null;
        var thread = new Thread(() => empty = CaptureHere()) { IsBackground = true };
        thread.UnsafeStart();
        thread.Join();
        return empty!;
    }

    private static ExecutionContext CaptureHere()
    {
        if (ExecutionContext.Capture() is { } context)
        {
            return context;
        }

        // None is captured while its flow is suppressed.
        ExecutionContext.RestoreFlow();
        context = ExecutionContext.Capture()!;
        ExecutionContext.SuppressFlow();
        return context;
    }
}
