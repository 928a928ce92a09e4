namespace TypedPeer.CompilerServices;

/// <summary>One byte, 0 or 1. Any other byte would make a <see cref="bool"/> that is neither true nor false.</summary>
public readonly struct BooleanCodec : IPeerUnmanagedCodec<bool>
{
    /// <inheritdoc/>
    public static int Size => 1;

    /// <inheritdoc/>
    public static int Alignment => 1;

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in bool value) => writer.WriteUnmanaged(value ? (byte)1 : (byte)0);

    /// <inheritdoc/>
    public static bool Read(ref PeerReader reader)
    {
        var value = reader.ReadUnmanaged<byte>();
        if (value > 1)
        {
            PeerFormat.ThrowInvalid("bool");
        }

        return value == 1;
    }
}
