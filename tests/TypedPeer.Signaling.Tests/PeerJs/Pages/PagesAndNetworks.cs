using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Tests.PeerJs.Pages;

/// <summary>Pages with PeerJS as it is on npm and .NET networks, who meet by a server. A sequence for each browser and server.</summary>
public abstract class PagesAndNetworks
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    /// <summary>Starts the server.</summary>
    internal abstract Task<IPageServer> StartServerAsync();

    /// <summary>Opens a page in the browser.</summary>
    internal abstract Task<PeerJsPage> OpenPageAsync(IPageServer server);

    protected async Task ExchangeEverySerializationAsync()
    {
        await using var server = await StartServerAsync();
        await using var page = await JoinPageAsync(server, "page");
        var incoming = Channel.CreateUnbounded<PeerDataConnection>();
        await using var network = await JoinAsync(server, incoming);
        const string Json = """{"a":1,"b":[true,null,-1.5,"é😀"],"c":{"d":70000}}""";
        var value = PeerData.FromJson(Json);
        foreach (var (serialization, reliable) in (List<(PeerDataSerialization, bool)>)[(PeerDataSerialization.Binary, true), (PeerDataSerialization.Binary, false), (PeerDataSerialization.Json, true)])
        {
            var name = serialization.ToString().ToLowerInvariant();
            Assert.Equal("open", await page.CallAsync<string>("connect", name, "net", new { label = $"l-{name}", metadata = new { from = "page" }, serialization = name, reliable }));
            var theirs = await incoming.Reader.ReadAsync(Loopback.Token).AsTask().SoonAsync();
            Assert.Equal(("page", $"l-{name}", serialization, reliable), (theirs.PeerId, theirs.Label, theirs.Serialization, theirs.Reliable));
            Assert.Equal("page", theirs.Metadata["from"].GetString());

            var ours = await network.ConnectDataAsync("page", new PeerDataConnectionOptions { Label = "ours", Metadata = PeerData.FromObject(("from", "net")), Serialization = serialization, Reliable = reliable }, Loopback.Token).SoonAsync();
            var seen = await page.CallAsync<JsonElement>("accept", $"ours-{name}");
            Assert.Equal(("ours", "net", name, reliable), (seen.GetProperty("label").GetString(), seen.GetProperty("metadata").GetProperty("from").GetString(), seen.GetProperty("serialization").GetString(), seen.GetProperty("reliable").GetBoolean()));

            foreach (var (connection, at) in (List<(PeerDataConnection, string)>)[(theirs, name), (ours, $"ours-{name}")])
            {
                await page.CallAsync<object?>("sendJson", at, Json);
                Assert.Equal(value, await NextAsync(connection));
                await connection.SendAsync(value, Loopback.Token);
                Assert.Equal(value, PeerData.FromJson(await page.CallAsync<string>("nextJson", at)));
            }
        }
    }

    /// <param name="isLarge">Whether the page takes 300,000 bytes in one message.</param>
    protected async Task KeepBoundsAsync(bool isLarge)
    {
        await using var server = await StartServerAsync();
        await using var page = await JoinPageAsync(server, "page");
        var incoming = Channel.CreateUnbounded<PeerDataConnection>();
        await using var network = await JoinAsync(server, incoming);

        Assert.Equal("open", await page.CallAsync<string>("connect", "raw", "net", new { serialization = "raw", reliable = true }));
        var raw = await incoming.Reader.ReadAsync(Loopback.Token).AsTask().SoonAsync();
        await page.CallAsync<object?>("send", "raw", new { bytes = 200_000 });
        var bytes = (await NextAsync(raw)).GetBytes();
        Assert.Equal((200_000, await page.CallAsync<string>("hash", 200_000)), (bytes.Length, Hash(bytes)));
        await raw.SendAsync(bytes, Loopback.Token);
        Assert.Equal(Hash(bytes), (await page.CallAsync<JsonElement>("next", "raw")).GetProperty("hash").GetString());
        await page.CallAsync<object?>("send", "raw", "text");
        Assert.Equal("text", await NextAsync(raw));
        await raw.SendAsync("text back", Loopback.Token);
        Assert.Equal("text back", await page.CallAsync<string>("next", "raw"));
        if (isLarge)
        {
            await raw.SendAsync(new byte[300_000], Loopback.Token);
            Assert.Equal(300_000, (await page.CallAsync<JsonElement>("next", "raw")).GetProperty("bytes").GetInt32());
        }
        else
        {
            Assert.Equal(PeerDataConnectionError.MessageTooBig, (await Assert.ThrowsAsync<PeerDataConnectionException>(() => raw.SendAsync(new byte[300_000], Loopback.Token))).Error);
        }


        Assert.Equal("open", await page.CallAsync<string>("connect", "json", "net", new { serialization = "json", reliable = true }));
        var json = await incoming.Reader.ReadAsync(Loopback.Token).AsTask().SoonAsync();
        await page.CallAsync<object?>("send", "json", new string('x', 16_297));
        Assert.Equal(16_297, (await NextAsync(json)).GetString().Length);
        await page.CallAsync<object?>("send", "json", new string('x', 16_299));
        Assert.Equal(["message-too-big"], await page.CallAsync<string[]>("connectionErrors", "json"));
        await json.SendAsync(new string('y', 16_298), Loopback.Token);
        Assert.Equal(16_298, (await page.CallAsync<string>("next", "json")).Length);
    }

    protected async Task SendInOneAsync(int size)
    {
        await using var server = await StartServerAsync();
        await using var page = await JoinPageAsync(server, "page");
        var incoming = Channel.CreateUnbounded<PeerDataConnection>();
        await using var network = await JoinAsync(server, incoming);
        Assert.Equal("open", await page.CallAsync<string>("connect", "file", "net", new { reliable = true }));
        var connection = await incoming.Reader.ReadAsync(Loopback.Token).AsTask().SoonAsync();

        await page.CallAsync<object?>("send", "file", new { bytes = size });
        var received = (await connection.ReadAllAsync(Loopback.Token).FirstAsync(Loopback.Token).AsTask().WaitAsync(Long, Loopback.Token)).GetBytes();
        Assert.Equal((size, await page.CallAsync<string>("hash", size)), (received.Length, Hash(received)));

        var next = page.CallAsync<JsonElement>("next", "file");
        await connection.SendAsync(received, Loopback.Token).WaitAsync(Long, Loopback.Token);
        var back = await next;
        Assert.Equal((size, Hash(received)), (back.GetProperty("bytes").GetInt32(), back.GetProperty("hash").GetString()));
    }

    protected async Task CloseInOrderAsync()
    {
        await using var server = await StartServerAsync();
        await using var page = await JoinPageAsync(server, "page");
        var incoming = Channel.CreateUnbounded<PeerDataConnection>();
        await using var network = await JoinAsync(server, incoming);
        foreach (var serialization in (string[])["binary", "json", "raw"])
        {
            foreach (var (closer, isGraceful) in (List<(string, bool)>)[("page", true), ("page", false), ("net", true)])
            {
                var name = $"{serialization}-{closer}-{isGraceful}";
                if (serialization == "raw" && closer == "page" && isGraceful)
                {
                    // PeerJS sends its goodbye as the text "[object Object]" then, which is no word of the serialization.
                    continue;
                }

                Assert.Equal("open", await page.CallAsync<string>("connect", name, "net", new { serialization, reliable = true }));
                var connection = await incoming.Reader.ReadAsync(Loopback.Token).AsTask().SoonAsync();
                if (closer == "net")
                {
                    await connection.SendAsync("last", Loopback.Token);
                    await connection.CloseAsync(Loopback.Token);
                    Assert.Equal("last", await page.CallAsync<string>("next", name));
                }
                else
                {
                    await page.CallAsync<object?>("send", name, "last");
                    Assert.Equal("last", isGraceful ? "last" : (await NextAsync(connection)).GetString());
                    await page.CallAsync<object?>("close", name, isGraceful);
                    Assert.Equal(isGraceful ? ["last"] : [], await connection.ReadAllAsync(Loopback.Token).Select(static value => value.GetString()).ToListAsync(Loopback.Token).AsTask().SoonAsync());
                }

                Assert.Equal("closed", await page.CallAsync<string>("closed", name));
                Assert.Null((await connection.Completion.SoonAsync()).Error);
            }
        }
    }

    protected async Task OutliveTheServerAsync()
    {
        await using var server = await StartServerAsync();
        await using var page = await JoinPageAsync(server, "page");
        var incoming = Channel.CreateUnbounded<PeerDataConnection>();
        await using var network = await JoinAsync(server, incoming);
        var connection = await network.ConnectDataAsync("page", cancellationToken: Loopback.Token).SoonAsync();
        await page.CallAsync<JsonElement>("accept", "first");
        var lost = StateAsync(network, PeerNetworkState.Reconnecting);

        await server.KillAsync();
        await lost.SoonAsync();
        Assert.True(await page.CallAsync<bool>("disconnected"));
        await connection.SendAsync("without a server", Loopback.Token);
        Assert.Equal("without a server", await page.CallAsync<string>("next", "first"));

        var found = StateAsync(network, PeerNetworkState.Joined);
        await server.RestartAsync();
        await found.SoonAsync();
        Assert.Equal("open", await page.CallAsync<string>("reconnect"));
        Assert.Equal("open", await page.CallAsync<string>("connect", "second", "net", new { reliable = true }));
        var second = await incoming.Reader.ReadAsync(Loopback.Token).AsTask().SoonAsync();
        await page.CallAsync<object?>("send", "second", "anew");
        Assert.Equal("anew", await NextAsync(second));
        await page.CallAsync<object?>("send", "first", "as ever");
        Assert.Equal("as ever", await NextAsync(connection));
    }

    protected async Task LoadAgainAsync()
    {
        await using var server = await StartServerAsync();
        await using var page = await JoinPageAsync(server, "page");
        var incoming = Channel.CreateUnbounded<PeerDataConnection>();
        await using var network = await JoinAsync(server, incoming);
        Assert.Equal("open", await page.CallAsync<string>("connect", "first", "net", new { reliable = true }));
        var first = await incoming.Reader.ReadAsync(Loopback.Token).AsTask().SoonAsync();

        // The server has the old client for a moment yet: a page that comes again takes another id.
        await page.ReloadAsync();
        Assert.Equal("open page-2", await page.JoinAsync(server, "page-2"));
        Assert.Equal("open", await page.CallAsync<string>("connect", "second", "net", new { reliable = true }));
        var second = await incoming.Reader.ReadAsync(Loopback.Token).AsTask().SoonAsync();
        await first.Completion.WaitAsync(Long, Loopback.Token);
        await page.CallAsync<object?>("send", "second", "here again");
        Assert.Equal("here again", await NextAsync(second));
    }

    protected async Task RefuseCallsAsync()
    {
        await using var server = await StartServerAsync();
        await using var page = await JoinPageAsync(server, "page");
        var incoming = Channel.CreateUnbounded<PeerDataConnection>();
        await using var network = await JoinAsync(server, incoming);
        Assert.Equal("open", await page.CallAsync<string>("connect", "data", "net", new { reliable = true }));
        var connection = await incoming.Reader.ReadAsync(Loopback.Token).AsTask().SoonAsync();

        Assert.StartsWith("mc_", await page.CallAsync<string>("call", "net"), StringComparison.Ordinal);

        // The server keeps what one client says in order: behind this the call has been heard.
        Assert.Equal("open", await page.CallAsync<string>("connect", "later", "net", new { reliable = true }));
        await incoming.Reader.ReadAsync(Loopback.Token).AsTask().SoonAsync();
        await page.CallAsync<object?>("send", "data", "still here");
        Assert.Equal("still here", await NextAsync(connection));
        Assert.True(await page.CallAsync<bool>("isOpen", "data"));
        Assert.Empty(await page.CallAsync<string[]>("errors"));
    }

    protected async Task RefuseOffersAsync()
    {
        await using var server = await StartServerAsync();
        await using var page = await JoinPageAsync(server, "page");
        await using var network = await JoinAsync(server, incoming: null);

        var connecting = page.CallAsync<string>("connect", "data", "net", new { reliable = true });

        // PeerJS raises no event for a connection that never was open; it forgets it.
        Assert.Equal("gone", await page.CallAsync<string>("gone", "net"));
        Assert.False(await page.CallAsync<bool>("isOpen", "data"));
        Assert.False(connecting.IsCompleted);
    }

    protected async Task TakeIdsAsync()
    {
        await using var server = await StartServerAsync();
        await using var page = await OpenPageAsync(server);
        await using (await JoinAsync(server, incoming: null))
        {
            Assert.Equal("error unavailable-id", await page.JoinAsync(server, "net"));
            Assert.Equal("open page", await page.JoinAsync(server, "page"));
            Assert.Equal(PeerNetworkError.IdTaken, (await Assert.ThrowsAsync<PeerNetworkException>(() => PeerNetwork.JoinAsync(server.Address, Networks.Meeting.Options("page"), Loopback.Token).SoonAsync())).Error);
        }

        // Whose network is closed has left.
        Assert.Equal("open net", await page.JoinAsync(server, "net"));
    }

    protected async Task KeepRoomsFromPagesAsync()
    {
        await using var server = await StartServerAsync();
        await using var page = await JoinPageAsync(server, "page");
        var incoming = Channel.CreateUnbounded<PeerDataConnection>();
        await using var network = await JoinAsync(server, incoming, "lobby");
        var bob = await PeerNetwork.JoinAsync(server.Address, Networks.Meeting.Options("bob", "lobby"), Loopback.Token).SoonAsync();
        await network.SetMetadataAsync(new JsonObject { ["mood"] = "well" }, Loopback.Token).SoonAsync();
        Assert.Equal(1, await network.BroadcastAsync("to the room", Loopback.Token).SoonAsync());
        Assert.Equal(PeerNetworkError.PeerUnavailable, (await Assert.ThrowsAsync<PeerNetworkException>(() => network.SendAsync("page", "a message", Loopback.Token).SoonAsync())).Error);
        await using (var link = await bob.ConnectAsync("net", Loopback.Token).SoonAsync())
        {
            Assert.Equal("Hello, Ada!", await link.GetRemote<IGreeter>().GreetAsync("Ada", Loopback.Token));
        }

        Assert.Equal(["bob"], network.Peers.Select(static peer => peer.Id));
        await bob.DisposeAsync();

        // The server keeps what it says to one client in order: behind this the page would have heard all.
        Assert.Equal("open", await page.CallAsync<string>("connect", "data", "net", new { reliable = true }));
        await incoming.Reader.ReadAsync(Loopback.Token).AsTask().SoonAsync();
        Assert.Empty((await page.CallAsync<string[]>("heard")).Except(["OPEN", "ANSWER", "CANDIDATE"]));
        Assert.Empty(await page.CallAsync<string[]>("errors"));
    }

    private async Task<PeerJsPage> JoinPageAsync(IPageServer server, string id)
    {
        var page = await OpenPageAsync(server);
        Assert.Equal($"open {id}", await page.JoinAsync(server, id));
        return page;
    }

    internal static Task<PeerNetwork> JoinAsync(IPageServer server, Channel<PeerDataConnection>? incoming, string? room = null) => PeerNetwork.JoinAsync(
        server.Address,
        new PeerNetworkOptions
        {
            Id = "net",
            Room = room,
            DataConnected = incoming is null ? null : connection => incoming.Writer.TryWrite(connection),
            Configure = static (peer, _) => peer.Serve<IGreeter>(new Greeter()),
            Link = new PeerLinkOptions { Connection = new PeerConnectionOptions { IncludeLoopback = true } },
        },
        Loopback.Token).SoonAsync();

    internal static async Task<PeerData> NextAsync(PeerDataConnection connection) => await connection.ReadAllAsync(Loopback.Token).FirstAsync(Loopback.Token).AsTask().SoonAsync();

    private static async Task StateAsync(PeerNetwork network, PeerNetworkState state)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        network.StateChanged += now =>
        {
            if (now == state)
            {
                reached.TrySetResult();
            }
        };
        await reached.Task;
    }

    private static string Hash(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
}
