namespace TypedPeer.Sessions.Pools;

/// <summary>
/// Sees everything the session takes from a pool and gives back. There is none but in tests, where one makes sure that
/// everything goes back once, when nobody refers to it any more.
/// </summary>
internal abstract class PoolWatch
{
    /// <summary>Gets or sets the only one; null for none.</summary>
    public static PoolWatch? Current { get; set; }

    /// <summary>Lends an array of at least so many bytes in the place of the shared pool.</summary>
    public abstract byte[] Rent(int size);

    /// <summary>Takes an array back in the place of the shared pool.</summary>
    public abstract void Return(byte[] buffer);

    /// <summary>An object left its pool.</summary>
    public abstract void Rented(object item);

    /// <summary>An object is about to go back to its pool. False when it is there already.</summary>
    public abstract bool TryReturn(object item);
}
