using System.Net;
using TypedPeer.DataChannels.Ice;

namespace TypedPeer.DataChannels.Tests.Ice;

public sealed class IceConsentTests
{
    private static readonly IceOptions Options = new();

    [Fact]
    public void Consent_is_renewed_every_four_to_six_seconds_never_in_step()
    {
        var (left, _, link) = Connected();
        int first = link.Log.Count;

        link.Run(600_000_000);

        var times = link.Log.Skip(first).Where(datagram => datagram.IsFromLeft && datagram.Bytes[0] == 0 && datagram.Bytes[1] == 1).Select(datagram => datagram.At).ToList();
        var gaps = times.Zip(times.Skip(1), static (a, b) => b - a).ToList();
        Assert.InRange(times.Count, 100, 150);
        Assert.All(gaps, static gap => Assert.InRange(gap, 4_000_000, 6_000_000));
        Assert.True(gaps.Distinct().Count() > 50);
        Assert.Equal(IceConnectionState.Connected, left.Agent.State);
    }

    [Fact]
    public void A_cut_path_is_disconnected_within_ten_seconds_and_failed_after_thirty()
    {
        var (left, right, link) = Connected();
        link.Passes = static _ => false;
        long cut = link.Now;

        Assert.True(link.RunUntil(() => left.Agent.State == IceConnectionState.Disconnected));
        Assert.InRange(link.Now - cut, 6_500_000, 9_100_000);
        Assert.NotNull(left.Agent.SelectedPair);
        Assert.True(link.RunUntil(() => left.Agent.State == IceConnectionState.Failed && right.Agent.State == IceConnectionState.Failed));
        Assert.InRange(link.Now - cut, Options.ConsentTimeout - 1_000_000, Options.ConsentTimeout + 1_000_000);
        Assert.Null(left.Agent.SelectedPair);
        int written = link.Written;
        link.Run(60_000_000);
        Assert.Equal(written, link.Written);
    }

    [Fact]
    public void One_lost_consent_check_is_made_up_for_at_once_and_changes_nothing()
    {
        var (left, right, link) = Connected();
        bool dropped = false;
        link.Passes = datagram => dropped || !(dropped = datagram.IsFromLeft);

        link.Run(60_000_000);

        Assert.True(dropped);
        Assert.Equal([IceConnectionState.Checking, IceConnectionState.Connected], left.States);
        Assert.Equal([IceConnectionState.Checking, IceConnectionState.Connected], right.States);
        Assert.Single(left.Selected);
        Assert.True(left.Agent.SelectedPair!.IsNominated);
    }

    [Fact]
    public void A_path_that_comes_back_in_time_is_connected_again_soon()
    {
        var (left, right, link) = Connected();
        link.Passes = static _ => false;
        link.RunUntil(() => left.Agent.State == IceConnectionState.Disconnected && right.Agent.State == IceConnectionState.Disconnected);
        link.Run(5_000_000);
        link.Passes = static _ => true;
        long healed = link.Now;

        Assert.True(link.RunUntil(() => left.Agent.State == IceConnectionState.Connected && right.Agent.State == IceConnectionState.Connected));
        Assert.InRange(link.Now - healed, 0, 3_000_000);
        Assert.True(link.Connect());
    }

    [Fact]
    public void One_direction_cut_is_noticed_by_both_sides()
    {
        var (left, right, link) = Connected();
        link.Passes = static datagram => datagram.IsFromLeft;

        Assert.True(link.RunUntil(() => left.Agent.State == IceConnectionState.Disconnected && right.Agent.State == IceConnectionState.Disconnected));
    }

    [Fact]
    public void Data_moves_to_another_working_path_when_the_selected_one_dies()
    {
        var left = new IcePeer(1, true).With("192.0.2.1:5001", "10.0.0.1:5001");
        var right = new IcePeer(2, false).With("192.0.2.2:5002", "10.0.0.2:5002");
        var link = new IceLink(left, right).Exchange();
        link.Connect();
        link.Run(3_000_000);
        Assert.Equal("192.0.2.2:5002", left.Agent.SelectedPair!.RemoteEndPoint.ToString());

        link.Passes = static datagram => IsTen(datagram.From) && IsTen(datagram.To);

        Assert.True(link.RunUntil(() => IsTen(left.Agent.SelectedPair!.RemoteEndPoint) && IsTen(right.Agent.SelectedPair!.RemoteEndPoint)));
        Assert.InRange(link.Now, 0, 20_000_000);
        Assert.True(link.RunUntil(() => left.Agent.State == IceConnectionState.Connected && right.Agent.State == IceConnectionState.Connected && left.Agent.SelectedPair!.IsNominated && right.Agent.SelectedPair!.IsNominated));
        link.Run(120_000_000);
        Assert.Equal(IceConnectionState.Connected, left.Agent.State);
        Assert.Equal(IceConnectionState.Connected, right.Agent.State);
    }

    private static bool IsTen(IPEndPoint endPoint) => endPoint.Address.GetAddressBytes()[0] == 10;

    private static (IcePeer Left, IcePeer Right, IceLink Link) Connected()
    {
        var left = new IcePeer(1, controlling: true).With("192.0.2.1:5001");
        var right = new IcePeer(2, controlling: false).With("192.0.2.2:5002");
        var link = new IceLink(left, right).Exchange();
        Assert.True(link.Connect());
        return (left, right, link);
    }
}
