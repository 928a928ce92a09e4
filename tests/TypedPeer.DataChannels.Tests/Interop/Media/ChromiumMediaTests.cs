using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Interop.Media;

/// <summary>Pages that use audio and video beside the channel. With max-bundle Chromium makes no transport but that of the first section.</summary>
public sealed class ChromiumMediaTests
{
    private const string Default = "balanced";
    private const string MaxBundle = "max-bundle";

    [RequiresPeer("chromium")]
    public Task A_channel_offered_behind_audio_and_video_opens() => WithPageAsync(page => MediaOffers.OfferMediaFirstAsync(page, Default));

    [RequiresPeer("chromium")]
    public Task A_channel_offered_behind_audio_and_video_opens_under_max_bundle() => WithPageAsync(page => MediaOffers.OfferMediaFirstAsync(page, MaxBundle));

    [RequiresPeer("chromium")]
    public Task A_channel_lives_on_when_the_page_adds_and_stops_media() => WithPageAsync(page => MediaOffers.RenegotiateAsync(page, Default));

    [RequiresPeer("chromium")]
    public Task A_channel_lives_on_when_the_page_adds_and_stops_media_under_max_bundle() => WithPageAsync(page => MediaOffers.RenegotiateAsync(page, MaxBundle));

    [RequiresPeer("chromium")]
    public Task A_page_that_stops_the_section_which_carries_the_transport_ends_the_connection() => WithPageAsync(page => MediaOffers.StopTransportSectionAsync(page, Default));

    [RequiresPeer("chromium")]
    public Task Our_later_offer_is_accepted_where_the_page_offered_media_first() => WithPageAsync(page => MediaOffers.OfferLaterAsync(page, Default));

    [RequiresPeer("chromium")]
    public Task Our_later_offer_is_accepted_where_the_page_offered_media_first_under_max_bundle() => WithPageAsync(page => MediaOffers.OfferLaterAsync(page, MaxBundle));

    [RequiresPeer("chromium")]
    public Task A_page_adds_media_to_the_channel_that_we_offered() => WithPageAsync(page => MediaOffers.AddMediaToOurOfferAsync(page, Default));

    [RequiresPeer("chromium")]
    public Task A_page_adds_media_to_the_channel_that_we_offered_under_max_bundle() => WithPageAsync(page => MediaOffers.AddMediaToOurOfferAsync(page, MaxBundle));

    [RequiresPeer("chromium")]
    public Task ICE_is_restarted_by_both_sides_on_the_transport_of_a_section_for_audio() => WithPageAsync(page => MediaOffers.RestartIceAsync(page, MaxBundle));

    [RequiresPeer("chromium")]
    public Task An_answer_that_rejects_all_media_is_accepted_and_a_channel_offered_later_opens() => WithPageAsync(page => MediaOffers.OfferMediaAloneAsync(page, Default));

    [RequiresPeer("chromium")]
    public Task An_answer_that_rejects_all_media_is_accepted_and_a_channel_offered_later_opens_under_max_bundle() => WithPageAsync(page => MediaOffers.OfferMediaAloneAsync(page, MaxBundle));

    private static async Task WithPageAsync(Func<ForeignPeer, Task> test)
    {
        await using var page = await ChromiumPeer.StartAsync();
        await test(page);
    }
}
