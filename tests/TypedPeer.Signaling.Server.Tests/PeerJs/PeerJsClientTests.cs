using TypedPeer.Signaling.Server.Tests.Protocol;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Server.Tests.PeerJs;

/// <summary>The unmodified peerjs client in Chromium against this server.</summary>
public abstract class PeerJsClientTests(bool overSockets) : ServedTests(overSockets)
{
    [RequiresPeer("peerjs")]
    public async Task Two_peers_of_pages_connect_and_talk()
    {
        await using var server = await StartAsync();
        await using var page = await PeerJsPage.OpenAsync();
        Assert.Equal("alice", await page.EvaluateAsync<string>("port => open_('a', 'alice', port)", server.Address.Port));
        Assert.Equal("bob", await page.EvaluateAsync<string>("port => open_('b', 'bob', port)", server.Address.Port));
        Assert.Equal("pong: ping", await page.EvaluateAsync<string>("""
            async () => {
              peers.b.on("connection", connection => connection.on("data", data => connection.send("pong: " + data)));
              const connection = peers.a.connect("bob", { metadata: { hello: 1 } });
              const answer = once(connection, "data");
              await once(connection, "open");
              connection.send("ping");
              return await answer;
            }
            """));
    }

    [RequiresPeer("peerjs")]
    public async Task An_id_is_issued_a_taken_one_is_an_error_and_an_absent_peer_is_unavailable()
    {
        await using var server = await StartAsync(static options => options.ExpireTimeout = TimeSpan.FromMilliseconds(200));
        await using var page = await PeerJsPage.OpenAsync();
        Assert.True(Guid.TryParse(await page.EvaluateAsync<string>("port => open_('a', null, port)", server.Address.Port), out _));
        Assert.Equal("bob", await page.EvaluateAsync<string>("port => open_('b', 'bob', port)", server.Address.Port));
        Assert.Equal("error:unavailable-id", await page.EvaluateAsync<string>("port => open_('c', 'bob', port)", server.Address.Port));
        Assert.Equal("error:server-error", await page.EvaluateAsync<string>("port => open_('d', 'dora', port, { key: 'other' })", server.Address.Port));
        Assert.Equal("peer-unavailable", await page.EvaluateAsync<string>("async () => { peers.a.connect('nobody'); return (await once(peers.a, 'error')).type; }"));
    }

    [RequiresPeer("peerjs")]
    public async Task Peers_are_listed_where_discovery_is_allowed()
    {
        await using var server = await StartAsync(static options => options.AllowDiscovery = true);
        await using var page = await PeerJsPage.OpenAsync();
        await page.EvaluateAsync<string>("port => open_('a', 'alice', port)", server.Address.Port);
        Assert.Equal(["alice"], await page.EvaluateAsync<string[]>("() => new Promise(resolve => peers.a.listAllPeers(resolve))"));
    }

    [RequiresPeer("peerjs")]
    public async Task A_peer_reconnects_to_a_server_that_was_started_anew_and_its_connections_never_notice()
    {
        var server = await StartAsync();
        var port = server.Address.Port;
        await using var page = await PeerJsPage.OpenAsync();
        await page.EvaluateAsync<string>("port => open_('a', 'alice', port)", port);
        await page.EvaluateAsync<string>("port => open_('b', 'bob', port)", port);
        await page.EvaluateAsync<bool>("""
            async () => {
              peers.b.on("connection", connection => connection.on("data", data => connection.send("pong: " + data)));
              window.connection = peers.a.connect("bob");
              await once(connection, "open");
              window.lost = Promise.all([once(peers.a, "disconnected"), once(peers.b, "disconnected")]);
              return true;
            }
            """);
        await server.DisposeAsync();
        await page.EvaluateAsync<bool>("async () => { await lost; return true; }");
        await using var again = await StartAsync(port: port);
        Assert.Equal("alice bob pong: still here", await page.EvaluateAsync<string>("""
            async () => {
              const opened = Promise.all([once(peers.a, "open"), once(peers.b, "open")]);
              peers.a.reconnect();
              peers.b.reconnect();
              const [a, b] = await opened;
              const answer = once(connection, "data");
              connection.send("still here");
              return a + " " + b + " " + await answer;
            }
            """));
    }

    [RequiresPeer("peerjs")]
    public async Task A_peer_that_reconnects_while_the_server_still_holds_its_socket_is_let_in_at_once()
    {
        await using var server = await StartAsync();
        await using var page = await PeerJsPage.OpenAsync();
        await page.EvaluateAsync<string>("port => open_('a', 'alice', port, { token: 'mine' })", server.Address.Port);
        Assert.Equal("alice", await page.EvaluateAsync<string>("port => open_('b', 'alice', port, { token: 'mine' })", server.Address.Port));
    }
}

/// <inheritdoc/>
public sealed class PeerJsClientByRequestTests() : PeerJsClientTests(overSockets: false);

/// <inheritdoc/>
public sealed class PeerJsClientBySocketTests() : PeerJsClientTests(overSockets: true);
