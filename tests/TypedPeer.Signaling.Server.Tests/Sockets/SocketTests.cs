using System.Net.Http.Json;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TypedPeer.Signaling.Server.Sockets;
using TypedPeer.Signaling.Server.Tests.Protocol;
using TypedPeer.Signaling.Server.Tests.WebSockets;

namespace TypedPeer.Signaling.Server.Tests.Sockets;

/// <summary>Clients are served right on their sockets, and all else by ASP.NET Core as ever.</summary>
public sealed class SocketTests
{
    private const string Fields = "Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plain_request_is_answered_without_Kestrel_and_an_unusual_one_with_it_and_both_are_clients()
    {
        await using var server = await TestServer.StartAsync(overSockets: true);
        using var plain = await FrameClient.RequestAsync(server, "GET /peerjs/peerjs?key=peerjs&id=plain&token=x HTTP/1.1\r\n" + Fields);
        Assert.DoesNotContain("Date:", await plain.ReadHeadAsync(), StringComparison.Ordinal);
        using var unusual = await FrameClient.RequestAsync(server, "GET /peerjs/peerjs?key=peerjs&id=%75nusual&token=x HTTP/1.1\r\n" + Fields);
        Assert.Contains("Date:", await unusual.ReadHeadAsync(), StringComparison.Ordinal);
        await plain.NextAsync();
        await unusual.NextAsync();

        await plain.SendAsync(Frames.Of(Frames.Text, """{"type":"LEAVE","dst":"unusual"}"""u8));

        Assert.Equal((Frames.Text, """{"type":"LEAVE","src":"plain","dst":"unusual"}"""), await unusual.NextAsync());
    }

    [Fact]
    public async Task A_request_that_comes_byte_by_byte_is_answered_and_so_is_what_is_no_WebSocket()
    {
        await using var server = await TestServer.StartAsync(overSockets: true);
        using var slow = await FrameClient.RequestAsync(server, "G");
        foreach (var letter in "ET /peerjs/peerjs?key=peerjs&id=slow&token=x HTTP/1.1\r\n" + Fields)
        {
            await slow.SendAsync([(byte)letter]);
        }

        Assert.StartsWith("HTTP/1.1 101", await slow.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal((Frames.Text, """{"type":"OPEN"}"""), await slow.NextAsync());
        using var http = new HttpClient { BaseAddress = server.Address };
        Assert.Equal("PeerJS Server", (await http.GetFromJsonAsync<System.Text.Json.Nodes.JsonObject>("/peerjs/", Token))!["name"]!.ToString());
        using var large = new HttpRequestMessage(HttpMethod.Get, "/peerjs/peerjs/id");
        large.Headers.Add("X-Large", new string('x', 6000));
        using var answer = await http.SendAsync(large, Token);
        Assert.True(answer.IsSuccessStatusCode);
        using var bad = await FrameClient.RequestAsync(server, "GET /peerjs/peerjs?key=peerjs&id=a&token=x HTTP/1.1\r\nHost: a\r\n" + Fields);
        Assert.StartsWith("HTTP/1.1 400", await bad.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_client_sends_right_behind_its_request_is_not_lost()
    {
        await using var server = await TestServer.StartAsync(overSockets: true);
        using var hasty = await FrameClient.RequestAsync(server, "GET /peerjs/peerjs?key=peerjs&id=hasty&token=x HTTP/1.1\r\n" + Fields + string.Concat(Frames.Of(Frames.Text, """{"type":"LEAVE","dst":"hasty"}"""u8).Select(static letter => (char)letter)));
        await hasty.ReadHeadAsync();
        Assert.Equal((Frames.Text, """{"type":"OPEN"}"""), await hasty.NextAsync());
        Assert.Equal((Frames.Text, """{"type":"LEAVE","src":"hasty","dst":"hasty"}"""), await hasty.NextAsync());
    }

    [Fact]
    public async Task The_application_is_asked_with_the_request_as_ASPNET_Core_has_it()
    {
        var seen = new List<string>();
        await using var server = await TestServer.StartAsync(
            options => options.Authorize = context =>
            {
                var request = context.HttpContext.Request;
                seen.Add($"{request.Method} {request.Scheme} {request.Host} {request.Path} {request.Query["id"]} {request.Headers["X-One"]} {context.AccessToken} {context.HttpContext.Connection.RemoteIpAddress} {context.HttpContext.RequestServices.GetService<PeerServer>() is not null} {context.User.Identity?.IsAuthenticated}");
                return new(PeerAuthorizationResult.TokenRefused);
            },
            overSockets: true);
        foreach (var id in (string[])["alice", "%61lice"])
        {
            using var client = await FrameClient.RequestAsync(server, $"GET /peerjs/peerjs?key=peerjs&id={id}&token=x HTTP/1.1\r\nX-One: 1\r\nX-One: 2\r\nAuthorization: Bearer secret\r\n" + Fields);
            await client.ReadHeadAsync();
            Assert.Contains("Invalid token provided", (await client.NextAsync()).Payload, StringComparison.Ordinal);
            Assert.Equal(Frames.Close, (await client.NextAsync()).Opcode);
        }

        Assert.Equal("GET http x /peerjs/peerjs alice 1,2 secret 127.0.0.1 True False", seen[0]);
        Assert.Equal(seen[1], seen[0]);
    }

    [Fact]
    public async Task A_connection_that_says_nothing_is_ended_in_time_and_clients_are_not()
    {
        var time = new FakeTimeProvider();
        await using var server = await TestServer.StartAsync(services: builder => builder.Services.AddSingleton<TimeProvider>(time), overSockets: true);
        using var silent = await FrameClient.RequestAsync(server, "");
        using var alice = await server.OpenAsync("alice");
        time.Advance(SocketOptions.ArrivalTimeout + TimeSpan.FromSeconds(5));

        Assert.Empty(await silent.ReadToEndAsync());
        await alice.SendAsync("""{"type":"LEAVE","dst":"alice"}""");
        Assert.Equal("""{"type":"LEAVE","src":"alice","dst":"alice"}""", await alice.NextAsync());
    }

    [Fact]
    public async Task A_server_that_stops_tells_its_clients_and_waits_for_them()
    {
        var server = await TestServer.StartAsync(overSockets: true);
        using var alice = await server.OpenAsync("alice", additions: true);
        using var silent = await FrameClient.RequestAsync(server, "");
        var stopped = server.StopAsync();

        Assert.Equal("closing", (await alice.NextAsync("ERROR")).GetProperty("code").GetString());
        Assert.Null(await alice.NextOrCloseAsync());
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, alice.CloseStatus);
        Assert.False(stopped.IsCompleted);
        await alice.CloseAsync();
        await stopped.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Empty(await silent.ReadToEndAsync());
        Assert.Equal(0, server.Server.ClientCount);
        await server.DisposeAsync();
    }
}
