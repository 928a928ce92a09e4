using TypedPeer.Tests.Core;

using static TypedPeer.Tests.Hostile.Wire;

namespace TypedPeer.Tests.Hostile;

/// <summary>
/// What a byte of each kind of frame costs a session's core, at worst: bytes allocated, and bytes sent in answer. Counted on the core alone, by
/// one thread, so that nothing else is in the figures.
/// </summary>
public class FrameCostTests(ITestOutputHelper output)
{
    /// <summary>A refusal in words is the dearest answer; the calls it answers are bounded, as is what waits to be sent.</summary>
    private const double MostSent = 4;

    private const double MostAllocated = 12;
    private const int PerMessage = 100;
    private const int Messages = 100;

    /// <summary>The contract of both sides, as the peer announces it.</summary>
    private static byte[] Contract => Frame(Wire.Contract, U(CompilerServices.NameHash.Of("Core")), U(7), V(4), Join([.. Enumerable.Range(1, 4).Select(static i => Join(U((ulong)i), U((ulong)i)))]));

    public static TheoryData<string> Kinds => [.. Frames.Keys];

    /// <summary>Frames that no session has to end for. The first call of this side has ended long before.</summary>
    private static Dictionary<string, Func<ulong, byte[]>> Frames { get; } = new()
    {
        ["PING"] = static i => Frame(Ping, U(i)),
        ["CALL-CREDIT"] = static _ => Frame(CallCredit, V(1)),
        ["CALL that is answered"] = static i => Frame(Call, V(i), V(0), U(1)),
        ["CALL of a method that is not served"] = static i => Frame(Call, V(i), V(0), U(99)),
        ["CALL with a flag of the future"] = static i => Frame(Call, V(i), V(1 << 20), U(1)),
        ["CALL of an object that was never shared"] = static i => Frame(Call, V(i), V(Target), U(1), [2], V(77)),
        ["CALL with headers"] = static i => Frame(Call, V(i), V(Headers), U(1), V(2), S("a"), S(""), S("b"), S("")),
        ["CALL with a deadline"] = static i => Frame(Call, V(i), V(Deadline), U(1), V(1_000_000)),
        ["one-way CALL"] = static i => Frame(Call, V(i), V(OneWay), U(2)),
        ["one-way CALL of a method that is not served"] = static i => Frame(Call, V(i), V(OneWay), U(99)),
        ["CALL that is cancelled at once"] = static i => Join(Frame(Call, V(i), V(0), U(1)), Frame(Cancel, V(i), V(1))),
        ["CALL whose arguments do not come, cancelled"] = static i => Join(Frame(Call, V(i), V(More), U(1)), Frame(Arguments, V(i), V(1), [1]), Frame(Cancel, V(i), V(1))),
        ["CALL with a stream that ends"] = static i => Join(Frame(Call, V(i), V(0), U(4)), Frame(DataEnd, V(2 * i), V(1))),
        ["late CANCEL"] = static _ => Frame(Cancel, V(1), V(1)),
        ["late ARGUMENTS"] = static _ => Frame(Arguments, V(1), V(0), [1]),
        ["late DATA"] = static _ => Frame(Data, V(2), V(1), [1]),
        ["late DATA-END"] = static _ => Frame(DataEnd, V(2), V(1)),
        ["late STREAM-ERROR"] = static _ => Frame(StreamError, V(2), V(1), V(1), S("")),
        ["late CREDIT"] = static _ => Frame(Credit, V(2), V(0), V(1)),
        ["late RESULT"] = static _ => Frame(Result, V(1), V(0)),
        ["late ERROR"] = static _ => Frame(Error, V(1), V(1), S("")),
        ["a frame of the future"] = static _ => Frame(0xF0),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_byte_of_a_frame_costs_little_memory_and_little_to_send(string kind)
    {
        var player = new CorePlayer(new());
        player.Play(new(CoreStepKind.Open, 0, 64 * 1024));
        player.Play(new(CoreStepKind.Message, 0, 0, Join(SayHello(callWindow: 1 << 30, contracts: 1), Contract)));

        // Each side made one call, which has ended.
        player.Play(new(CoreStepKind.Unary, 0, 0, []));
        player.Play(new(CoreStepKind.Message, 0, 0, Join(Frame(Error, V(1), V(1), S("")), Frame(Call, V(1), V(0), U(99)))));
        player.Messages.Clear();
        var next = 2UL;
        Play(player, kind, ref next, out _, out _, out _);
        Play(player, kind, ref next, out var received, out var allocated, out var sent);
        output.WriteLine(FormattableString.Invariant($"{kind}: {(double)allocated / received:F2} allocated and {(double)sent / received:F2} sent per byte"));
        Assert.False(player.Core.HasEnded, player.Core.End?.Message);
        Assert.InRange((double)allocated / received, 0, MostAllocated);
        Assert.InRange((double)sent / received, 0, MostSent);
    }

    private static void Play(CorePlayer player, string kind, ref ulong next, out long received, out long allocated, out long sent)
    {
        (received, allocated, sent) = (0, 0, 0);
        for (var i = 0; i < Messages; i++)
        {
            var from = next;
            next += PerMessage;
            var message = Join([.. Enumerable.Range(0, PerMessage).Select(k => Frames[kind](from + (ulong)k))]);
            received += message.Length;
            var before = GC.GetAllocatedBytesForCurrentThread();
            player.Core.Receive(message, i * 1000);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            player.Play(new(CoreStepKind.Start, i * 1000));
            while (player.MayStart || player.Running.Count > 0)
            {
                player.Play(new(player.Running.Count > 0 ? CoreStepKind.Answer : CoreStepKind.Start, i * 1000));
            }

            sent += player.Messages.Sum(static m => m.Length);
            player.Messages.Clear();
            player.Given.Clear();
            player.Uploads.Clear();
        }
    }
}
