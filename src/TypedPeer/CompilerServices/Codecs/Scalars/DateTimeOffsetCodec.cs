namespace TypedPeer.CompilerServices;

/// <summary>Sixteen bytes: the offset in minutes (32 bits), four bytes of padding, the ticks of the UTC time.</summary>
public readonly struct DateTimeOffsetCodec : IPeerUnmanagedCodec<DateTimeOffset>
{
    private const int MaxOffsetMinutes = 14 * 60;

    /// <inheritdoc/>
    public static int MinimumSize => 16;

    /// <inheritdoc/>
    public static int Size => 16;

    /// <inheritdoc/>
    public static int Alignment => 8;

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in DateTimeOffset value)
    {
        writer.WriteUnmanaged(value.TotalOffsetMinutes);
        writer.WriteUnmanaged(0);
        writer.WriteUnmanaged(value.UtcTicks);
    }

    /// <inheritdoc/>
    public static DateTimeOffset Read(ref PeerReader reader)
    {
        var minutes = reader.ReadUnmanaged<int>();
        reader.Skip(sizeof(int));
        var utcTicks = reader.ReadUnmanaged<long>();
        var offset = minutes * TimeSpan.TicksPerMinute;
        if (minutes is < -MaxOffsetMinutes or > MaxOffsetMinutes
            || utcTicks < 0 || utcTicks > DateTime.MaxValue.Ticks
            || utcTicks + offset < 0 || utcTicks + offset > DateTime.MaxValue.Ticks)
        {
            PeerFormat.ThrowInvalid("DateTimeOffset");
        }

        return new DateTimeOffset(utcTicks + offset, new TimeSpan(offset));
    }
}
