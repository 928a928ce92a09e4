namespace TypedPeer.CompilerServices;

/// <summary>Eight bytes: the ticks since midnight.</summary>
public readonly struct TimeOnlyCodec : IPeerUnmanagedCodec<TimeOnly>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(long);

    /// <inheritdoc/>
    public static int Size => sizeof(long);

    /// <inheritdoc/>
    public static int Alignment => sizeof(long);

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in TimeOnly value) => writer.WriteUnmanaged(value.Ticks);

    /// <inheritdoc/>
    public static TimeOnly Read(ref PeerReader reader)
    {
        var ticks = reader.ReadUnmanaged<long>();
        if (ticks < 0 || ticks > TimeOnly.MaxValue.Ticks)
        {
            PeerFormat.ThrowInvalid("TimeOnly");
        }

        return new TimeOnly(ticks);
    }
}
