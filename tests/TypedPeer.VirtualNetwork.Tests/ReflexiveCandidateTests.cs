using System.Net;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests;

/// <summary>STUN servers, and what they are good for.</summary>
public sealed class ReflexiveCandidateTests
{
    [Fact]
    public void Two_hosts_behind_strict_translators_connect_once_a_STUN_server_has_told_them_how_they_look()
    {
        using var pair = new PeerPair(1);
        pair.World.AddNat(PeerPair.LeftAddress, IPAddress.Parse("203.0.113.1"));
        pair.World.AddNat(PeerPair.RightAddress, IPAddress.Parse("203.0.113.2"));
        var server = new VirtualStunServer(pair.World, "203.0.113.200:3478");
        foreach (var peer in (VirtualPeer[])[pair.Left, pair.Right])
            peer.Invoke((core, now) => core.Transport.Ice.AddStunServer(server.EndPoint, now));
        pair.World.Run(100_000);

        pair.Connect();

        Assert.Equal("203.0.113.2:40000", pair.Left.RemoteEndPoint!.ToString());
        Assert.Equal("203.0.113.1:40000", pair.Right.RemoteEndPoint!.ToString());
    }

    [Fact]
    public void Without_one_they_do_not()
    {
        using var pair = new PeerPair(1);
        pair.World.AddNat(PeerPair.LeftAddress, IPAddress.Parse("203.0.113.1"));
        pair.World.AddNat(PeerPair.RightAddress, IPAddress.Parse("203.0.113.2"));
        pair.Begin();

        Assert.False(pair.World.RunUntil(() => pair.IsOpen, 120_000_000));
        Assert.NotNull(pair.Left.Closed);
    }

    [Fact]
    public void A_description_carried_minutes_later_still_finds_the_ports_open()
    {
        using var pair = new PeerPair(1);
        var server = new VirtualStunServer(pair.World, "203.0.113.200:3478");
        pair.Left.Invoke((core, now) => core.Transport.Ice.AddStunServer(server.EndPoint, now));

        pair.World.Run(300_000_000);
        Assert.InRange(server.Requests, 300 / 18, 300 / 12);
        pair.Connect();
        int asked = server.Requests;
        pair.World.Run(300_000_000);

        Assert.InRange(server.Requests - asked, 0, 1);
    }

    [Fact]
    public void A_server_that_is_silent_holds_gathering_up_for_eight_seconds_and_then_is_asked_rarely()
    {
        using var pair = new PeerPair(1);
        var server = new VirtualStunServer(pair.World, "203.0.113.200:3478") { IsUp = false };
        pair.Left.Invoke((core, now) => core.Transport.Ice.AddStunServer(server.EndPoint, now));
        pair.World.Run(8_000_000);
        Assert.Equal(new IceOptions().MaximumGatheringTransmissions, server.Requests);
        server.IsUp = true;
        pair.World.Run(60_000_000);

        Assert.Contains(pair.Left.Core.Transport.Ice.LocalCandidates, static candidate => candidate.Type == IceCandidateType.Host);
        Assert.InRange(server.Requests, 6, 12);
    }
}
