using System.Net;
using TypedPeer.DataChannels;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests;

/// <summary>A peer that gives a name in place of its address, and waits for us to send first.</summary>
public sealed class NamedCandidateTests
{
    private const string Name = "21924c0b-f5a3-47c0-b285-2ce7ec75587e.local";

    [Fact]
    public void A_peer_that_waits_is_reached_once_its_name_is_resolved()
    {
        using var pair = Begin(new PeerConnectionOptions { ResolveMdnsCandidates = true });
        pair.World.Run(20_000_000);
        Assert.False(pair.IsOpen);

        pair.Left.Invoke((core, now) =>
        {
            Assert.True(core.Names!.TryTake(out var name));
            core.EndName(name!, PeerPair.RightAddress, now);
        });

        Assert.True(pair.World.RunUntil(() => pair.IsOpen), $"{pair.Left.Core.Transport.State}, {pair.Right.Core.Transport.State}");
        Assert.Equal(new IPEndPoint(PeerPair.RightAddress, 5002), pair.Left.RemoteEndPoint);
    }

    [Fact]
    public void A_peer_that_waits_is_not_reached_without_it()
    {
        using var pair = Begin(new PeerConnectionOptions());

        Assert.Null(pair.Left.Core.Names);
        Assert.False(pair.World.RunUntil(() => pair.IsOpen, 120_000_000));
    }

    /// <summary>Descriptions are exchanged; the right side knows no address of the left one, and gives its own as a name.</summary>
    private static PeerPair Begin(PeerConnectionOptions options)
    {
        var pair = new PeerPair(1, options: options);
        var channel = new DataChannelOptions { Negotiated = true, Id = 0 };
        pair.Left.CreateChannel("c", channel);
        pair.Right.CreateChannel("c", channel);
        var offer = Describe(pair.Left);
        pair.Right.Invoke((core, now) => core.SetRemoteDescription(offer with { Sdp = WithoutCandidates(offer.Sdp) }, now));
        var answer = Describe(pair.Right);
        pair.Left.Invoke((core, now) =>
        {
            core.SetRemoteDescription(answer with { Sdp = WithoutCandidates(answer.Sdp) }, now);
            core.AddIceCandidate(new IceCandidateInit($"candidate:1 1 udp 2113937151 {Name} 5002 typ host", "0", 0), now);
        });
        return pair;
    }

    private static SessionDescription Describe(VirtualPeer peer)
    {
        SessionDescription? described = null;
        peer.Invoke((core, now) =>
        {
            core.SetLocalDescription(description: null, now);
            described = core.LocalDescription;
        });
        return described!;
    }

    private static string WithoutCandidates(string sdp) => string.Join(
        "\r\n",
        sdp.Split("\r\n").Where(static line => !line.StartsWith("a=candidate:", StringComparison.Ordinal) && line != "a=end-of-candidates"));
}
