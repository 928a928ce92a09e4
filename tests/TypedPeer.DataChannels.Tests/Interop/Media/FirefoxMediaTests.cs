using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Interop.Media;

/// <summary>Firefox with audio and video beside the channel; under max-bundle all sections but the first are bundle-only.</summary>
public sealed class FirefoxMediaTests
{
    private const string Default = "balanced";
    private const string MaxBundle = "max-bundle";

    [RequiresPeer("firefox")]
    public Task A_channel_offered_behind_audio_and_video_opens() => WithPageAsync(page => MediaOffers.OfferMediaFirstAsync(page, Default));

    [RequiresPeer("firefox")]
    public Task A_channel_offered_behind_audio_and_video_opens_under_max_bundle() => WithPageAsync(page => MediaOffers.OfferMediaFirstAsync(page, MaxBundle));

    [RequiresPeer("firefox")]
    public Task A_channel_lives_on_when_the_page_adds_and_stops_media() => WithPageAsync(page => MediaOffers.RenegotiateAsync(page, Default));

    [RequiresPeer("firefox")]
    public Task Our_later_offer_is_accepted_where_the_page_offered_media_first_under_max_bundle() => WithPageAsync(page => MediaOffers.OfferLaterAsync(page, MaxBundle));

    [RequiresPeer("firefox")]
    public Task A_page_adds_media_to_the_channel_that_we_offered() => WithPageAsync(page => MediaOffers.AddMediaToOurOfferAsync(page, Default));

    [RequiresPeer("firefox")]
    public Task ICE_is_restarted_by_both_sides_on_the_transport_of_a_section_for_audio() => WithPageAsync(page => MediaOffers.RestartIceAsync(page, MaxBundle));

    [RequiresPeer("firefox")]
    public Task An_answer_that_rejects_all_media_is_accepted_and_a_channel_offered_later_opens() => WithPageAsync(page => MediaOffers.OfferMediaAloneAsync(page, Default));

    [RequiresPeer("firefox")]
    public Task An_answer_that_rejects_all_media_is_accepted_and_a_channel_offered_later_opens_under_max_bundle() => WithPageAsync(page => MediaOffers.OfferMediaAloneAsync(page, MaxBundle));

    private static async Task WithPageAsync(Func<ForeignPeer, Task> test)
    {
        await using var page = await FirefoxPeer.StartAsync();
        await test(page);
    }
}
