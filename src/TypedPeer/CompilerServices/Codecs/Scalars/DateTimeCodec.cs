using System.Runtime.CompilerServices;

namespace TypedPeer.CompilerServices;

/// <summary>Eight bytes: the ticks in the low 62 bits, the kind in the two above (0 unspecified, 1 UTC, 2 and 3 local).</summary>
/// <remarks>Local times keep their clock time: the reader's time zone may be another, so send <see cref="DateTimeOffset"/> where that matters.</remarks>
public readonly struct DateTimeCodec : IPeerUnmanagedCodec<DateTime>
{
    private const ulong TicksMask = 0x3FFFFFFFFFFFFFFF;
    private const int KindShift = 62;

    /// <inheritdoc/>
    public static int MinimumSize => 8;

    /// <inheritdoc/>
    public static int Size => 8;

    /// <inheritdoc/>
    public static int Alignment => 8;

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in DateTime value) => writer.WriteUnmanaged(Unsafe.BitCast<DateTime, ulong>(value));

    /// <inheritdoc/>
    public static DateTime Read(ref PeerReader reader)
    {
        var bits = reader.ReadUnmanaged<ulong>();
        var ticks = (long)(bits & TicksMask);
        if (ticks > DateTime.MaxValue.Ticks)
        {
            PeerFormat.ThrowInvalid("DateTime");
        }

        return (bits >> KindShift) switch
        {
            0 => new DateTime(ticks, DateTimeKind.Unspecified),
            1 => new DateTime(ticks, DateTimeKind.Utc),
            _ => new DateTime(ticks, DateTimeKind.Local),
        };
    }
}
