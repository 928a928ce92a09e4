using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Interop.Glare;

/// <summary>Offers that cross, with peers that no one here wrote.</summary>
public sealed class GlareTests
{
    [RequiresPeer("chromium")]
    public async Task Offers_and_restarts_that_cross_with_Chromium_connect_where_we_are_polite() => await RunAsync(await ChromiumPeer.StartAsync(), weArePolite: true);

    [RequiresPeer("chromium")]
    public async Task Offers_and_restarts_that_cross_with_Chromium_connect_where_we_are_impolite() => await RunAsync(await ChromiumPeer.StartAsync(), weArePolite: false);

    [RequiresPeer("wrtc")]
    public async Task Offers_and_restarts_that_cross_with_libwebrtc_connect_where_we_are_polite() => await RunAsync(await NodePeer.StartAsync("wrtc"), weArePolite: true);

    [RequiresPeer("wrtc")]
    public async Task Offers_and_restarts_that_cross_with_libwebrtc_connect_where_we_are_impolite() => await RunAsync(await NodePeer.StartAsync("wrtc"), weArePolite: false);

    [RequiresPeer("firefox")]
    public async Task Offers_and_restarts_that_cross_with_Firefox_connect_where_we_are_polite() => await RunAsync(await FirefoxPeer.StartAsync(), weArePolite: true);

    [RequiresPeer("firefox")]
    public async Task Offers_and_restarts_that_cross_with_Firefox_connect_where_we_are_impolite() => await RunAsync(await FirefoxPeer.StartAsync(), weArePolite: false);

    [RequiresPeer("chromium")]
    public async Task A_page_with_the_plain_pattern_connects_by_a_signaling_channel_where_it_is_polite() => await MeetAsync(pageIsPolite: true);

    [RequiresPeer("chromium")]
    public async Task A_page_with_the_plain_pattern_connects_by_a_signaling_channel_where_it_is_impolite() => await MeetAsync(pageIsPolite: false);

    private static async Task MeetAsync(bool pageIsPolite)
    {
        await using var peer = await ChromiumPeer.StartAsync();
        await using var connection = new PeerConnection();
        await new HelperInterop(peer, connection).RunAsync(pageIsPolite);
    }

    private static async Task RunAsync(ForeignPeer peer, bool weArePolite)
    {
        await using var started = peer;
        await using var connection = new PeerConnection();
        await new GlareInterop(peer, connection, weArePolite).RunAsync();
    }
}
