using TypedPeer.Signaling.Networks.Protocol;

namespace TypedPeer.Signaling.Tests.Networks;

/// <summary>A peer that means harm reaches nobody but itself.</summary>
public sealed class HostilePeerTests
{
    private const string Sdp = "v=0\r\na=fingerprint:sha-256 AA:BB\r\n";

    [Fact]
    public async Task Offers_without_end_are_bounded_for_each_peer_and_in_total()
    {
        var server = new InProcessSignaling();
        var asked = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = Meeting.Options("bob") with
        {
            MaxPendingLinks = 4,
            Accept = async (_, token) =>
            {
                if (Interlocked.Increment(ref asked) == 4)
                {
                    all.SetResult();
                }

                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return true;
            },
        };
        await using var bob = await PeerNetwork.JoinAsync(server, options, Loopback.Token).SoonAsync();
        var mallories = new List<ISignalingConnection>();
        for (var peer = 0; peer < 10; peer++)
        {
            var mallory = await server.Transport.ConnectAsync($"mallory{peer}", "token", null, Loopback.Token);
            mallories.Add(mallory);
            Assert.Contains("OPEN", await mallory.ReceiveAsync(Loopback.Token), StringComparison.Ordinal);
            await mallory.SendAsync(Offer(0), Loopback.Token);
            if (peer == 3)
            {
                await all.Task.SoonAsync();
            }
        }

        foreach (var mallory in mallories)
        {
            for (var offer = 1; offer < 1_000; offer++)
            {
                await mallory.SendAsync(Offer(offer), Loopback.Token);
            }
        }

        foreach (var mallory in mallories)
        {
            Assert.Contains("too-many", await mallory.ReceiveAsync(Loopback.Token).AsTask().SoonAsync(), StringComparison.Ordinal);
        }

        await using var alice = await PeerNetwork.JoinAsync(server, Meeting.Options("alice"), Loopback.Token).SoonAsync();
        var link = await bob.ConnectAsync("alice", Loopback.Token).SoonAsync();
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        Assert.Equal(4, asked);
        Assert.Equal(5, bob.Peers.Count);
        foreach (var mallory in mallories)
        {
            await mallory.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("""{"type":"OFFER","dst":"bob","payload":{"label":"typedpeer","typedpeer":{}}}""")]
    [InlineData("""{"type":"OFFER","dst":"bob","payload":{"label":"typedpeer","connectionId":"dc_1","typedpeer":{"link":"x"},"sdp":{"type":"offer","sdp":""}}}""")]
    [InlineData("""{"type":"OFFER","dst":"bob","payload":{"label":"typedpeer","connectionId":"dc_1","typedpeer":{"link":"00000000000000000000000000000001"},"sdp":{"type":"answer","sdp":""}}}""")]
    [InlineData("""{"type":"OFFER","dst":"bob","payload":{"label":"typedpeer","connectionId":"dc_1","typedpeer":{"link":"00000000000000000000000000000001"},"sdp":7}}""")]
    [InlineData("""{"type":"OFFER","dst":"bob","payload":{"label":"typedpeer","connectionId":"dc_1","typedpeer":{"link":"00000000000000000000000000000001"},"sdp":{"type":"offer","sdp":"nonsense"}}}""")]
    [InlineData("""{"type":"ANSWER","dst":"bob","payload":{"connectionId":"dc_1","typedpeer":{"refused":7}}}""")]
    [InlineData("""{"type":"CANDIDATE","dst":"bob","payload":{"connectionId":"dc_1","candidate":[]}}""")]
    [InlineData("""{"type":"LEAVE","dst":"bob"}""")]
    public async Task What_a_peer_sends_that_is_wrong_harms_nobody(string text)
    {
        var server = new InProcessSignaling();
        await using var bob = await PeerNetwork.JoinAsync(server, Meeting.Options("bob"), Loopback.Token).SoonAsync();
        await using var mallory = await server.Transport.ConnectAsync("mallory", "token", null, Loopback.Token);

        await mallory.SendAsync(text, Loopback.Token);

        await using var alice = await PeerNetwork.JoinAsync(server, Meeting.Options("alice"), Loopback.Token).SoonAsync();
        var link = await alice.ConnectAsync("bob", Loopback.Token).SoonAsync();
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        Assert.Equal(PeerNetworkState.Joined, bob.State);
    }

    private static string Offer(int number) => Envelope.Write("OFFER", "bob", writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("sdp");
        writer.WriteString("type", "offer");
        writer.WriteString("sdp", Sdp);
        writer.WriteEndObject();
        writer.WriteString("type", "data");
        writer.WriteString("label", "typedpeer");
        writer.WriteString("connectionId", $"dc_{number}");
        writer.WriteStartObject("typedpeer");
        writer.WriteString("link", $"{number:x32}");
        writer.WriteEndObject();
        writer.WriteEndObject();
    });
}
