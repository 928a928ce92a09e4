using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Streams;

namespace TypedPeer.Fuzz.Targets;

/// <summary>The stream of a TCP candidate (RFC 4571), each step what one read brings: of somebody who has proved to be the peer (kind 0) or has not (1).</summary>
internal sealed class FramesTarget : IFuzzTarget
{
    private const int StrangersLongest = 1500;

    private static readonly DatagramFraming Framing = DatagramFraming.Instance;

    public string Name => "frames";

    public long MaxAllocatedBytes => 1024 * 1024;

    public IReadOnlyList<byte[]> Dictionary { get; } = [[0], [0, 0], [0, 1], [0, 20], [0x05, 0xDC], [0x05, 0xDD], [0xFF, 0xFF], "HTTP/1.1 "u8.ToArray()];

    public IEnumerable<(string Name, List<FuzzStep> Steps)> Record()
    {
        var run = new SendRun { Length = 50, SegmentSize = 20, Path = null!, Remote = null! };
        byte[] frames = new byte[Framing.GetLength(run)];
        Framing.Write(run, [.. Enumerable.Range(0, run.Length).Select(static value => (byte)value)], frames);
        yield return ("whole", [new FuzzStep(0, frames)]);
        yield return ("cut", [new FuzzStep(0, frames[..1]), new FuzzStep(0, frames[1..23]), new FuzzStep(0, frames[23..])]);
        yield return ("stranger", [new FuzzStep(1, frames), new FuzzStep(1, [0, 0, 0, 1]), new FuzzStep(1, [9])]);
        yield return ("other", [new FuzzStep(1, "HTTP/1.1 400 Bad Request\r\n"u8.ToArray())]);
    }

    /// <summary>The first length is that of what follows.</summary>
    public FuzzStep Repair(FuzzStep step, Random random)
    {
        if (step.Bytes.Length < DatagramFraming.HeaderSize)
        {
            return step;
        }

        byte[] bytes = [.. step.Bytes];
        int length = random.Next(bytes.Length - DatagramFraming.HeaderSize + 1);
        (bytes[0], bytes[1]) = ((byte)(length >> 8), (byte)length);
        return step with { Bytes = bytes };
    }

    public string Run(IReadOnlyList<FuzzStep> steps)
    {
        var outcome = "nothing";
        byte[] waiting = [];
        int taken = 0;
        foreach (var step in steps)
        {
            var longest = step.Kind % 2 == 0 ? ushort.MaxValue : StrangersLongest;
            waiting = [.. waiting, .. step.Bytes];
            int whole = Framing.GetWhole(waiting, longest);
            if (whole < 0)
            {
                return "refused";
            }

            FuzzFindingException.Unless(whole <= waiting.Length, "More is whole than has come.");
            var frames = waiting.AsSpan(0, whole);
            while (DatagramFraming.TryTake(ref frames, out var datagram))
            {
                FuzzFindingException.Unless(datagram.Length <= longest, "A datagram is longer than it may be.");
                taken += DatagramFraming.HeaderSize + datagram.Length;
                outcome = "datagrams";
            }

            waiting = waiting[whole..];
            FuzzFindingException.Unless(waiting.Length < DatagramFraming.HeaderSize + longest || step.Bytes.Length >= longest, "What waits is more than one datagram.");
        }

        FuzzFindingException.Unless(taken + waiting.Length == steps.Sum(static step => step.Bytes.Length), "Bytes were lost, or read twice.");
        return outcome;
    }
}
