using BenchmarkDotNet.Attributes;
using TypedPeer.Generated.TypedPeer.Benchmarks;

namespace TypedPeer.Benchmarks.Codecs;

/// <summary>The generated codec of an everyday object beside System.Text.Json's, with the memory column.</summary>
[MemoryDiagnoser]
public class CodecBenchmarks
{
    private readonly CodecSubject _ours = new PeerSubject<Order, TypedPeer_Benchmarks_Codecs_OrderCodec>(Order.Create());
    private readonly CodecSubject _json = new JsonSubject<Order>(Order.Create(), JsonContext.Default.Order);

    [Benchmark]
    public int Encode() => _ours.Encode();

    [Benchmark]
    public int EncodeJson() => _json.Encode();

    [Benchmark]
    public object Decode() => _ours.Decode();

    [Benchmark]
    public object DecodeJson() => _json.Decode();
}
