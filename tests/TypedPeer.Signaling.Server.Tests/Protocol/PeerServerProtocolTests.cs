using System.Net;

namespace TypedPeer.Signaling.Server.Tests.Protocol;

/// <summary>What a PeerJS client sees, byte for byte.</summary>
public abstract class PeerServerProtocolTests(bool overSockets) : ServedTests(overSockets)
{
    [Fact]
    public async Task A_client_is_told_that_it_is_open_and_nothing_more()
    {
        await using var server = await StartAsync();
        using var alice = await server.ConnectAsync("alice");
        Assert.Equal("""{"type":"OPEN"}""", await alice.NextAsync());
    }

    [Theory]
    [InlineData("OFFER")]
    [InlineData("ANSWER")]
    [InlineData("CANDIDATE")]
    [InlineData("LEAVE")]
    public async Task A_message_is_passed_on_with_its_sender_and_its_payload_as_it_was(string type)
    {
        await using var server = await StartAsync();
        using var alice = await server.OpenAsync("alice");
        using var bob = await server.OpenAsync("bob");
        await alice.SendAsync($$$"""{"type":"{{{type}}}","payload":{"a":[1, 2.50,"\u00e9ü"],"b":null},"dst":"bob","src":"mallory","more":1}""");
        Assert.Equal($$$"""{"type":"{{{type}}}","src":"alice","dst":"bob","payload":{"a":[1, 2.50,"\u00e9ü"],"b":null}}""", await bob.NextAsync());
    }

    [Fact]
    public async Task Another_token_finds_the_id_taken_and_is_closed()
    {
        await using var server = await StartAsync();
        using var alice = await server.OpenAsync("alice", "one");
        using var other = await server.ConnectAsync("alice", "two");
        Assert.Equal("""{"type":"ID-TAKEN","payload":{"msg":"ID is taken"}}""", await other.NextAsync());
        Assert.Null(await other.NextOrCloseAsync());
        await alice.SendAsync("""{"type":"OFFER","dst":"alice","payload":1}""");
        Assert.Equal("""{"type":"OFFER","src":"alice","dst":"alice","payload":1}""", await alice.NextAsync());
    }

    [Fact]
    public async Task The_same_token_takes_the_id_over_at_once_and_is_told_that_it_is_open()
    {
        await using var server = await StartAsync();
        using var first = await server.OpenAsync("alice", "one");
        using var second = await server.OpenAsync("alice", "one");
        Assert.Null(await first.NextOrCloseAsync());
        using var bob = await server.OpenAsync("bob");
        await bob.SendAsync("""{"type":"OFFER","dst":"alice","payload":1}""");
        Assert.Equal("""{"type":"OFFER","src":"bob","dst":"alice","payload":1}""", await second.NextAsync());
    }

    [Fact]
    public async Task Messages_wait_for_a_peer_that_is_not_there_yet_in_their_order()
    {
        await using var server = await StartAsync();
        using var alice = await server.OpenAsync("alice");
        await alice.SendAsync("""{"type":"OFFER","dst":"bob","payload":1}""");
        await alice.SendAsync("""{"type":"CANDIDATE","dst":"bob","payload":2}""");
        await alice.SendAsync("""{"type":"OFFER","dst":"alice","payload":0}""");
        await alice.NextAsync("OFFER");
        using var bob = await server.OpenAsync("bob");
        Assert.Equal("""{"type":"OFFER","src":"alice","dst":"bob","payload":1}""", await bob.NextAsync());
        Assert.Equal("""{"type":"CANDIDATE","src":"alice","dst":"bob","payload":2}""", await bob.NextAsync());
    }

    [Fact]
    public async Task Messages_to_a_peer_that_does_not_come_expire_once_for_a_sender()
    {
        await using var server = await StartAsync(static options => options.ExpireTimeout = TimeSpan.FromMilliseconds(50));
        using var alice = await server.OpenAsync("alice");
        await alice.SendAsync("""{"type":"OFFER","dst":"no\"body","payload":1}""");
        await alice.SendAsync("""{"type":"CANDIDATE","dst":"no\"body","payload":2}""");
        Assert.Equal("""{"type":"EXPIRE","src":"no\u0022body","dst":"alice"}""", await alice.NextAsync());
        await alice.SendAsync("""{"type":"LEAVE","dst":"alice"}""");
        Assert.Equal("""{"type":"LEAVE","src":"alice","dst":"alice"}""", await alice.NextAsync());
    }

    [Fact]
    public async Task A_leave_without_a_receiver_frees_the_id()
    {
        await using var server = await StartAsync();
        using var first = await server.OpenAsync("alice", "one");
        await first.SendAsync("""{"type":"LEAVE"}""");
        Assert.Null(await first.NextOrCloseAsync());
        using var second = await server.OpenAsync("alice", "two");
    }

    [Theory]
    [InlineData("key=peerjs&id=alice", "No id, token, or key supplied to websocket server")]
    [InlineData("key=peerjs&token=x", "No id, token, or key supplied to websocket server")]
    [InlineData("key=other&id=alice&token=x", "Invalid key provided")]
    [InlineData("key=peerjs&id=-&token=x", "The id is not valid")]
    [InlineData("key=peerjs&id=a%22b&token=x", "The id is not valid")]
    public async Task A_client_that_may_not_in_is_told_why(string query, string text)
    {
        await using var server = await StartAsync();
        using var client = new RawClient();
        await client.ConnectAsync(server.Address, "/peerjs/peerjs?" + query);
        Assert.Equal($$$"""{"type":"ERROR","payload":{"msg":"{{{text}}}"}}""", await client.NextAsync());
        Assert.Null(await client.NextOrCloseAsync());
    }

    [Fact]
    public async Task Beyond_the_concurrent_limit_a_client_is_told_so()
    {
        await using var server = await StartAsync(static options => options.ConcurrentLimit = 1);
        using var alice = await server.OpenAsync("alice");
        using var bob = await server.ConnectAsync("bob");
        Assert.Equal("""{"type":"ERROR","payload":{"msg":"Server has reached its concurrent user limit"}}""", await bob.NextAsync());
        using var again = await server.OpenAsync("alice");
    }

    [Fact]
    public async Task Ids_are_issued_and_pages_of_any_origin_may_read_them()
    {
        await using var server = await StartAsync();
        using var http = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/peerjs/peerjs/id?ts=1&version=1.5.5");
        request.Headers.Add("Origin", "https://example.org");
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(Guid.TryParse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), out _));
        Assert.Equal("https://example.org", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task Ids_are_told_only_where_discovery_is_allowed_and_by_the_key()
    {
        await using var closed = await StartAsync();
        await using var open = await StartAsync(static options => options.AllowDiscovery = true);
        using var alice = await open.OpenAsync("alice");
        using var http = new HttpClient();
        using var refused = await http.GetAsync(new Uri(closed.Address, "/peerjs/peerjs/peers"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Unauthorized", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var wrong = await http.GetAsync(new Uri(open.Address, "/peerjs/other/peers"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal("""["alice"]""", await http.GetStringAsync(new Uri(open.Address, "/peerjs/peerjs/peers"), TestContext.Current.CancellationToken));
    }
}

/// <inheritdoc/>
public sealed class PeerServerProtocolByRequestTests() : PeerServerProtocolTests(overSockets: false);

/// <inheritdoc/>
public sealed class PeerServerProtocolBySocketTests() : PeerServerProtocolTests(overSockets: true);
