using System.Buffers;
using MemoryPack;

namespace TypedPeer.Benchmarks.Codecs;

/// <summary>MemoryPack's own serializer, on the bytes that our codec wrote.</summary>
internal sealed class MemoryPackSubject<T>(ReadOnlySpan<byte> bytes) : CodecSubject
    where T : class
{
    private readonly byte[] _bytes = bytes.ToArray();
    private readonly T _value = MemoryPackSerializer.Deserialize<T>(bytes)!;
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);

    public override int Encode()
    {
        _buffer.ResetWrittenCount();
        MemoryPackSerializer.Serialize(_buffer, _value);
        return _buffer.WrittenCount;
    }

    public override object Decode() => MemoryPackSerializer.Deserialize<T>(_bytes)!;
}
