using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Interop;

public sealed class NodeDataChannelTests : InteropSuite
{
    [RequiresPeer("node-datachannel")]
    public Task Text_bytes_and_empty_messages_up_to_256_KiB_go_both_ways_when_they_offer() => ExchangeAsync(theyOffer: true);

    [RequiresPeer("node-datachannel")]
    public Task Text_bytes_and_empty_messages_up_to_256_KiB_go_both_ways_when_we_offer() => ExchangeAsync(theyOffer: false);

    [RequiresPeer("node-datachannel")]
    public Task Unordered_messages_without_retransmission_go_both_ways_when_they_offer() => ExchangeUnorderedAsync(theyOffer: true);

    [RequiresPeer("node-datachannel")]
    public Task Unordered_messages_without_retransmission_go_both_ways_when_we_offer() => ExchangeUnorderedAsync(theyOffer: false);

    [RequiresPeer("node-datachannel")]
    public Task A_hundred_channels_carry_their_own_messages_when_they_offer() => UseHundredChannelsAsync(theyOffer: true);

    [RequiresPeer("node-datachannel")]
    public Task A_hundred_channels_carry_their_own_messages_when_we_offer() => UseHundredChannelsAsync(theyOffer: false);

    [RequiresPeer("node-datachannel")]
    public Task Either_side_closes_channels_and_the_connection_when_they_offer() => CloseAsync(theyOffer: true);

    [RequiresPeer("node-datachannel")]
    public Task Either_side_closes_channels_and_the_connection_when_we_offer() => CloseAsync(theyOffer: false);

    [RequiresPeer("node-datachannel")]
    public Task A_large_transfer_arrives_unchanged_when_they_offer() => MoveLargeTransferAsync(theyOffer: true);

    [RequiresPeer("node-datachannel")]
    public Task A_large_transfer_arrives_unchanged_when_we_offer() => MoveLargeTransferAsync(theyOffer: false);

    private protected override async Task<ForeignPeer> StartPeerAsync() => await NodePeer.StartAsync("node-datachannel");
}
