using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.Signaling.Server.Tests.Http;

/// <summary>Peers meet by one HTTP exchange.</summary>
public sealed class PeerOffersTests
{
    private static readonly PeerLinkOptions Here = new() { Connection = OfferServer.Loopback };

    [Fact]
    public async Task A_peer_posts_its_offer_and_calls()
    {
        await using var server = await OfferServer.StartAsync();
        var connected = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Offers.LinkConnected += connected.SetResult;

        await using var link = await PeerLink.ConnectAsync(server.Uri, options: Here, cancellationToken: OfferServer.Token).WaitAsync(OfferServer.Patience, OfferServer.Token);

        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", OfferServer.Token));
        Assert.Equal("nobody", await link.GetRemote<IGreeter>().WhoAmIAsync(OfferServer.Token));
        var other = await connected.Task.WaitAsync(OfferServer.Patience, OfferServer.Token);
        Assert.Equal(link.Connection.LocalIdentity, other.RemoteIdentity);
        Assert.Same(other, Assert.Single(server.Offers.Links));
    }

    [Fact]
    public async Task Who_is_not_allowed_in_is_refused_and_who_is_has_its_name_in_each_call()
    {
        await using var server = await OfferServer.StartAsync(more: static endpoint => endpoint.RequireAuthorization());
        var refused = await Assert.ThrowsAsync<PeerConnectException>(() => PeerLink.ConnectAsync(server.Uri, options: Here, cancellationToken: OfferServer.Token).WaitAsync(OfferServer.Patience, OfferServer.Token));
        Assert.Equal(PeerConnectFailure.Refused, refused.Failure);
        Assert.Contains("401", refused.Message, StringComparison.Ordinal);

        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("name", "ada") } };
        await using var link = await PeerLink.ConnectAsync(server.Uri, http, options: Here, cancellationToken: OfferServer.Token).WaitAsync(OfferServer.Patience, OfferServer.Token);

        Assert.Equal("ada", (await link.GetRemote<IGreeter>().WhoAmIAsync(OfferServer.Token)).Trim());
    }

    [Fact]
    public async Task What_is_kept_for_a_peer_goes_when_it_says_goodbye()
    {
        await using var server = await OfferServer.StartAsync();
        var connected = new TaskCompletionSource<PeerLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Offers.LinkConnected += connected.SetResult;
        var link = await PeerLink.ConnectAsync(server.Uri, options: Here, cancellationToken: OfferServer.Token).WaitAsync(OfferServer.Patience, OfferServer.Token);
        var other = await connected.Task.WaitAsync(OfferServer.Patience, OfferServer.Token);

        await link.DisposeAsync();

        Assert.Equal(PeerLinkEndKind.ClosedByPeer, (await other.Completion.WaitAsync(OfferServer.Patience, OfferServer.Token)).Kind);
        while (server.Offers.Count > 0)
        {
            await Task.Yield();
        }
    }

    [Fact]
    public async Task The_server_says_goodbye_and_the_link_is_closed_and_not_lost()
    {
        var server = await OfferServer.StartAsync();
        await using var link = await PeerLink.ConnectAsync(server.Uri, options: Here, cancellationToken: OfferServer.Token).WaitAsync(OfferServer.Patience, OfferServer.Token);

        await server.DisposeAsync();

        Assert.Equal(PeerLinkEndKind.ClosedByPeer, (await link.Completion.WaitAsync(OfferServer.Patience, OfferServer.Token)).Kind);
    }

    [Fact]
    public async Task A_lost_connection_is_made_anew_by_another_offer_of_the_same_peer()
    {
        await using var server = await OfferServer.StartAsync();
        await using var link = await PeerLink.ConnectAsync(
            server.Uri, options: Here with { MinReconnectDelay = TimeSpan.FromMilliseconds(10) }, cancellationToken: OfferServer.Token).WaitAsync(OfferServer.Patience, OfferServer.Token);
        var lost = link.Connection;
        var again = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        link.StateChanged += state =>
        {
            if (state == PeerLinkState.Connected && link.Connection != lost)
            {
                again.TrySetResult();
            }
        };

        await lost.CloseAsync(new CancellationToken(canceled: true));

        await again.Task.WaitAsync(OfferServer.Patience, OfferServer.Token);
        Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", OfferServer.Token));
        Assert.Equal(lost.LocalIdentity, link.Connection.LocalIdentity);
    }

    [Fact]
    public async Task A_peer_without_our_library_posts_patches_and_deletes_as_the_standard_has_it()
    {
        await using var server = await OfferServer.StartAsync();
        using var http = new HttpClient();
        await using var connection = new PeerConnection(OfferServer.Loopback);
        connection.CreateDataChannel("typedpeer", new() { Negotiated = true, Id = 0 });
        await connection.SetLocalDescriptionAsync(cancellationToken: OfferServer.Token);
        await connection.GatheringCompleted.WaitAsync(OfferServer.Patience, OfferServer.Token);

        using var created = await http.PostAsync(server.Uri, Body(connection.LocalDescription!.Sdp, "application/sdp"), OfferServer.Token);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("application/sdp", created.Content.Headers.ContentType!.MediaType);
        var (resource, first) = (new Uri(server.Uri, created.Headers.Location!), created.Headers.ETag!);
        Assert.False(first.IsWeak);
        await connection.SetRemoteDescriptionAsync(new(SdpType.Answer, await created.Content.ReadAsStringAsync(OfferServer.Token)), OfferServer.Token);
        await connection.Connected.WaitAsync(OfferServer.Patience, OfferServer.Token);

        // A candidate more.
        var candidate = $"m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:0\r\na=candidate:9 1 udp 2130706431 127.0.0.1 {connection.SelectedCandidatePair!.Local.Port} typ host\r\n";
        Assert.Equal(HttpStatusCode.PreconditionRequired, (await PatchAsync(candidate, null)).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await PatchAsync(candidate, "\"other\"")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await PatchAsync(candidate, first.Tag)).StatusCode);

        // A restart by the credentials alone.
        connection.RestartIce();
        await connection.SetLocalDescriptionAsync(cancellationToken: OfferServer.Token);
        await connection.GatheringCompleted.WaitAsync(OfferServer.Patience, OfferServer.Token);
        var fragment = string.Join("\r\n", connection.LocalDescription.Sdp.Split("\r\n").Where(static line => line.StartsWith("a=ice-", StringComparison.Ordinal) || line.StartsWith("a=candidate", StringComparison.Ordinal)));
        using var restarted = await PatchAsync(fragment, "*");
        Assert.Equal(HttpStatusCode.OK, restarted.StatusCode);
        Assert.NotEqual(first, restarted.Headers.ETag);
        Assert.Equal("application/trickle-ice-sdpfrag", restarted.Content.Headers.ContentType!.MediaType);
        Assert.Contains("a=ice-pwd:", await restarted.Content.ReadAsStringAsync(OfferServer.Token), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, (await http.DeleteAsync(resource, OfferServer.Token)).StatusCode);
        await connection.Closed.WaitAsync(OfferServer.Patience, OfferServer.Token);
        while (server.Offers.Count > 0)
        {
            await Task.Yield();
        }

        Assert.Equal(HttpStatusCode.NotFound, (await http.DeleteAsync(resource, OfferServer.Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PatchAsync(candidate, "*")).StatusCode);

        async Task<HttpResponseMessage> PatchAsync(string body, string? ifMatch)
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, resource) { Content = Body(body, "application/trickle-ice-sdpfrag") };
            if (ifMatch is not null)
            {
                request.Headers.IfMatch.Add(ifMatch == "*" ? EntityTagHeaderValue.Any : new EntityTagHeaderValue(ifMatch));
            }

            return await http.SendAsync(request, OfferServer.Token);
        }
    }

    [Fact]
    public async Task A_restart_of_ICE_by_another_offer_keeps_the_connection_and_its_calls()
    {
        await using var server = await OfferServer.StartAsync();
        await using var link = await PeerLink.ConnectAsync(server.Uri, options: Here, cancellationToken: OfferServer.Token).WaitAsync(OfferServer.Patience, OfferServer.Token);
        var peer = Assert.Single(server.Offers.Links);
        await using var stream = link.GetRemote<IGreeter>().CountAsync(OfferServer.Token).GetAsyncEnumerator(OfferServer.Token);
        Assert.True(await stream.MoveNextAsync());
        var before = peer.Connection.LocalDescription;

        link.Connection.RestartIce();
        await link.Connection.SetLocalDescriptionAsync(cancellationToken: OfferServer.Token);
        await link.Connection.GatheringCompleted.WaitAsync(OfferServer.Patience, OfferServer.Token);
        var answer = await server.Offers.RestartAsync(Assert.Single(server.Offers.Ids), link.Connection.LocalDescription!.Sdp, cancellationToken: OfferServer.Token);
        await link.Connection.SetRemoteDescriptionAsync(new(SdpType.Answer, answer!.Body), OfferServer.Token);

        Assert.NotEqual(before, peer.Connection.LocalDescription);
        for (var i = 0; i < 100; i++)
        {
            Assert.True(await stream.MoveNextAsync().AsTask().WaitAsync(OfferServer.Patience, OfferServer.Token));
        }
    }

    [Fact]
    public async Task A_path_that_falls_silent_is_replaced_by_another_request_and_calls_under_way_go_on()
    {
        await using var server = await OfferServer.StartAsync();
        using var relay = new UdpRelay();
        var detour = new DetourHandler(relay);
        using var http = new HttpClient(detour);
        await using var link = await PeerLink.ConnectAsync(server.Uri, http, options: Here, cancellationToken: OfferServer.Token).WaitAsync(OfferServer.Patience, OfferServer.Token);
        var session = link.Session;
        await using var stream = link.GetRemote<IGreeter>().CountAsync(OfferServer.Token).GetAsyncEnumerator(OfferServer.Token);
        Assert.True(await stream.MoveNextAsync());

        // What the relay alone could carry has to go another way.
        relay.Cut();
        for (var i = 0; i < 20_000; i++)
        {
            Assert.True(await stream.MoveNextAsync().AsTask().WaitAsync(OfferServer.Patience, OfferServer.Token));
        }

        Assert.Equal(["POST", "PATCH"], detour.Methods);
        Assert.Same(session, link.Session);
    }

    [Theory]
    [InlineData("application/json", "{}", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/sdp", "", HttpStatusCode.BadRequest)]
    [InlineData("application/sdp", "v=0\r\n", HttpStatusCode.BadRequest)]
    [InlineData("application/sdp", "\0\u0001nonsense", HttpStatusCode.BadRequest)]
    public async Task What_is_no_offer_is_the_peers_mistake_and_leaves_nothing(string type, string body, HttpStatusCode expected)
    {
        await using var server = await OfferServer.StartAsync();
        using var http = new HttpClient();

        using var response = await http.PostAsync(server.Uri, Body(body, type), OfferServer.Token);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(0, server.Offers.Count);
    }

    [Fact]
    public async Task A_body_beyond_the_bound_is_refused_also_where_its_length_is_not_told()
    {
        await using var server = await OfferServer.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Uri) { Content = Body(new string('x', 70_000), "application/sdp") };
        request.Headers.TransferEncodingChunked = true;

        using var response = await http.SendAsync(request, OfferServer.Token);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Offers_beyond_those_that_may_be_pending_are_told_to_come_later()
    {
        await using var server = await OfferServer.StartAsync(new() { Connection = OfferServer.Loopback, MaxPending = 1 });
        using var http = new HttpClient();
        await using var connection = new PeerConnection(OfferServer.Loopback);
        connection.CreateDataChannel("typedpeer", new() { Negotiated = true, Id = 0 });
        await connection.SetLocalDescriptionAsync(cancellationToken: OfferServer.Token);
        await connection.GatheringCompleted.WaitAsync(OfferServer.Patience, OfferServer.Token);
        using var first = await http.PostAsync(server.Uri, Body(connection.LocalDescription!.Sdp, "application/sdp"), OfferServer.Token);
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);

        using var second = await http.PostAsync(server.Uri, Body(connection.LocalDescription.Sdp, "application/sdp"), OfferServer.Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.NotNull(second.Headers.RetryAfter);
    }

    private static StringContent Body(string body, string type) => new(body, Encoding.UTF8, new MediaTypeHeaderValue(type));
}
