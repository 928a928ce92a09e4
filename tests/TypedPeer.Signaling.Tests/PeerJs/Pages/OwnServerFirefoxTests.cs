using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Tests.PeerJs.Pages;

/// <summary>Pages in Firefox and networks meet by our server.</summary>
public sealed class OwnServerFirefoxTests : PagesAndNetworks
{
    [RequiresPeer("firefox")]
    public Task A_page_and_we_exchange_values_of_every_serialization_whoever_connects() => ExchangeEverySerializationAsync();

    [RequiresPeer("firefox")]
    public Task Raw_is_never_cut_and_JSON_is_refused_above_its_bound_by_both_sides() => KeepBoundsAsync(isLarge: true);

    [RequiresPeer("firefox")]
    public Task Twenty_megabytes_in_one_send_arrive_both_ways() => SendInOneAsync(20_000_000);

    [RequiresPeer("firefox")]
    public Task Each_side_closes_in_order_and_the_other_hears_of_it() => CloseInOrderAsync();

    [RequiresPeer("firefox")]
    public Task The_server_dies_and_comes_back_while_the_connection_stays_and_new_ones_are_made_then() => OutliveTheServerAsync();

    [RequiresPeer("firefox")]
    public Task A_call_with_sound_or_pictures_is_refused_and_data_goes_on() => RefuseCallsAsync();

    [RequiresPeer("firefox")]
    public Task A_page_is_told_when_its_only_offer_is_refused() => RefuseOffersAsync();

    [RequiresPeer("firefox")]
    public Task An_id_that_the_other_has_is_taken_whoever_comes_first() => TakeIdsAsync();

    [RequiresPeer("firefox")]
    public Task Rooms_of_networks_are_not_told_to_pages() => KeepRoomsFromPagesAsync();

    internal override Task<IPageServer> StartServerAsync() => OwnPageServer.StartAsync();

    internal override Task<PeerJsPage> OpenPageAsync(IPageServer server) => FirefoxPage.OpenAsync();
}
