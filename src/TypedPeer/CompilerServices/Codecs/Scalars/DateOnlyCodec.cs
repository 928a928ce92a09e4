namespace TypedPeer.CompilerServices;

/// <summary>Four bytes: the number of the day, counted from the first of January of the year 1.</summary>
public readonly struct DateOnlyCodec : IPeerUnmanagedCodec<DateOnly>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static int Size => sizeof(int);

    /// <inheritdoc/>
    public static int Alignment => sizeof(int);

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in DateOnly value) => writer.WriteUnmanaged(value.DayNumber);

    /// <inheritdoc/>
    public static DateOnly Read(ref PeerReader reader)
    {
        var number = reader.ReadUnmanaged<int>();
        if (number < 0 || number > DateOnly.MaxValue.DayNumber)
        {
            PeerFormat.ThrowInvalid("DateOnly");
        }

        return DateOnly.FromDayNumber(number);
    }
}
