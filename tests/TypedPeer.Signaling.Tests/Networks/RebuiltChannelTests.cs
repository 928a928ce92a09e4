using TypedPeer.Signaling.Tests.Channels;

namespace TypedPeer.Signaling.Tests.Networks;

/// <summary>What there is beside the session when a network makes a link's connection anew.</summary>
public sealed class RebuiltChannelTests
{
    [Fact]
    public async Task Channels_of_both_sides_come_back_with_each_new_connection_and_data_connections_do_not_notice()
    {
        var server = new InProcessSignaling();
        var incoming = new TaskCompletionSource<PeerDataConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var alice = await PeerNetwork.JoinAsync(server, Quick("alice"), Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(server, Quick("bob") with { DataConnected = incoming.SetResult }, Loopback.Token).SoonAsync();
        var link = await alice.ConnectAsync("bob", Loopback.Token).SoonAsync();
        var back = await bob.ConnectAsync("alice", Loopback.Token).SoonAsync();
        await using var data = await alice.ConnectDataAsync("bob", cancellationToken: Loopback.Token).SoonAsync();
        var there = await incoming.Task.SoonAsync();
        var (mine, yours) = (link.OpenChannel("mine"), back.OpenChannel("yours"));
        var (mineThere, yoursThere) = (await back.AcceptChannelAsync(Loopback.Token).AsTask().SoonAsync(), await link.AcceptChannelAsync(Loopback.Token).AsTask().SoonAsync());
        for (var round = 0; round < 3; round++)
        {
            await mine.SendAsync($"mine {round}", Loopback.Token);
            await yours.SendAsync($"yours {round}", Loopback.Token);
            Assert.Equal([$"mine {round}"], await mineThere.TextsAsync(1));
            Assert.Equal([$"yours {round}"], await yoursThere.TextsAsync(1));

            var (states, others) = (new LinkStates(link), new LinkStates(back));
            await (round == 1 ? back : link).LoseAsync();
            Assert.Equal([PeerLinkState.Reconnecting, PeerLinkState.Connected], [await states.NextAsync(), await states.NextAsync()]);
            Assert.Equal([PeerLinkState.Reconnecting, PeerLinkState.Connected], [await others.NextAsync(), await others.NextAsync()]);

            await data.SendAsync(round, Loopback.Token);
            Assert.Equal(round, (await there.ReadAllAsync(Loopback.Token).FirstAsync(Loopback.Token).AsTask().SoonAsync()).GetInt64());
        }

        Assert.Equal((4, 4), (await OpenedAsync(mine, 4), await OpenedAsync(yoursThere, 4)));
        Assert.True(data.IsOpen);
    }

    [Fact]
    public async Task A_data_connection_that_is_lost_ends_with_its_reason_on_both_sides_and_the_link_stays()
    {
        var server = new InProcessSignaling();
        var incoming = new TaskCompletionSource<PeerDataConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var alice = await PeerNetwork.JoinAsync(server, Quick("alice"), Loopback.Token).SoonAsync();
        await using var bob = await PeerNetwork.JoinAsync(server, Quick("bob") with { DataConnected = incoming.SetResult }, Loopback.Token).SoonAsync();
        var link = await alice.ConnectAsync("bob", Loopback.Token).SoonAsync();
        await using var data = await alice.ConnectDataAsync("bob", cancellationToken: Loopback.Token).SoonAsync();
        var there = await incoming.Task.SoonAsync();

        await there.Connection.CloseAsync(new CancellationToken(canceled: true));

        await data.Completion.SoonAsync();
        await there.Completion.SoonAsync();
        Assert.False(data.IsOpen);
        Assert.Equal(PeerLinkState.Connected, link.State);
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
    }

    private static async Task<int> OpenedAsync(PeerLinkChannel channel, int times)
    {
        while (channel.GetStatistics().TimesOpened < times)
        {
            await channel.BecomesAsync(DataChannels.DataChannelState.Open);
            await Task.Yield();
        }

        return channel.GetStatistics().TimesOpened;
    }

    private static PeerNetworkOptions Quick(string id)
    {
        var options = Meeting.Options(id);
        return options with { Link = options.Link with { MinReconnectDelay = TimeSpan.FromMilliseconds(10) } };
    }
}
