using System.Runtime.Versioning;

namespace TypedPeer.DataChannels.Udp.Loops;

/// <summary>The loops that sockets are spread among: as many as there are processors, and no more however many sockets there are.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ReceiveLoops
{
    /// <summary>More loops than this only share what the kernel gives one after another.</summary>
    private const int MaxLoops = 8;

    /// <summary>So many threads may be kept by handlers that block, beside one for each loop, before events are raised on the pool, which has its own bound.</summary>
    private const int MostReplaced = 16;

    /// <summary>A program that closes its only connection often opens the next one soon.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    private int _next;

    /// <summary>Makes loops, which begin when they get sockets.</summary>
    public ReceiveLoops(int count, TimeSpan linger)
    {
        Threads = new LoopThreads(linger);
        Overseer = new Overseer(Threads, MostReplaced + count);
        MostThreads = count + MostReplaced + count;
        var loops = new ReceiveLoop[count];
        for (var index = 0; index < count; index++)
        {
            loops[index] = new ReceiveLoop(Threads, Overseer, linger);
        }

        All = loops;
    }

    /// <summary>Gets those of the process.</summary>
    public static ReceiveLoops Shared { get; } = new(Math.Min(Environment.ProcessorCount, MaxLoops), Linger);

    /// <summary>Gets their threads.</summary>
    public LoopThreads Threads { get; }

    /// <summary>Gets who looks after them.</summary>
    public Overseer Overseer { get; }

    /// <summary>Gets all of them.</summary>
    public IReadOnlyList<ReceiveLoop> All { get; }

    /// <summary>Gets how many threads lead loops at most, those kept by handlers among them.</summary>
    public int MostThreads { get; }

    /// <summary>Gets a loop by turns.</summary>
    public ReceiveLoop Next() => All[(int)((uint)Interlocked.Increment(ref _next) % (uint)All.Count)];
}
