using MemoryPack;

namespace TypedPeer.MemoryPackTests.Golden;

/// <summary>One line of the vectors: a value that the real package writes and reads.</summary>
public abstract class PackageCase
{
    public static PackageCase Of<T>(T value) => new Case<T>(value);

    public abstract byte[] Write();

    /// <summary>Reads a value from <paramref name="bytes"/> and returns the bytes it is written as.</summary>
    public abstract byte[] Rewrite(byte[] bytes);

    private sealed class Case<T>(T value) : PackageCase
    {
        public override byte[] Write() => MemoryPackSerializer.Serialize(value);

        public override byte[] Rewrite(byte[] bytes)
        {
            T? read = default;
            Assert.Equal(bytes.Length, MemoryPackSerializer.Deserialize(bytes, ref read));
            return MemoryPackSerializer.Serialize(read);
        }
    }
}
