using System.Text;
using System.Text.Json;
using TypedPeer.Signaling;
using TypedPeer.Signaling.PeerJs.BinaryPack;
using TypedPeer.Signaling.PeerJs.Chunks;

namespace TypedPeer.Fuzz.Targets;

/// <summary>
/// What a PeerJS page sends: BinaryPack (kind 0) with the chunks of cut messages among it, and JSON (1). What was understood can be written and is understood again, as the same.
/// </summary>
internal sealed class PeerJsTarget : IFuzzTarget
{
    private const int MaxMessage = 64 * 1024;

    private const int MaxValues = 10_000;

    public string Name => "peerjs";

    public long MaxAllocatedBytes => 16 * 1024 * 1024;

    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        [0xc0], [0xc1], [0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0], [0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0], [0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        [0xdd, 0xff, 0xff, 0xff, 0xff], [0xdf, 0, 0, 0, 2], [0xdb, 0, 0, 4, 0], [0xd9, 0, 0, 0, 1], [0xdc, 0, 3], [0xda, 4, 0], [0x91], [0x81, 0xb1],
        .. new[] { "\u00bb", "__peerData", "n", "data", "total", "type", "close", "[", "{\"a\":", "1e999", "-0", "\\ud800", "\"" }.Select(Encoding.UTF8.GetBytes),
    ];

    public IEnumerable<(string Name, List<FuzzStep> Steps)> Record()
    {
        var value = PeerData.FromJson("""{"a":1,"b":[true,null,1.5,-7,300,70000,-70000,4294967296],"text":"café \ud83d\ude00","none":{},"deep":[[[[[]]]]]}""");
        yield return ("value", [new(0, BinaryPackWriter.ToArray(value))]);
        yield return ("bytes", [new(0, BinaryPackWriter.ToArray(PeerData.FromArray(new byte[3], new byte[300], "x".PadRight(300, 'x'))))]);
        yield return ("close", [new(0, BinaryPackWriter.ToArray(PeerData.FromJson("""{"__peerData":{"type":"close"}}""")))]);
        yield return ("json", [new(1, Encoding.UTF8.GetBytes(value.ToJson()))]);

        var packed = BinaryPackWriter.ToArray(PeerData.FromArray(new byte[2500], "end"));
        yield return ("chunks", [.. Enumerable.Range(0, 3).Select(n => Chunk(1, n, packed[(n * 1100)..Math.Min(packed.Length, (n + 1) * 1100)], 3))]);
        yield return ("mixed", [Chunk(1, 1, packed[2000..], 2), Chunk(2, 0, packed[..2000], 2), Chunk(1, 0, packed[..2000], 2), Chunk(2, 1, packed[2000..], 2)]);
    }

    public FuzzStep Repair(FuzzStep step, Random random) => step;

    public string Run(IReadOnlyList<FuzzStep> steps)
    {
        var chunks = new ChunkReader(MaxMessage);
        var reached = "refused";
        foreach (var step in steps)
        {
            try
            {
                reached = step.Kind % 2 == 0 ? Unpack(step.Bytes, chunks) ?? reached : Parse(step.Bytes);
            }
            catch (Exception exception) when (exception is InvalidDataException or JsonException)
            {
                FuzzFindingException.Unless(exception.Message.Length > 0, "A message is refused without a reason.");
            }

            FuzzFindingException.Unless(chunks.Held >= 0 && (chunks.Held == 0) == (chunks.Open == 0), "What is held does not add up.");
        }

        return reached;
    }

    private static string? Unpack(byte[] message, ChunkReader chunks)
    {
        var value = BinaryPackReader.Read(message, MaxValues, out var values);
        FuzzFindingException.Unless(values >= 1 && values <= message.Length, $"{values} values in {message.Length} bytes.");
        FuzzFindingException.Unless(BinaryPackReader.Read(BinaryPackWriter.ToArray(value), MaxValues) is var again && again == value, $"What was read and written is another value: {value}");
        if (value.Kind != PeerDataKind.Object || value["__peerData"].Kind != PeerDataKind.Number)
        {
            return "unpacked";
        }

        if (chunks.Add(value) is not { } whole)
        {
            return null;
        }

        FuzzFindingException.Unless(whole.Length <= MaxMessage, "A message is larger than allowed.");
        BinaryPackReader.Read(whole, MaxValues);
        return "put together";
    }

    private static string Parse(byte[] json)
    {
        var value = PeerData.FromJson(Encoding.UTF8.GetString(json));
        PeerData.FromJson(value.ToJson());
        return "parsed";
    }

    private static FuzzStep Chunk(int id, int n, byte[] data, int total) =>
        new(0, BinaryPackWriter.ToArray(PeerData.FromObject(("__peerData", id), ("n", n), ("data", data), ("total", total))));
}
