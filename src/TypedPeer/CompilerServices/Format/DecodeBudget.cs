namespace TypedPeer.CompilerServices;

/// <summary>
/// How much memory the value of one message may take: so many bytes for each byte that came, and a little beside. What codecs
/// charge is counted before it is taken. What nobody charges, such as the objects that a type's own constructor makes, is
/// measured every few kilobytes.
/// </summary>
internal struct DecodeBudget
{
    /// <summary>What a byte that came may become where no session says otherwise.</summary>
    public const int DefaultBytesPerByte = 32;

    /// <summary>What any message may take beside: small messages hold a few objects that are large when they are empty.</summary>
    public const long Free = 256 * 1024;

    /// <summary>What may be allocated and not charged: static initializers run when a type is first used, whoever sent it.</summary>
    public const long FreeUncharged = 1024 * 1024;

    // Measuring takes some nanoseconds, so most messages never do, and a large one does it once in this many bytes.
    private const long Slice = 16 * 1024;

    private long _slice;
    private long _charged;
    private long _allocatedBefore;

    /// <summary>Gets a budget of which nothing is used.</summary>
    public static DecodeBudget Untouched => new() { _slice = Slice };

    /// <summary>Counts, and says whether it is time to settle.</summary>
    public bool IsPast(long bytes) => (_slice -= bytes) < 0;

    /// <summary>Compares what was counted, and what was really allocated, with what a message of this length may take.</summary>
    public void Settle(int length, int bytesPerByte)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        if (_charged == 0)
        {
            _allocatedBefore = allocated;
        }

        _charged += Slice - _slice;
        _slice = Slice;
        var allowed = Free + ((long)length * bytesPerByte);
        if (_charged > allowed || allocated - _allocatedBefore > allowed + FreeUncharged)
        {
            throw new PeerDataException(
                $"the value takes more than {allowed} bytes of memory, which is what a message of {length} bytes may ({nameof(PeerSessionOptions)}.{nameof(PeerSessionOptions.MaxDecodedBytesPerByte)})");
        }
    }
}
