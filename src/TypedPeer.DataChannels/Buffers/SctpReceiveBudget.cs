namespace TypedPeer.DataChannels.Buffers;

/// <summary>
/// Memory for received data that is not delivered yet, shared by associations: a thousand peers that all fill their windows at
/// once must not take the process down. Safe to use from any thread.
/// </summary>
internal sealed class SctpReceiveBudget(long limit)
{
    /// <summary>Granting in steps keeps the shared counter off the path of a packet.</summary>
    public const int Step = 64 * 1024;

    private const long Largest = 512L << 20;
    private const long Smallest = 32L << 20;

    private long _used;

    /// <summary>Gets the budget of the process: an eighth of what it may use, but at least what a few peers need, and at most 512 MiB.</summary>
    public static SctpReceiveBudget Process { get; } =
        new(Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8, Smallest, Largest));

    /// <summary>Gets how much may be held at once, in bytes.</summary>
    public long Limit { get; } = limit;

    /// <summary>Gets how much is held now.</summary>
    public long Used => Volatile.Read(ref _used);

    /// <summary>Takes bytes of the budget whether they are there or not: the memory is in use already.</summary>
    public void Take(long bytes) => Interlocked.Add(ref _used, bytes);

    /// <summary>Takes bytes of the budget, or nothing when they are not there.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= Limit)
        {
            return true;
        }

        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    /// <summary>Gives bytes back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _used, -bytes);
}
