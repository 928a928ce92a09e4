using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using TypedPeer.Testing;

namespace TypedPeer.Hosting.Tests;

/// <summary>What a balancer asks.</summary>
public sealed class HealthTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_application_is_healthy_while_peers_are_heard_and_unhealthy_while_it_stops()
    {
        using var host = Build();
        await host.StartAsync(Token);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host)).Status);

        var (first, second) = InMemoryPeerChannel.CreatePair();
        host.Services.GetRequiredService<PeerSessionFactory>().Start(second);
        await using var client = PeerSession.Start(first);
        var call = client.GetRemote<IWork>().WorkAsync(Token).AsTask();
        var store = host.Services.GetRequiredService<Store>();
        await store.Begun.Task.WaitAsync(Bound, Token);
        var entry = await CheckAsync(host);
        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.Equal((1, 1, 0), (entry.Data["sessions"], entry.Data["callsRunning"], entry.Data["unresponsive"]));

        var stopped = host.StopAsync(Token);
        entry = await CheckAsync(host);
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Equal("Sessions are stopping, and no more is started.", entry.Description);
        store.Go.SetResult();
        await call.WaitAsync(Bound, Token);
        await stopped.WaitAsync(Bound, Token);
    }

    [Fact]
    public async Task It_is_degraded_when_half_of_the_sessions_hear_nothing_and_not_when_fewer_do()
    {
        using var host = Build();
        var peers = new List<Peer>();
        for (var i = 0; i < 3; i++)
        {
            peers.Add(await Peer.StartAsync(host.Services.GetRequiredService<PeerSessionFactory>()));
        }

        await peers[0].FallSilentAsync();
        Assert.Equal((HealthStatus.Healthy, 1), await JudgeAsync());
        await peers[1].FallSilentAsync();
        Assert.Equal((HealthStatus.Degraded, 2), await JudgeAsync());
        foreach (var peer in peers)
        {
            await peer.DisposeAsync();
        }

        async Task<(HealthStatus, object)> JudgeAsync()
        {
            var entry = await CheckAsync(host);
            return (entry.Status, entry.Data["unresponsive"]);
        }
    }

    [Fact]
    public async Task It_is_what_was_asked_for_until_every_listener_listens()
    {
        using var host = Build(health: HealthStatus.Degraded, listen: true);
        var entry = await CheckAsync(host);
        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Equal("1 of the listeners do not listen yet.", entry.Description);
        await host.StartAsync(Token);
        entry = await CheckAsync(host);
        Assert.Equal((HealthStatus.Healthy, 1), (entry.Status, entry.Data["listeners"]));
        await host.StopAsync(Token);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_share_that_is_none_is_refused(double share) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ServiceCollection().AddHealthChecks().AddTypedPeer(unresponsiveShare: share));

    private static IHost Build(Action<PeerSessionOptions>? configure = null, HealthStatus? health = null, bool listen = false)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var peers = builder.Services.AddSingleton<Store>().AddTypedPeer(configure).Serve<IWork, Work>();
        if (listen)
        {
            peers.Listen(new() { Connections = new() { Port = new() { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) } } });
        }

        builder.Services.AddHealthChecks().AddTypedPeer(failureStatus: health);
        return builder.Build();
    }

    private static async Task<HealthReportEntry> CheckAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Entries["typedpeer"];

    /// <summary>A peer of the application's, and the clock of the session with it.</summary>
    private sealed class Peer(PeerSession there, PeerSession here, FaultInjectingPeerChannel channel, FakeTimeProvider time) : IAsyncDisposable
    {
        public static async Task<Peer> StartAsync(PeerSessionFactory factory)
        {
            var time = new FakeTimeProvider();
            var (first, second) = InMemoryPeerChannel.CreatePair();
            var channel = new FaultInjectingPeerChannel(first);
            var there = factory.Start(second, configureOptions: options => options.TimeProvider = time);
            var here = PeerSession.Start(channel);
            await here.Connected.WaitAsync(Bound, Token);
            await there.Connected.WaitAsync(Bound, Token);
            return new(there, here, channel, time);
        }

        public async Task FallSilentAsync()
        {
            var silent = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            there.ResponsiveChanged += isResponsive => silent.TrySetResult(isResponsive);
            channel.SendStalled = true;
            var options = new PeerSessionOptions();
            var sent = there.GetStatistics().BytesSent;

            // The time for an answer runs from when the question has left, which another thread may do.
            await PassAsync(options.KeepAliveInterval, () => there.GetStatistics().BytesSent != sent);
            await PassAsync(options.UnresponsiveAfter, () => silent.Task.IsCompleted);
            Assert.False(await silent.Task);
        }

        /// <summary>Lets so much time pass, and then a little more now and then: a timer may be set by another thread, which began to when it was earlier.</summary>
        private async Task PassAsync(TimeSpan span, Func<bool> isDone)
        {
            var begin = Stopwatch.GetTimestamp();
            time.Advance(span);
            for (var looks = 1; !isDone(); looks++)
            {
                await Task.Yield();
                Assert.True(Stopwatch.GetElapsedTime(begin) < Bound);
                if (looks % 1000 == 0)
                {
                    time.Advance(span / 100);
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            channel.Break();
            await here.DisposeAsync();
            await there.DisposeAsync();
        }
    }
}
