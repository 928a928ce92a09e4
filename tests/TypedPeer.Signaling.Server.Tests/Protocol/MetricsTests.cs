using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Server.Tests.Protocol;

/// <summary>What is counted, and logged beside it.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Clients_rooms_messages_refusals_and_cut_offs_are_counted()
    {
        await using var server = await TestServer.StartAsync(static options => options.ExpireTimeout = TimeSpan.FromMinutes(1));
        using var measured = new MeasuredValues(server.Services.GetRequiredService<IMeterFactory>(), "TypedPeer.Signaling.Server");
        using var alice = await server.OpenAsync("alice", additions: true);
        await alice.AskAsync("""{"type":"JOIN","payload":{"seq":1,"room":"lobby"}}""");
        await alice.SendAsync("""{"type":"OFFER","dst":"absent","payload":1}""");
        await alice.AskAsync("""{"type":"METADATA","payload":{"seq":2,"metadata":1}}""");
        using var wrong = await server.ConnectAsync("bob", key: "wrong");
        await wrong.NextAsync();
        await server.Log.ContainsAsync(LogLevel.Information, "A client at 127.0.0.1 that wanted id bob was refused: invalid-key");
        using var mallory = await server.OpenAsync("mallory");
        await mallory.SendAsync("nonsense");
        await mallory.NextAsync();
        Assert.Null(await mallory.NextOrCloseAsync());
        await mallory.CloseAsync();
        await server.Log.ContainsAsync(LogLevel.Warning, "Client mallory at 127.0.0.1 was cut off: invalid-message");
        await server.Log.ContainsAsync(LogLevel.Debug, "Client mallory is gone: invalid-message");

        Assert.Equal(2, measured["typedpeer.signaling.connections"]);
        Assert.Equal(1, measured["typedpeer.signaling.messages JOIN"]);
        Assert.Equal(1, measured["typedpeer.signaling.messages OFFER"]);
        Assert.Equal(1, measured["typedpeer.signaling.refusals invalid-key"]);
        Assert.Equal(1, measured["typedpeer.signaling.cut_offs invalid-message"]);
        Assert.Equal(1, measured["typedpeer.signaling.clients"]);
        Assert.Equal(1, measured["typedpeer.signaling.rooms"]);
        Assert.True(measured["typedpeer.signaling.queued"] >= """{"type":"OFFER","src":"alice","dst":"absent","payload":1}""".Length, $"{measured}");
        Assert.NotNull(measured["typedpeer.signaling.outgoing"]);
    }
}
