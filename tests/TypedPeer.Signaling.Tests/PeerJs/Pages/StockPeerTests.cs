using System.Threading.Channels;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Tests.PeerJs.Pages;

/// <summary>PeerJS as it is on npm, client and server, with a .NET peer beside it.</summary>
public sealed class StockPeerTests : PagesAndNetworks
{
    [RequiresPeer("chromium")]
    public Task A_page_and_we_exchange_values_of_every_serialization_whoever_connects() => ExchangeEverySerializationAsync();

    [RequiresPeer("chromium")]
    public Task Raw_is_never_cut_and_JSON_is_refused_above_its_bound_by_both_sides() => KeepBoundsAsync(isLarge: false);

    [RequiresPeer("chromium")]
    public Task Very_much_in_one_send_arrives_both_ways() => SendInOneAsync(LargeTransfers.Pick(100_000_000, 20_000_000));

    [RequiresPeer("chromium")]
    public Task Each_side_closes_in_order_and_the_other_hears_of_it() => CloseInOrderAsync();

    [RequiresPeer("chromium")]
    public Task The_server_dies_and_comes_back_while_the_connection_stays_and_new_ones_are_made_then() => OutliveTheServerAsync();

    [RequiresPeer("chromium")]
    public Task A_page_that_is_loaded_again_ends_its_connection_and_makes_a_new_one() => LoadAgainAsync();

    [RequiresPeer("chromium")]
    public Task A_call_with_sound_or_pictures_is_refused_and_data_goes_on() => RefuseCallsAsync();

    [RequiresPeer("chromium")]
    public Task A_page_is_told_when_its_only_offer_is_refused() => RefuseOffersAsync();

    [RequiresPeer("chromium")]
    public Task An_id_that_the_other_has_is_taken_whoever_comes_first() => TakeIdsAsync();

    [RequiresPeer("peer")]
    public async Task Two_of_us_meet_by_the_unmodified_server_and_have_links_and_data_connections()
    {
        await using var server = await StartServerAsync();
        var incoming = Channel.CreateUnbounded<PeerDataConnection>();
        await using var network = await JoinAsync(server, incoming);
        await using var other = await PeerNetwork.JoinAsync(server.Address, Networks.Meeting.Options("other"), Loopback.Token).SoonAsync();

        await using var link = await other.ConnectAsync("net", Loopback.Token).SoonAsync();
        await using var data = await other.ConnectDataAsync("net", cancellationToken: Loopback.Token).SoonAsync();
        var there = await incoming.Reader.ReadAsync(Loopback.Token).AsTask().SoonAsync();
        await data.SendAsync(new byte[100_000], Loopback.Token);
        Assert.Equal(100_000, (await NextAsync(there)).GetBytes().Length);
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        Assert.Equal(PeerNetworkError.RoomsUnsupported, (await Assert.ThrowsAsync<PeerNetworkException>(() => PeerNetwork.JoinAsync(server.Address, Networks.Meeting.Options("third", "lobby"), Loopback.Token).SoonAsync())).Error);
    }

    internal override async Task<IPageServer> StartServerAsync() => await StockPeerServer.StartAsync();

    internal override Task<PeerJsPage> OpenPageAsync(IPageServer server) => ChromiumPage.OpenAsync(server.Address);
}
