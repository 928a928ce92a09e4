using static TypedPeer.Tests.Hostile.Wire;

namespace TypedPeer.Tests.Hostile;

/// <summary>Bytes without a plan. The seed is fixed so that a run is repeatable; TYPEDPEER_SEED explores others.</summary>
public class RandomBytesTests
{
    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("TYPEDPEER_SEED"), out var seed) ? seed : 20261121;

    [Fact]
    public async Task Random_bytes_end_the_session_by_name_or_do_nothing()
    {
        for (var round = 0; round < 300; round++)
        {
            var random = new Random(HashCode(Seed, round));
            await using var peer = await ScriptedPeer.ConnectAsync();
            for (var i = 0; i < 20; i++)
            {
                var bytes = new byte[random.Next(1, 200)];
                random.NextBytes(bytes);
                peer.Send(bytes);
            }

            await ExpectNamedEndAsync(peer, round);
        }
    }

    [Fact]
    public async Task Good_frames_with_a_few_bytes_changed_end_the_session_by_name_or_do_nothing()
    {
        for (var round = 0; round < 300; round++)
        {
            var random = new Random(HashCode(Seed, round));
            await using var peer = await ScriptedPeer.ConnectAsync();
            var message = Join(
                AddCall(1), CallOf(2, "SumAsync"), Frame(Data, V(4), V(1), [4, 1, 0, 0, 0]), CallOf(3, "CountAsync", 0, [9, 0, 0, 0]),
                Frame(Credit, V(6), V(0), V(100)), Frame(DataEnd, V(4), V(1)), AddCall(9, Headers | Deadline, V(50_000_000), V(1), S("a"), S("b")),
                CallOf(10, "EchoAsync", More, [1]), Frame(Arguments, V(10), V(0), [2, 3]), Frame(Cancel, V(10), V(1)), Frame(Settle, V(2), V(0), V(0), V(1)), Frame(Ping, U(5)));
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                message[random.Next(message.Length)] = (byte)random.Next(256);
            }

            peer.Send(message);
            await ExpectNamedEndAsync(peer, round);
        }
    }

    private static async Task ExpectNamedEndAsync(ScriptedPeer peer, int round)
    {
        try
        {
            peer.Send(Frame(0x7f));
            var end = await peer.Victim.Completion.Soon();
            Assert.NotEqual(string.Empty, end.Message);
            Assert.True(end.Kind is PeerSessionEndKind.ProtocolError or PeerSessionEndKind.StoppedByPeer or PeerSessionEndKind.Aborted or PeerSessionEndKind.NotAuthorized, end.ToString());
            await peer.ExpectOthersUnharmedAsync();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Seed {Seed}, round {round}.", e);
        }
    }

    private static int HashCode(int seed, int round) => unchecked((seed * 31) + round);
}
