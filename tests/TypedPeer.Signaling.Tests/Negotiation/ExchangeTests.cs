using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Tests.Negotiation;

/// <summary>One exchange of an offer and an answer, such as an HTTP request.</summary>
public sealed class ExchangeTests
{
    [Fact]
    public async Task A_link_over_one_exchange_offers_whole_and_once_and_meets_who_answers()
    {
        var offers = 0;
        await using var answering = new PeerConnection(Here());
        var channel = answering.CreateDataChannel("typedpeer", new() { Negotiated = true, Id = 0 });
        await using var session = PeerSession.Start(channel, peer => peer.Serve<IGreeter>(new Greeter()));
        await using var link = await PeerLink.ConnectAsync(
            SignalingChannel.Over(async (offer, token) =>
            {
                offers++;
                Assert.Contains("a=candidate:", offer.Sdp, StringComparison.Ordinal);
                await answering.SetRemoteDescriptionAsync(offer, token);
                await answering.SetLocalDescriptionAsync(cancellationToken: token);
                await answering.GatheringCompleted.WaitAsync(token);
                return answering.LocalDescription!;
            }),
            options: new() { Connection = Here() },
            cancellationToken: Loopback.Token).SoonAsync();

        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        Assert.Equal(1, offers);
    }

    [Fact]
    public async Task An_exchange_that_throws_fails_the_attempt_and_says_why()
    {
        var exception = await Assert.ThrowsAsync<PeerConnectException>(() => ConnectAsync(static _ => throw new HttpRequestException("401 (Unauthorized)")));

        Assert.Equal(PeerConnectFailure.SignalingFailed, exception.Failure);
        Assert.Contains("401 (Unauthorized)", exception.Message, StringComparison.Ordinal);
        Assert.IsType<HttpRequestException>(exception.InnerException);
    }

    [Fact]
    public async Task What_is_no_answer_fails_the_attempt()
    {
        var echoed = await Assert.ThrowsAsync<PeerConnectException>(() => ConnectAsync(static offer => offer));
        var broken = await Assert.ThrowsAsync<PeerConnectException>(() => ConnectAsync(static _ => new SessionDescription(SdpType.Answer, "nonsense")));

        Assert.Equal((PeerConnectFailure.SignalingFailed, PeerConnectFailure.SignalingFailed), (echoed.Failure, broken.Failure));
    }

    private static Task<PeerLink> ConnectAsync(Func<SessionDescription, SessionDescription> exchange) => PeerLink.ConnectAsync(
        SignalingChannel.Over((offer, _) => ValueTask.FromResult(exchange(offer))), options: new() { Connection = Here() }, cancellationToken: Loopback.Token).SoonAsync();

    private static PeerConnectionOptions Here() => new() { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(System.Net.IPAddress.Loopback) };
}
