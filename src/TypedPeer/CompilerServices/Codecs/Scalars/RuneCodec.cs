using System.Text;

namespace TypedPeer.CompilerServices;

/// <summary>Four bytes: the scalar value. Surrogates and values past U+10FFFF are refused.</summary>
public readonly struct RuneCodec : IPeerUnmanagedCodec<Rune>
{
    /// <inheritdoc/>
    public static int MinimumSize => sizeof(int);

    /// <inheritdoc/>
    public static int Size => sizeof(int);

    /// <inheritdoc/>
    public static int Alignment => sizeof(int);

    /// <inheritdoc/>
    public static void Write(ref PeerWriter writer, in Rune value) => writer.WriteUnmanaged(value.Value);

    /// <inheritdoc/>
    public static Rune Read(ref PeerReader reader)
    {
        if (!Rune.TryCreate(reader.ReadUnmanaged<int>(), out var rune))
        {
            PeerFormat.ThrowInvalid("Rune");
        }

        return rune;
    }
}
