using TypedPeer.Signaling;

namespace TypedPeer.Schedules.Tests;

/// <summary>Ends come with the reason that both sides would give.</summary>
public sealed class EndTests
{
    [Fact]
    public async Task A_peer_that_closed_the_link_while_the_other_was_out_of_reach_ends_it_in_order()
    {
        using var pair = new NetworkPair(1);
        await pair.RunAsync(async () =>
        {
            var link = await pair.Alice.ConnectAsync("bob", CancellationToken.None);
            var back = await pair.Bob.ConnectAsync("alice", CancellationToken.None);
            pair.Hosts[0].Move();
            await pair.PassAsync(1);
            await back.DisposeAsync();
            await pair.PassAsync(40);
            pair.Hosts[0].Move("10.0.1.1");

            var end = await link.Completion;

            Assert.Equal(PeerLinkEndKind.ClosedByPeer, end.Kind);
            Assert.Equal(PeerLinkEndKind.Closed, (await back.Completion).Kind);
        });
    }

    [Fact]
    public async Task A_link_that_failed_is_none_that_the_peer_closed()
    {
        using var pair = new NetworkPair(1);
        await pair.RunAsync(async () =>
        {
            var link = await pair.Alice.ConnectAsync("bob", CancellationToken.None);
            var back = await pair.Bob.ConnectAsync("alice", CancellationToken.None);
            var isFirst = true;
            pair.Server.Server.Tap = (from, text) =>
            {
                if (text.Contains("\"refused\"", StringComparison.Ordinal) && isFirst)
                {
                    // It is not heard, and the next offer is for a link that is over.
                    isFirst = false;
                    return [];
                }

                return [from == "bob" ? AnotherFingerprint(text) : text];
            };

            await link.Connection.CloseAsync(new CancellationToken(canceled: true));

            foreach (var end in await Task.WhenAll(link.Completion, back.Completion))
            {
                Assert.Equal(PeerLinkEndKind.Failed, end.Kind);
                Assert.Equal(PeerNetworkError.FingerprintMismatch, Assert.IsType<PeerNetworkException>(end.Exception).Error);
            }

            Assert.False(isFirst);
        });
    }

    [Fact]
    public async Task An_attempt_that_the_peer_gave_up_is_no_end_of_a_link_that_is_looked_for()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            using var pair = new NetworkPair(seed);
            await pair.RunAsync(async () =>
            {
                var link = await pair.Alice.ConnectAsync("bob", CancellationToken.None);
                foreach (var path in pair.World.GetPaths(pair.Hosts[0].Addresses[0], pair.Hosts[1].Addresses[0]))
                {
                    path.IsUp = false;
                }

                await pair.PassAsync(60);
                foreach (var path in pair.World.GetPaths(pair.Hosts[0].Addresses[0], pair.Hosts[1].Addresses[0]))
                {
                    path.IsUp = true;
                }

                await pair.WhenAsync(() => link.State == PeerLinkState.Connected, within: 60);
                Assert.Equal(5, await (await link.GetSessionAsync(CancellationToken.None)).GetRemote<IEcho>().EchoAsync(5, CancellationToken.None));
            });
        }
    }

    [Fact]
    public async Task Two_networks_of_one_id_and_token_do_not_take_over_from_each_other_for_ever()
    {
        using var pair = new NetworkPair(1);
        await pair.RunAsync(async () =>
        {
            var second = await PeerNetwork.JoinAsync(
                pair.Server.CreateUplink(), pair.Hosts[1].Configure(new() { Id = "bob", ConnectionToken = "bob's" }), CancellationToken.None);
            Assert.Equal(PeerNetworkError.TakenOver, (await pair.Bob.Completion).Error);
            await pair.PassAsync(60);
            Assert.Equal(PeerNetworkState.Joined, second.State);
            await second.DisposeAsync();
        });
    }

    /// <summary>Changes the last two bytes of a certificate's fingerprint, if there is one.</summary>
    private static string AnotherFingerprint(string text)
    {
        const string Name = "a=fingerprint:sha-256 ";
        const int Kept = 30 * 3;
        var start = text.IndexOf(Name, StringComparison.Ordinal);
        return start < 0 ? text : text[..(start + Name.Length + Kept)] + "00:11" + text[(start + Name.Length + Kept + 5)..];
    }
}
