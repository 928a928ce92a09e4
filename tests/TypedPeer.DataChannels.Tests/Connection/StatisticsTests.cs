using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Connection;

/// <summary>Snapshots of what a connection did: by channel, by candidate pair, and of the transport.</summary>
public sealed class StatisticsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_channel_counts_its_own_messages_and_the_applications_bytes_in_them()
    {
        await using var pair = PeerConnectionPair.Create();
        var (first, firstRemote) = await pair.OpenChannelAsync("first", new DataChannelOptions { Protocol = "demo" });
        var (second, secondRemote) = await pair.OpenChannelAsync("second");
        var (atFirst, atSecond) = (new MessageCollector(firstRemote), new MessageCollector(secondRemote));
        first.Send(new byte[1000]);
        first.Send("héllo");
        first.Send([]);
        second.Send([1, 2]);
        for (var i = 0; i < 3; i++)
        {
            await atFirst.NextAsync();
        }

        await atSecond.NextAsync();
        secondRemote.Send("back");
        await new MessageCollector(second).NextAsync();

        var here = pair.Offerer.GetStatistics().DataChannels.ToDictionary(static channel => channel.Label, StringComparer.Ordinal);
        var there = pair.Answerer.GetStatistics().DataChannels.ToDictionary(static channel => channel.Label, StringComparer.Ordinal);
        Assert.Equal(2, here.Count);
        Assert.Equal((3, 1006, 0, 0), Sums(here["first"]));
        Assert.Equal((0, 0, 3, 1006), Sums(there["first"]));
        Assert.Equal((1, 2, 1, 4), Sums(here["second"]));
        Assert.Equal((1, 4, 1, 2), Sums(there["second"]));
        Assert.Equal(("demo", first.Id, DataChannelState.Open), (here["first"].Protocol, here["first"].Id, here["first"].State));
        Assert.Equal(first.Id, there["first"].Id);
    }

    [Fact]
    public async Task What_waits_for_a_connection_is_counted_and_a_closed_channel_goes()
    {
        await using var pair = PeerConnectionPair.Create();
        var channel = pair.Offerer.CreateDataChannel("waits");
        channel.Send("soon");
        var waiting = Assert.Single(pair.Offerer.GetStatistics().DataChannels);
        Assert.Equal((1, 4, 0, 0), Sums(waiting));
        Assert.Equal((4, DataChannelState.Connecting, null), (waiting.BufferedAmount, waiting.State, waiting.Id));

        await channel.CloseAsync(new CancellationToken(canceled: true));
        Assert.Empty(pair.Offerer.GetStatistics().DataChannels);
    }

    [Fact]
    public async Task The_selected_pair_counts_its_checks_and_its_data_as_the_peer_does()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        var messages = new MessageCollector(remote);
        local.Send(new byte[100_000]);
        await messages.NextAsync();

        // What has come was sent before: who is read first has not more than the other.
        var there = pair.Answerer.GetStatistics();
        var here = pair.Offerer.GetStatistics();
        var (receiver, sender) = (Selected(there), Selected(here));
        Assert.Equal((CandidatePairState.Succeeded, true), (sender.State, sender.Nominated));
        Assert.InRange(receiver.BytesReceived, 100_000, sender.BytesSent);
        Assert.InRange(sender.BytesSent, 100_000, here.BytesSent);
        Assert.InRange(sender.PacketsSent, 80, here.DatagramsSent);
        Assert.InRange(receiver.RequestsReceived, 1, sender.RequestsSent);
        Assert.InRange(receiver.ResponsesReceived, 1, sender.ResponsesSent);
        Assert.Equal(sender.RequestsReceived, sender.ResponsesSent);
        Assert.InRange(sender.ConsentRequestsSent, 0, sender.RequestsSent);
        Assert.True(sender.CurrentRoundTripTime > TimeSpan.Zero);
        Assert.True(sender.TotalRoundTripTime >= sender.CurrentRoundTripTime);
        Assert.Equal(sender.Local, here.SelectedCandidatePair!.Local);
        Assert.Equal(receiver.Priority, sender.Priority);
        Assert.InRange(here.SelectedCandidatePairChanges, 1, int.MaxValue);
        var priorities = here.CandidatePairs.Select(static candidate => candidate.Priority).ToList();
        Assert.Equal(priorities.OrderDescending(), priorities);
    }

    [Fact]
    public async Task A_restart_under_way_leaves_the_pair_in_use_among_the_pairs()
    {
        await using var pair = PeerConnectionPair.Create();
        await pair.OpenChannelAsync();
        pair.Offerer.RestartIce();
        await pair.Offerer.SetLocalDescriptionAsync(cancellationToken: Token);

        var statistics = pair.Offerer.GetStatistics();
        Assert.Equal(statistics.SelectedCandidatePair!.Remote, Selected(statistics).Remote);
    }

    [Fact]
    public async Task The_transport_tells_roles_version_cipher_and_certificates()
    {
        await using var pair = PeerConnectionPair.Create();
        var before = pair.Offerer.GetStatistics();
        Assert.Equal((null, null, null, null), (before.DtlsRole, before.TlsVersion, before.DtlsCipher, before.RemoteIdentity));
        Assert.Equal(pair.Offerer.LocalIdentity, before.LocalIdentity);
        Assert.Empty(before.CandidatePairs);
        Assert.Empty(before.DataChannels);
        Assert.Equal(0, before.SelectedCandidatePairChanges);

        pair.Offerer.CreateDataChannel("any");
        await pair.ConnectAsync().WaitAsync(Patience, Token);
        var (offerer, answerer) = (pair.Offerer.GetStatistics(), pair.Answerer.GetStatistics());

        Assert.Equal(("server", "client"), (offerer.DtlsRole, answerer.DtlsRole));
        Assert.Equal(("controlling", "controlled"), (offerer.IceRole, answerer.IceRole));
        Assert.Equal(("FEFD", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"), (offerer.TlsVersion, offerer.DtlsCipher));
        Assert.Equal((pair.Offerer.LocalIdentity, pair.Answerer.LocalIdentity), (offerer.LocalIdentity, offerer.RemoteIdentity));
        Assert.Equal((offerer.RemoteIdentity, offerer.LocalIdentity), (answerer.LocalIdentity, answerer.RemoteIdentity));

        await pair.Offerer.CloseAsync(Token);
        var after = pair.Offerer.GetStatistics();
        Assert.Equal(("server", "FEFD"), (after.DtlsRole, after.TlsVersion));
        Assert.Empty(after.CandidatePairs);
        Assert.Empty(after.DataChannels);
    }

    private static (long, long, long, long) Sums(DataChannelStatistics channel) => (channel.MessagesSent, channel.BytesSent, channel.MessagesReceived, channel.BytesReceived);

    private static CandidatePairStatistics Selected(PeerConnectionStatistics statistics) => Assert.Single(statistics.CandidatePairs, static pair => pair.Selected);
}
