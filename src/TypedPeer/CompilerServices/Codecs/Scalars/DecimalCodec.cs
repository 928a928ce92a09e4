namespace TypedPeer.CompilerServices;

/// <summary>
/// Sixteen bytes: flags (scale and sign), the high 32 bits, the low 64 bits. A scale past 28 would end the process in a later
/// calculation, so it is refused here.
/// </summary>
public readonly struct DecimalCodec : IPeerUnmanagedCodec<decimal>
{
    private const int SignMask = unchecked((int)0x80000000);
    private const int ScaleMask = 0x00FF0000;

    /// <inheritdoc/>
    public static int MinimumSize => 16;

    /// <inheritdoc/>
    public static int Size => 16;

    /// <inheritdoc/>
    public static int Alignment => 8;

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        writer.WriteUnmanaged(parts[3]);
        writer.WriteUnmanaged(parts[2]);
        writer.WriteUnmanaged(parts[0]);
        writer.WriteUnmanaged(parts[1]);
    }

    /// <inheritdoc/>
    public static decimal Read(ref PeerReader reader)
    {
        var flags = reader.ReadUnmanaged<int>();
        var high = reader.ReadUnmanaged<int>();
        var low = reader.ReadUnmanaged<int>();
        var middle = reader.ReadUnmanaged<int>();
        var scale = (flags & ScaleMask) >> 16;
        if ((flags & ~(SignMask | ScaleMask)) != 0 || scale > 28)
        {
            PeerFormat.ThrowInvalid("decimal");
        }

        return new decimal(low, middle, high, flags < 0, (byte)scale);
    }
}
