using MemoryPack;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.MemoryPackTests.Emitted;

/// <summary>A value of a type the package writes, and the codec the generator made for a method that takes it.</summary>
public abstract class PackagedCase
{
    public static PackagedCase Of<T>(string method, T value) => new Case<T>(method, value);

    public abstract byte[] WriteByPackage();

    public abstract byte[] WriteByCodec();

    /// <summary>Reads with the codec and writes what was read with the package.</summary>
    public abstract byte[] RewriteByCodec(byte[] bytes);

    public abstract void ReadByCodec(byte[] bytes);

    private sealed class Case<T>(string method, T value) : PackagedCase
    {
        private Type Codec => Codecs.Of(typeof(IPackaged), method);

        public override byte[] WriteByPackage() => MemoryPackSerializer.Serialize(value);

        public override byte[] WriteByCodec() => Codecs.Writer<T>(Codec)(value);

        public override byte[] RewriteByCodec(byte[] bytes) => MemoryPackSerializer.Serialize(Codecs.Reader<T>(Codec)(bytes));

        public override void ReadByCodec(byte[] bytes) => Codecs.Reader<T>(Codec)(bytes);
    }
}
