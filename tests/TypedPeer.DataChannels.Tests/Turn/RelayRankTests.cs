using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Tests.Support;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Turn;

/// <summary>Several ways to coturn, and addresses of both families by each: which of them is liked best, and which one is used.</summary>
public sealed class RelayRankTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] BothFamilies = ["listening-ip=::1", "relay-ip=::1"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [RequiresPeer("coturn")]
    public async Task A_relay_by_UDP_comes_before_TCP_before_TLS_in_each_family_in_whatever_order_they_are_named()
    {
        using var certificate = new RelayCertificate();
        await using var coturn = await Coturn.StartAsync(Token, [.. certificate.Lines, .. BothFamilies]);
        IceServer[] bestFirst = [coturn.Server(), coturn.Server("tcp"), Secured(coturn, certificate)];
        await using var connection = new PeerConnection(RelayOnly([.. bestFirst.Reverse()]));
        connection.CreateDataChannel("any");
        await connection.SetLocalDescriptionAsync(cancellationToken: Token);
        await connection.GatheringCompleted.WaitAsync(Patience, Token);

        var given = connection.GetConnectionReport().Servers.ToDictionary(static server => server.Given!);
        var ranked = ReadRelayed(connection.LocalDescription!.Sdp);

        Assert.Equal(6, ranked.Count);
        foreach (var family in (AddressFamily[])[AddressFamily.InterNetwork, AddressFamily.InterNetworkV6])
        {
            var alike = ranked.Where(candidate => candidate.EndPoint.AddressFamily == family).ToList();
            Assert.Equal(bestFirst.SelectMany(static server => server.Urls), alike.Select(candidate => given[candidate.EndPoint].Url));
            Assert.Equal([7u, 6, 5], alike.Select(static candidate => (candidate.Priority >> 21) & 7));
        }

        Assert.All(ranked, static candidate => Assert.Equal(0u, candidate.Priority >> 24));
        Assert.Equal(ranked.Count, ranked.DistinctBy(static candidate => candidate.Priority).Count());
    }

    [RequiresPeer("coturn")]
    public Task A_peer_with_nothing_but_IPv6_is_reached_by_a_relay_that_is_asked_over_UDP_and_IPv4() => ReachV6Async("udp");

    [RequiresPeer("coturn")]
    public Task A_peer_with_nothing_but_IPv6_is_reached_by_a_relay_that_is_asked_over_TCP_and_IPv4() => ReachV6Async("tcp");

    [RequiresPeer("coturn")]
    public async Task A_relay_by_TLS_is_left_for_one_by_UDP_when_that_is_there_and_taken_again_when_that_dies()
    {
        using var certificate = new RelayCertificate();
        await using var lasting = await Coturn.StartAsync(Token, certificate.Lines);
        await using var better = await Coturn.StartAsync(Token);
        var secured = Secured(lasting, certificate);
        await using var pair = PeerConnectionPair.Create(RelayOnly(secured), Loopback(IPAddress.Loopback));
        var (local, remote) = await pair.OpenChannelAsync();
        var received = new MessageCollector(remote);
        Assert.Equal(secured.Urls[0], UsedBy(pair.Offerer));

        pair.Offerer.SetConfiguration(pair.Offerer.GetConfiguration() with { IceServers = [secured, better.Server()] });
        pair.Offerer.RestartIce();
        await pair.SignalAsync();
        await WhenUsedAsync(pair.Offerer, better.Server().Urls[0]);
        local.Send([1]);
        Assert.Equal([1], (await received.NextAsync()).Data);

        better.Kill();
        local.Send([2]);
        Assert.Equal([2], (await received.NextAsync()).Data);
        await WhenUsedAsync(pair.Offerer, secured.Urls[0]);
    }

    private static async Task ReachV6Async(string transport)
    {
        await using var coturn = await Coturn.StartAsync(Token, BothFamilies);
        await using var pair = PeerConnectionPair.Create(RelayOnly(coturn.Server(transport)), Loopback(IPAddress.IPv6Loopback));
        var (local, remote) = await pair.OpenChannelAsync();
        var received = new MessageCollector(remote);

        local.Send([1, 2, 3]);

        Assert.Equal([1, 2, 3], (await received.NextAsync()).Data);
        Assert.Equal((IPAddress.IPv6Loopback, "relay"), (pair.Offerer.SelectedCandidatePair!.Local.Address, pair.Offerer.SelectedCandidatePair.LocalType));
    }

    private static IceServer Secured(Coturn coturn, RelayCertificate certificate) => coturn.SecuredServer((_, shown, _, _) => certificate.Is(shown));

    private static PeerConnectionOptions RelayOnly(params IceServer[] servers) => new() { IceServers = servers, IceTransportPolicy = IceTransportPolicy.Relay };

    private static PeerConnectionOptions Loopback(IPAddress address) => new() { IncludeLoopback = true, LocalAddressFilter = address.Equals };

    /// <summary>The relayed candidates of a description, best first.</summary>
    private static List<(IPEndPoint EndPoint, uint Priority)> ReadRelayed(string sdp) =>
    [
        .. sdp.Split("\r\n").Where(static line => line.StartsWith("a=candidate:", StringComparison.Ordinal) && line.Contains(" typ relay", StringComparison.Ordinal))
            .Select(static line => line.Split(' '))
            .Select(static words => (new IPEndPoint(IPAddress.Parse(words[4]), int.Parse(words[5])), uint.Parse(words[3])))
            .OrderByDescending(static candidate => candidate.Item2),
    ];

    /// <summary>The relay that data travels by.</summary>
    private static string? UsedBy(PeerConnection connection)
    {
        var local = connection.SelectedCandidatePair?.Local;
        return connection.GetConnectionReport().Servers.FirstOrDefault(server => server.Given is not null && server.Given.Equals(local))?.Url;
    }

    private static async Task WhenUsedAsync(PeerConnection connection, string url)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        using var patience = new CancellationTokenSource(Patience);
        while (UsedBy(connection) != url)
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }
}
