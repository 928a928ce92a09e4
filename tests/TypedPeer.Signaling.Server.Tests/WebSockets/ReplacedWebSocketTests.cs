using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using TypedPeer.Signaling.Server.Tests.Protocol;

namespace TypedPeer.Signaling.Server.Tests.WebSockets;

/// <summary>An application may put WebSockets of its own into a request, as middleware and test hosts do.</summary>
public sealed class ReplacedWebSocketTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5_000)]
    [InlineData(60_000)]
    public async Task A_WebSocket_of_the_applications_carries_messages_of_any_length_both_ways(int length)
    {
        var replaced = new List<Replacement>();
        await using var server = await StartAsync(replaced);
        using var alice = await server.OpenAsync("alice");
        var payload = new string('x', length);

        await alice.SendAsync($$$"""{"type":"OFFER","dst":"alice","payload":"{{{payload}}}"}""");

        Assert.Equal($$$"""{"type":"OFFER","src":"alice","dst":"alice","payload":"{{{payload}}}"}""", await alice.NextAsync());
        await alice.CloseAsync();
        Assert.Equal(WebSocketCloseStatus.NormalClosure, alice.CloseStatus);
        Assert.True(Assert.Single(replaced).IsAccepted);
    }

    [Fact]
    public async Task On_it_too_a_client_is_refused_or_cut_off_and_told_why()
    {
        await using var server = await StartAsync([]);
        using var stranger = await server.ConnectAsync("mallory", key: "wrong");
        Assert.Equal("""{"type":"ERROR","payload":{"msg":"Invalid key provided"}}""", await stranger.NextAsync());
        Assert.Null(await stranger.NextOrCloseAsync());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, stranger.CloseStatus);
        using var mallory = await server.OpenAsync("mallory");
        await mallory.SendAsync(new byte[100_000]);
        Assert.Equal("""{"type":"ERROR","payload":{"msg":"The message is too large"}}""", await mallory.NextAsync());
        Assert.Null(await mallory.NextOrCloseAsync());
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, mallory.CloseStatus);
        await mallory.CloseAsync();
        await server.Log.ContainsAsync(LogLevel.Warning, "Client mallory at 127.0.0.1 was cut off: too-large");
    }

    private static Task<TestServer> StartAsync(List<Replacement> replaced) => TestServer.StartAsync(application: app =>
    {
        app.UseWebSockets();
        app.Use((context, next) =>
        {
            var replacement = new Replacement(context.Features.GetRequiredFeature<IHttpWebSocketFeature>());
            replaced.Add(replacement);
            context.Features.Set<IHttpWebSocketFeature>(replacement);
            return next();
        });
    });

    private sealed class Replacement(IHttpWebSocketFeature inner) : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => inner.IsWebSocketRequest;

        public bool IsAccepted { get; private set; }

        public Task<WebSocket> AcceptAsync(WebSocketAcceptContext context)
        {
            IsAccepted = true;
            return inner.AcceptAsync(context);
        }
    }
}
