using System.Net;
using TypedPeer.DataChannels.Ice;

namespace TypedPeer.DataChannels.Tests.Ice;

public sealed class IceAgentTests
{
    private const long RoundTrip = 20_000;

    [Fact]
    public void Two_agents_have_a_pair_to_send_on_after_one_round_trip_and_nominate_it_within_two()
    {
        var left = new IcePeer(1, controlling: true).With("192.0.2.1:5001");
        var right = new IcePeer(2, controlling: false).With("192.0.2.2:5002");
        var link = new IceLink(left, right).Exchange();

        Assert.True(link.RunUntil(() => left.Agent.SelectedPair is not null && right.Agent.SelectedPair is not null));
        Assert.Equal(RoundTrip, link.Now);
        Assert.True(link.Connect());
        Assert.Equal(2 * RoundTrip, link.Now);
        Assert.Equal([IceState.Checking, IceState.Connected], left.States);
        Assert.Equal([IceState.Checking, IceState.Connected], right.States);
        Assert.Equal(IPEndPoint.Parse("192.0.2.2:5002"), left.Agent.SelectedPair!.RemoteEndPoint);
        Assert.InRange(left.Agent.SelectedPair.RoundTripTime, RoundTrip - 1, RoundTrip + 1);
    }
}
