using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TypedPeer.CompilerServices;

namespace TypedPeer.Benchmarks.Codecs;

/// <summary>One way to write one value and read it back, each the fastest way its library has: into buffers that are used again.</summary>
internal abstract class CodecSubject
{
    /// <summary>Writes the value and returns how many bytes it took.</summary>
    public abstract int Encode();

    /// <summary>Reads the value.</summary>
    public abstract object Decode();
}

/// <summary>The generated codec.</summary>
internal sealed class PeerSubject<T, TCodec> : CodecSubject
    where T : class
    where TCodec : struct, IPeerCodec<T>
{
    private readonly T _value;
    private readonly byte[] _bytes;

    public PeerSubject(T value)
    {
        _value = value;
        var writer = new PeerWriter(headroom: 0, limit: 1 << 24);
        TCodec.Write(ref writer, in value);
        var (buffer, length) = writer.Detach();
        _bytes = buffer.AsSpan(0, length).ToArray();
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Gets the bytes of the value.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    public override int Encode()
    {
        var writer = new PeerWriter(headroom: 0, limit: 1 << 24);
        TCodec.Write(ref writer, in _value);
        var (buffer, length) = writer.Detach();
        ArrayPool<byte>.Shared.Return(buffer);
        return length;
    }

    public override object Decode()
    {
        var reader = new PeerReader(_bytes);
        var value = TCodec.Read(ref reader);
        reader.End();
        return value;
    }
}

/// <summary>System.Text.Json with source generation, as UTF-8.</summary>
internal sealed class JsonSubject<T> : CodecSubject, IDisposable
    where T : class
{
    private readonly T _value;
    private readonly JsonTypeInfo<T> _type;
    private readonly byte[] _bytes;
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private readonly Utf8JsonWriter _writer;

    public JsonSubject(T value, JsonTypeInfo<T> type)
    {
        _value = value;
        _type = type;
        _bytes = JsonSerializer.SerializeToUtf8Bytes(value, type);
        _writer = new Utf8JsonWriter(_buffer);
    }

    public override int Encode()
    {
        _buffer.ResetWrittenCount();
        _writer.Reset(_buffer);
        JsonSerializer.Serialize(_writer, _value, _type);
        return _buffer.WrittenCount;
    }

    public override object Decode() => JsonSerializer.Deserialize(_bytes, _type)!;

    public void Dispose() => _writer.Dispose();
}
