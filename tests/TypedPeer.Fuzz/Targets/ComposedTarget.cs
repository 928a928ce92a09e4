using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Sctp.Wire;
using TypedPeer.Fuzz.Composed;
using TypedPeer.VirtualNetwork.Adversary;

namespace TypedPeer.Fuzz.Targets;

/// <summary>
/// Transport, channel table and session of one peer together, under an attacker with real DTLS. Kinds: 0 a chunk, 1 a message of the session,
/// 2 a message (stream in two bytes, sequence, protocol, payload), 3 time passes (two bytes, milliseconds), 4 a datagram, 5 a packet
/// with any header, 6 the application acts (the first byte says what), 7 an acknowledgement with a window, and whether more follow.
/// </summary>
internal sealed class ComposedTarget : IFuzzTarget
{
    private const int ChunksPerScript = 24;
    private const int ChunkHeader = 4;
    private static readonly Lazy<Bystander> Others = new();

    public string Name => "composed";

    public long MaxAllocatedBytes => 256 * 1024 * 1024;

    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        .. new SessionTarget().Dictionary,
        [SctpChunkType.Data, 3], [SctpChunkType.Sack, 0], [SctpChunkType.Shutdown, 0], [SctpChunkType.Reconfig, 0], [SctpChunkType.ForwardTsn, 0],
        [0x03, 0x00], [0x03, 0x80], [0x00, 0x01, 0x11, 0x70], [0x00, 0x01, 0x11, 0x71],
    ];

    public IEnumerable<(string Name, List<FuzzStep> Steps)> Record()
    {
        foreach (var (name, steps) in new SessionTarget().Record())
        {
            // Both sides have said hello already.
            yield return ($"session-{name}", [.. steps.Skip(1).Select(step => step.Kind == 1 ? new FuzzStep(6, step.Bytes) : new FuzzStep(1, step.Bytes))]);
        }

        using (var peer = new ComposedPeer())
        {
            var chunks = HostileChunks.Create(peer.Attacker.VictimCumulative, SctpAdversary.FirstTsn, SctpAdversary.FirstTsn).ToList();
            foreach (var (part, number) in chunks.Where(chunk => !chunk.Name.StartsWith("type", StringComparison.Ordinal)).Chunk(ChunksPerScript).Select((part, number) => (part, number)))
            {
                yield return ($"chunks-{number}", [.. part.Select(chunk => new FuzzStep(0, chunk.Chunk))]);
            }
        }

        yield return ("channels", Channels());
        yield return ("application", [.. Enumerable.Range(0, 9).Select(what => new FuzzStep(6, [(byte)what])), Time(500), new FuzzStep(6, [9]), Time(500), new FuzzStep(6, [10])]);
        yield return ("closed-window", [new FuzzStep(7, [1, 0, 0, 0]), .. Enumerable.Range(0, 8).Select(_ => new FuzzStep(6, [4])), Time(3000), new FuzzStep(6, [9]), Time(60_000)]);
    }

    public FuzzStep Repair(FuzzStep step, Random random)
    {
        if (step.Kind % 8 == 0 && step.Bytes.Length >= ChunkHeader)
        {
            step.Bytes[2] = (byte)(step.Bytes.Length >> 8);
            step.Bytes[3] = (byte)step.Bytes.Length;
        }

        return step.Kind % 8 == 1 ? new SessionTarget().Repair(step with { Kind = 0 }, random) with { Kind = step.Kind } : step;
    }

    public string Run(IReadOnlyList<FuzzStep> steps)
    {
        using var peer = new ComposedPeer();
        foreach (var step in steps)
        {
            peer.Apply(step);
        }

        var outcome = peer.Outcome;
        peer.End();
        Others.Value.Check();
        return outcome;
    }

    private static List<FuzzStep> Channels()
    {
        var steps = new List<FuzzStep>();
        for (ushort stream = 2; stream < 12; stream += 2)
        {
            steps.Add(Message(stream, 0, 0, DcepMessage.WriteOpen("made", new DataChannelOptions { Ordered = stream % 4 == 0 })));
            steps.Add(Message(stream, 1, 1, [.. "text"u8]));
            steps.Add(Message(stream, 2, 3, [1, 2, 3]));
            steps.Add(Message(stream, 3, 7, [0]));
        }

        steps.Add(Message(4, 4, 0, [.. DcepMessage.Ack]));
        return steps;
    }

    private static FuzzStep Message(ushort stream, byte sequence, byte protocol, byte[] payload) =>
        new(2, [(byte)(stream >> 8), (byte)stream, sequence, protocol, .. payload]);

    private static FuzzStep Time(ushort milliseconds) => new(3, [(byte)(milliseconds >> 8), (byte)milliseconds]);
}
