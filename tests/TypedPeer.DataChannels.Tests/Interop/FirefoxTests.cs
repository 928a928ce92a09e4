using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Interop;

public sealed class FirefoxTests : InteropSuite
{
    [RequiresPeer("firefox")]
    public Task Text_bytes_and_empty_messages_up_to_256_KiB_go_both_ways_when_they_offer() => ExchangeAsync(theyOffer: true);

    [RequiresPeer("firefox")]
    public Task Text_bytes_and_empty_messages_up_to_256_KiB_go_both_ways_when_we_offer() => ExchangeAsync(theyOffer: false);

    [RequiresPeer("firefox")]
    public Task Unordered_messages_without_retransmission_go_both_ways_when_they_offer() => ExchangeUnorderedAsync(theyOffer: true);

    [RequiresPeer("firefox")]
    public Task Unordered_messages_without_retransmission_go_both_ways_when_we_offer() => ExchangeUnorderedAsync(theyOffer: false);

    [RequiresPeer("firefox")]
    public Task A_hundred_channels_carry_their_own_messages_when_they_offer() => UseHundredChannelsAsync(theyOffer: true);

    [RequiresPeer("firefox")]
    public Task A_hundred_channels_carry_their_own_messages_when_we_offer() => UseHundredChannelsAsync(theyOffer: false);

    [RequiresPeer("firefox")]
    public Task Either_side_closes_channels_and_the_connection_when_they_offer() => CloseAsync(theyOffer: true);

    [RequiresPeer("firefox")]
    public Task Either_side_closes_channels_and_the_connection_when_we_offer() => CloseAsync(theyOffer: false);

    [RequiresPeer("firefox")]
    public Task A_large_transfer_arrives_unchanged_when_they_offer() => MoveLargeTransferAsync(theyOffer: true);

    [RequiresPeer("firefox")]
    public Task A_large_transfer_arrives_unchanged_when_we_offer() => MoveLargeTransferAsync(theyOffer: false);

    [RequiresPeer("firefox")]
    public Task A_channel_lives_on_over_an_ICE_restart_when_they_offer() => RestartIceAsync(theyOffer: true);

    [RequiresPeer("firefox")]
    public Task A_channel_lives_on_over_an_ICE_restart_when_we_offer() => RestartIceAsync(theyOffer: false);

    private protected override async Task<ForeignPeer> StartPeerAsync() => await FirefoxPeer.StartAsync();
}
