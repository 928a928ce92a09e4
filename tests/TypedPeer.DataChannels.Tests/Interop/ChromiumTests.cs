using TypedPeer.Testing;

namespace TypedPeer.DataChannels.Tests.Interop;

public sealed class ChromiumTests : InteropSuite
{
    [RequiresPeer("chromium")]
    public Task A_page_that_offers_exchanges_text_and_bytes_up_to_256_KiB() => ExchangeAsync(theyOffer: true);

    [RequiresPeer("chromium")]
    public Task A_page_that_answers_exchanges_text_and_bytes_up_to_256_KiB() => ExchangeAsync(theyOffer: false);

    private protected override async Task<ForeignPeer> StartPeerAsync() => await ChromiumPeer.StartAsync();
}
