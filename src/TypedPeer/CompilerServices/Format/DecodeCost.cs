using System.Runtime.CompilerServices;

namespace TypedPeer.CompilerServices;

/// <summary>Bytes that objects take on a 64-bit platform. A test measures every codec against what it charges.</summary>
internal static class DecodeCost
{
    /// <summary>A reference, or a number as a member.</summary>
    public const int Reference = 8;

    /// <summary>An object without members.</summary>
    public const int Object = 24;

    /// <summary>An array, a list or a view of one, beside its items.</summary>
    public const int Collection = 32;

    /// <summary>A string, beside its characters.</summary>
    public const int Text = 24;

    /// <summary>An item in an array.</summary>
    public static long Item<T>() => Unsafe.SizeOf<T>();

    /// <summary>An entry of a hash table: the item, its hash and the next, its bucket, and the room by which tables are larger.</summary>
    public static long Entry<T>() => (Unsafe.SizeOf<T>() + 12L) * 5 / 4;

    /// <summary>A node with so many references to others.</summary>
    public static long Node<T>(int references) => Object + Unsafe.SizeOf<T>() + ((long)references * Reference);
}
