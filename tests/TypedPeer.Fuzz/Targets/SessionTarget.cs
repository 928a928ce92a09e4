using TypedPeer.Fuzz.Session;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Fuzz.Targets;

/// <summary>
/// A session that serves and calls. Kinds: 0 a channel message, 1 we call (the first byte says what), 2 time passes (two bytes, tenths
/// of a second), 3 the channel has room again, 4 the channel closes, 5 we say goodbye.
/// </summary>
internal sealed class SessionTarget : IFuzzTarget
{
    public string Name => "session";

    public long MaxAllocatedBytes => 64 * 1024 * 1024;

    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        .. Enum.GetValues<FrameType>().Select(type => new[] { (byte)type, (byte)3 }), [0x80], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
    ];

    public IEnumerable<(string Name, List<FuzzStep> Steps)> Record()
    {
        yield return ("unary", Converse(0, 1));
        yield return ("streams", Converse(2, 3, 4));
        yield return ("served-streams", Converse(10, 11, 12));
        yield return ("served", Converse(8, 9, 8));
        yield return ("goodbye", Converse(0, 13));
    }

    public FuzzStep Repair(FuzzStep step, Random random)
    {
        if (step.Kind % 6 != 0 || step.Bytes.Length < 2)
        {
            return step;
        }

        // Keep the frames that fit, and make the first that does not as long as what is left.
        var position = 0;
        while (position < step.Bytes.Length)
        {
            var start = position++;
            if (!Varint.TryRead(step.Bytes, ref position, out var length) || length > (ulong)(step.Bytes.Length - position))
            {
                var body = step.Bytes.AsSpan(Math.Min(start + 2, step.Bytes.Length));
                Span<byte> number = stackalloc byte[10];
                return step with { Bytes = [.. step.Bytes.AsSpan(0, start + 1), .. number[..Varint.Write(number, (ulong)body.Length)], .. body] };
            }

            position += (int)length;
        }

        return step;
    }

    public string Run(IReadOnlyList<FuzzStep> steps)
    {
        var side = new FuzzSession();
        side.Pump();
        foreach (var step in steps)
        {
            side.Apply(step);
        }

        var outcome = side.Outcome;
        side.Channel.Close();
        side.Pump();
        return outcome;
    }

    /// <summary>What the peer says while calls are made. Below 8 our side calls, from 8 on the peer calls (the same calls), 13 is the peer's goodbye.</summary>
    private static List<FuzzStep> Converse(params byte[] calls)
    {
        var script = new List<FuzzStep>();
        var ours = new FuzzSession();
        var peer = new FuzzSession();
        Exchange(ours, peer, script);
        foreach (var call in calls)
        {
            if (call < 8)
            {
                script.Add(new FuzzStep(1, [call]));
                ours.Call(call);
            }
            else if (call < 13)
            {
                peer.Call((byte)(call - 8));
            }
            else
            {
                peer.Stop();
            }

            Exchange(ours, peer, script);
        }

        return script;
    }

    private static void Exchange(FuzzSession ours, FuzzSession peer, List<FuzzStep> script)
    {
        // Continuations of streams run on other threads; the recorder gives them a few rounds.
        for (var round = 0; round < 50; round++)
        {
            ours.Pump();
            peer.Pump();
            foreach (var message in ours.Channel.TakeSent())
            {
                peer.Channel.Receive(message);
            }

            foreach (var message in peer.Channel.TakeSent())
            {
                script.Add(new FuzzStep(0, message));
                ours.Channel.Receive(message);
            }

            Thread.Yield();
        }
    }
}
