using TypedPeer.Signaling;
using TypedPeer.VirtualNetwork;
using TypedPeer.VirtualNetwork.Networks;

namespace TypedPeer.Schedules.Tests;

/// <summary>Two networks, on a machine each, and the server between them.</summary>
internal sealed class NetworkPair : IDisposable
{
    public NetworkPair(int seed)
    {
        World = new VirtualWorld(seed);
        Server = new VirtualSignalingServer(World, 50_000);
        Hosts = [new VirtualHost(World, "10.0.0.1"), new VirtualHost(World, "10.0.0.2")];
        Uplinks = [Server.CreateUplink(), Server.CreateUplink()];
    }

    public VirtualWorld World { get; }

    public VirtualSignalingServer Server { get; }

    /// <summary>Alice's machine and Bob's.</summary>
    public VirtualHost[] Hosts { get; }

    /// <summary>Their ways to the server.</summary>
    public VirtualUplink[] Uplinks { get; }

    public PeerNetwork Alice { get; private set; } = null!;

    public PeerNetwork Bob { get; private set; } = null!;

    /// <summary>What may be changed of their options.</summary>
    public Func<PeerNetworkOptions, PeerNetworkOptions> Configure { get; init; } = static options => options;

    /// <summary>Joins, runs a test within an hour, leaves, and looks whether anything is left behind.</summary>
    public async Task RunAsync(Func<Task> test)
    {
        await VirtualPool.RunAsync(World, PlayAsync, 3_600_000_000);
        World.Run(120_000_000);
        Assert.Empty(World.Bound);
        Assert.Equal(0, World.ArmedTimers);

        async Task PlayAsync()
        {
            Alice = await JoinAsync("alice", 0);
            Bob = await JoinAsync("bob", 1);
            await test();
            await Alice.DisposeAsync();
            await Bob.DisposeAsync();
        }
    }

    /// <summary>Lets time pass.</summary>
    public Task PassAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), World.Time);

    /// <summary>Waits until something holds, and returns how many seconds that took.</summary>
    public async Task<double> WhenAsync(Func<bool> condition, double within = 120)
    {
        var started = World.Now;
        while (!condition())
        {
            await PassAsync(0.01);
            Assert.True(World.Now - started < within * 1_000_000, $"It does not hold within {within} s.");
        }

        return (World.Now - started) / 1_000_000.0;
    }

    public void Dispose() => World.Dispose();

    private Task<PeerNetwork> JoinAsync(string id, int index) => PeerNetwork.JoinAsync(
        Uplinks[index], Hosts[index].Configure(Configure(new() { Id = id, Room = "lobby", ConnectionToken = $"{id}'s", Configure = static (peer, _) => peer.Serve<IEcho>(new Echo()) })), CancellationToken.None);
}
