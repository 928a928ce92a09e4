using System.Net;
using System.Security.Claims;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Tests.Resuming;

/// <summary>Links by HTTP go on over the connection of another request, of the same user.</summary>
public sealed class PostedLinkTests
{
    private static readonly Uri Peers = new("https://example.org/peers");

    private static PeerConnectionOptions Near => new() { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) };

    [Fact]
    public async Task A_link_goes_on_over_another_request_of_its_user_and_begins_anew_for_another_user()
    {
        var workshop = new Workshop();
        await using var offers = new PeerOffers((peer, _) => peer.Serve<IWorkshop>(workshop), new PeerOffersOptions { Connection = Near });
        using var posts = new Posts(offers);
        using var http = new HttpClient(posts);
        var options = new PeerLinkOptions { Connection = Near, MinReconnectDelay = TimeSpan.FromMilliseconds(1), MaxReconnectDelay = TimeSpan.FromMilliseconds(50), MaxReconnectAttempts = int.MaxValue };
        await using var link = await PeerLink.ConnectAsync(Peers, http, options: options, cancellationToken: Loopback.Token).SoonAsync();
        var session = link.Session;
        var remote = link.GetRemote<IWorkshop>();
        var held = remote.HoldAsync("kept", Loopback.Token).AsTask();
        await workshop.Held.Task.SoonAsync();

        // Both have the key once both have answered.
        Assert.Empty(await remote.NotesAsync(Loopback.Token).AsTask().SoonAsync());
        await link.LoseAsync();
        await remote.NoteAsync(1, Loopback.Token);
        Assert.Equal(1, Assert.Single(await remote.NotesAsync(Loopback.Token).AsTask().SoonAsync()));
        Assert.Same(session, link.Session);
        Assert.Single(offers.Links);

        posts.User = "eve";
        await link.LoseAsync();
        Assert.Equal(PeerSessionEndKind.ConnectionLost, (await session.Completion.SoonAsync()).Kind);
        Assert.Equal(PeerStatus.ConnectionLost, (await Assert.ThrowsAsync<PeerException>(() => held.SoonAsync())).Status);
        Assert.Equal(1, Assert.Single(await remote.NotesAsync(Loopback.Token).AsTask().SoonAsync()));
        Assert.NotSame(session, link.Session);
        Assert.Equal(["ada", "ada", "eve"], posts.Users);
    }

    /// <summary>A web server that knows who posts.</summary>
    private sealed class Posts(PeerOffers offers) : HttpMessageHandler
    {
        public string User { get; set; } = "ada";

        public List<string> Users { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method != HttpMethod.Post)
            {
                return new HttpResponseMessage(HttpStatusCode.NotFound);
            }

            Users.Add(User);
            var user = new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, User)], "test"));
            var answer = await offers.AnswerAsync(await request.Content!.ReadAsStringAsync(cancellationToken), user, cancellationToken);
            var response = new HttpResponseMessage(HttpStatusCode.Created) { Content = new StringContent(answer.Body, null, "application/sdp") };
            response.Headers.Location = new Uri(Peers, $"/peers/{answer.Id}");
            response.Headers.TryAddWithoutValidation("ETag", answer.ETag);
            return response;
        }
    }
}
