using TypedPeer.DataChannels.Sdp;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Connection;

/// <summary>The name of the DTLS association (RFC 8842, section 4), and what it is good for (RFC 8844).</summary>
public sealed class TlsIdTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_descriptions_carry_one_and_the_connection_comes_up()
    {
        await using var pair = PeerConnectionPair.Create();
        await pair.OpenChannelAsync();

        var offered = TlsIdOf(pair.Offerer);
        Assert.Matches("^[0-9a-zA-Z+/_-]{20,255}$", offered);
        Assert.NotEqual(offered, TlsIdOf(pair.Answerer));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_peer_in_another_session_than_its_description_says_is_refused(bool inOffer)
    {
        await using var pair = PeerConnectionPair.Create();
        pair.Offerer.CreateDataChannel("any");
        await pair.SignalAsync(inOffer ? _ => Forge(pair.Offerer).Sdp : null, inOffer ? null : _ => Forge(pair.Answerer).Sdp);

        var reason = await (inOffer ? pair.Answerer : pair.Offerer).Closed.WaitAsync(Patience, Token);

        Assert.Contains("another session", reason.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_offer_without_one_gets_an_answer_without_one_and_connects()
    {
        await using var pair = PeerConnectionPair.Create();
        pair.Offerer.CreateDataChannel("any");
        await pair.Offerer.SetLocalDescriptionAsync(cancellationToken: Token);
        await pair.Offerer.GatheringCompleted.WaitAsync(Patience, Token);
        var offer = pair.Offerer.LocalDescription!;
        await pair.Answerer.SetRemoteDescriptionAsync(offer with { Sdp = offer.Sdp.Replace($"a=tls-id:{TlsIdOf(pair.Offerer)}\r\n", string.Empty, StringComparison.Ordinal) }, Token);
        await pair.Answerer.SetLocalDescriptionAsync(cancellationToken: Token);
        await pair.Answerer.GatheringCompleted.WaitAsync(Patience, Token);

        Assert.DoesNotContain("tls-id", pair.Answerer.LocalDescription!.Sdp, StringComparison.Ordinal);
        await pair.Offerer.SetRemoteDescriptionAsync(pair.Answerer.LocalDescription!, Token);
        await pair.Offerer.Connected.WaitAsync(Patience, Token);
        await pair.Answerer.Connected.WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task A_later_description_with_another_one_is_refused()
    {
        await using var pair = PeerConnectionPair.Create();
        await pair.OpenChannelAsync();
        await pair.Offerer.SetLocalDescriptionAsync(cancellationToken: Token);

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => pair.Answerer.SetRemoteDescriptionAsync(Forge(pair.Offerer), Token));

        Assert.Contains("tls-id", refused.Message, StringComparison.Ordinal);
    }

    private static string TlsIdOf(PeerConnection connection)
    {
        Assert.True(SdpDescription.TryParse(connection.LocalDescription!.Sdp, out var description, out _));
        return description!.Data!.TlsId!;
    }

    private static SessionDescription Forge(PeerConnection connection)
    {
        var description = connection.LocalDescription!;
        return description with { Sdp = description.Sdp.Replace(TlsIdOf(connection), "abcdefghijklmnopqrstuvwxyz", StringComparison.Ordinal) };
    }
}
