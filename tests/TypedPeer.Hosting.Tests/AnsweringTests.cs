using System.Net;
using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using TypedPeer.DataChannels;
using TypedPeer.Signaling;

namespace TypedPeer.Hosting.Tests;

/// <summary>One offer in, one answer out: what an HTTP request can carry.</summary>
public sealed class AnsweringTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private static readonly PeerConnectionOptions Loopback = new() { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_over_one_exchange_meets_what_answers_it_as_the_user_of_the_request()
    {
        using var host = Build();
        await host.StartAsync(Token);
        var factory = host.Services.GetRequiredService<PeerSessionFactory>();
        PeerSession? there = null;
        await using var link = await PeerLink.ConnectAsync(
            SignalingChannel.Over(async (offer, token) =>
            {
                var user = new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Name, "ada")], "test"));
                var answer = await factory.AnswerAsync(SessionDescription.FromJson(offer.ToJson()), user: user, connection: Loopback, cancellationToken: token);
                there = answer.Session;
                return answer.Description;
            }),
            options: new() { Connection = Loopback },
            cancellationToken: Token);
        host.Services.GetRequiredService<Store>().Go.SetResult();
        Assert.Equal("alive", await link.GetRemote<IWork>().WorkAsync(Token));
        Assert.Equal("ada", there!.User?.Identity?.Name);
        Assert.Same(there, Assert.Single(factory.Sessions));
        await host.StopAsync(Token);
        Assert.Equal(PeerLinkEndKind.ClosedByPeer, (await link.Completion.WaitAsync(Bound, Token)).Kind);
    }

    [Theory]
    [InlineData(SdpType.Offer, "nonsense")]
    [InlineData(SdpType.Offer, "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n")]
    [InlineData(SdpType.Offer, "v=0\r\n")]
    [InlineData(SdpType.Offer, "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n")]
    [InlineData(SdpType.Offer, "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=application 9 TCP/SOMETHING webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\n")]
    [InlineData(SdpType.Answer, "v=0\r\n")]
    public async Task What_is_no_offer_is_the_peers_mistake_and_leaves_nothing(SdpType type, string sdp)
    {
        await using var services = new ServiceCollection().AddTypedPeer().Services.BuildServiceProvider();
        var factory = services.GetRequiredService<PeerSessionFactory>();
        await Assert.ThrowsAsync<ArgumentException>(() => factory.AnswerAsync(new SessionDescription(type, sdp), connection: Loopback, cancellationToken: Token).WaitAsync(Bound, Token));
        Assert.Empty(factory.Sessions);
    }

    [Fact]
    public async Task A_peer_that_never_comes_is_given_up()
    {
        var time = new FakeTimeProvider();
        await using var services = new ServiceCollection().AddTypedPeer().Services.BuildServiceProvider();
        var factory = services.GetRequiredService<PeerSessionFactory>();
        await using var caller = new PeerConnection(Loopback);
        caller.CreateDataChannel("typedpeer", new() { Negotiated = true, Id = 0 });
        await caller.SetLocalDescriptionAsync(cancellationToken: Token);
        await caller.GatheringCompleted.WaitAsync(Bound, Token);
        var answer = await factory.AnswerAsync(caller.LocalDescription!, connection: Loopback with { TimeProvider = time }, cancellationToken: Token);
        Assert.False(answer.Session.Completion.IsCompleted);
        time.Advance(Loopback.ConnectTimeout);
        Assert.Equal(PeerSessionEndKind.ConnectionLost, (await answer.Session.Completion.WaitAsync(Bound, Token)).Kind);
    }

    [Fact]
    public async Task No_offer_is_answered_once_the_application_stops()
    {
        await using var services = new ServiceCollection().AddTypedPeer().Services.BuildServiceProvider();
        var factory = services.GetRequiredService<PeerSessionFactory>();
        await factory.StopAsync(Token);
        var error = await Assert.ThrowsAsync<PeerException>(() => factory.AnswerAsync(new SessionDescription(SdpType.Offer, "v=0\r\n"), cancellationToken: Token));
        Assert.Equal(PeerStatus.Unavailable, error.Status);
    }

    private static IHost Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<Store>().AddTypedPeer().Serve<IWork, Work>();
        return builder.Build();
    }
}
