using System.Net;
using TypedPeer.DataChannels;

namespace TypedPeer.VirtualNetwork.Tests.Support;

/// <summary>Two peers in a world of their own, with one channel made by each side.</summary>
internal sealed class PeerPair : IDisposable
{
    public PeerPair(int seed, VirtualPathOptions? path = null, bool keepsMessages = false, PeerConnectionOptions? options = null, long lateness = 0)
    {
        World = new VirtualWorld(seed, path);
        options = (options ?? new PeerConnectionOptions()) with { TimeProvider = World.Time };
        Left = new VirtualPeer(World, options, LeftAddress + ":5001") { KeepsMessages = keepsMessages, Lateness = lateness };
        Right = new VirtualPeer(World, options, RightAddress + ":5002") { KeepsMessages = keepsMessages, Lateness = lateness };
    }

    public static IPAddress LeftAddress { get; } = IPAddress.Parse("192.0.2.1");

    public static IPAddress RightAddress { get; } = IPAddress.Parse("198.51.100.2");

    public VirtualWorld World { get; }

    public VirtualPeer Left { get; }

    public VirtualPeer Right { get; }

    public VirtualChannel LeftChannel => Left.Channels["c"];

    public VirtualChannel RightChannel => Right.Channels["c"];

    public bool IsUp
    {
        set
        {
            foreach (var path in World.GetPaths(LeftAddress, RightAddress))
                path.IsUp = value;
        }
    }

    public bool IsOpen => LeftChannel.IsOpen && RightChannel.IsOpen;

    /// <summary>Both know each other's description; the channel is negotiated.</summary>
    public PeerPair Begin()
    {
        var options = new DataChannelOptions { Negotiated = true, Id = 0 };
        Left.CreateChannel("c", options);
        Right.CreateChannel("c", options);
        VirtualSignaling.Exchange(Left, Right);
        return this;
    }

    public PeerPair Connect()
    {
        Begin();
        Assert.True(World.RunUntil(() => IsOpen, 120_000_000), $"seed {World.Seed}: not open at {World.Now}; {Left.Core.Transport.State}, {Right.Core.Transport.State}");
        return this;
    }

    public void Dispose()
    {
        Left.Dispose();
        Right.Dispose();
        World.Dispose();
    }
}
