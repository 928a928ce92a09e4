namespace TypedPeer.Sessions.Pools;

/// <summary>
/// A rented array that several calls have in common, of different sessions on different threads: nobody writes into it any more, and
/// it goes back when the last of its holders lets go.
/// </summary>
internal sealed class SharedBuffer
{
    private static readonly ObjectPool<SharedBuffer> Pool = new(64);
    private int _holders;

    private SharedBuffer()
    {
    }

    /// <summary>Gets the array. Only for whoever holds it.</summary>
    public byte[] Array { get; private set; } = [];

    /// <summary>Gets how much of it is written.</summary>
    public int Length { get; private set; }

    /// <summary>Takes over a rented array; the caller is its first holder.</summary>
    public static SharedBuffer Share(byte[] array, int length)
    {
        var shared = Pool.Rent() ?? new();
        (shared.Array, shared.Length, shared._holders) = (array, length, 1);
        return shared;
    }

    /// <summary>Adds a holder. Only for whoever holds it already.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    /// <summary>A holder lets go, and touches it no more.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            var array = Array;
            Array = [];
            PeerBuffers.Return(array);
            Pool.Return(this);
        }
    }
}
