using TypedPeer.Signaling;
using TypedPeer.Signaling.Networks.Transports;

namespace TypedPeer.VirtualNetwork.Networks;

/// <summary>A signaling server in a virtual world: what it is told and says takes its time, and it may be stopped. Machines reach it by an uplink each.</summary>
internal sealed class VirtualSignalingServer(VirtualWorld world, long maxDelay)
{
    private readonly Random _random = new(world.NextSeed());

    /// <summary>What it does with what it is told.</summary>
    public InProcessServer Server { get; } = new();

    /// <summary>Whom it does not let in, by id and access token, and why; null for everybody.</summary>
    public Func<string, string?, PeerNetworkError?>? Refuses { get; set; }

    /// <summary>Whether it runs. When it stops its clients are cut off.</summary>
    public bool IsReachable
    {
        get => !Server.IsDown;
        set => Server.IsDown = !value;
    }

    /// <summary>Makes a machine's way to it.</summary>
    public VirtualUplink CreateUplink() => new(world, this);

    /// <summary>Draws how long a text is on its way.</summary>
    internal long NextDelay() => _random.NextInt64(maxDelay + 1);
}
