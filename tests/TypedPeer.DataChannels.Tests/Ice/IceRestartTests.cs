namespace TypedPeer.DataChannels.Tests.Ice;

public sealed class IceRestartTests
{
    [Fact]
    public void A_restart_takes_new_credentials_and_keeps_the_old_path_until_the_new_one_works()
    {
        var (left, right, link) = Connected();
        var before = left.Agent.LocalCredentials;
        var oldPair = left.Agent.SelectedPair;

        left.Agent.Restart(link.Now);
        Assert.NotEqual(before, left.Agent.LocalCredentials);
        link.Run(60_000_000);
        Assert.Same(oldPair, left.Agent.SelectedPair);
        Assert.Equal(IceConnectionState.Connected, left.Agent.State);
        Assert.Equal(IceConnectionState.Connected, right.Agent.State);

        var rightBefore = right.Agent.LocalCredentials;
        right.Agent.SetRemoteCredentials(left.Agent.LocalCredentials, link.Now);
        Assert.NotEqual(rightBefore, right.Agent.LocalCredentials);
        left.Agent.SetRemoteCredentials(right.Agent.LocalCredentials, link.Now);
        IceLink.ExchangeCandidates(left, right, link.Now);

        Assert.True(link.RunUntil(() => left.Agent.SelectedPair != oldPair && left.Agent.SelectedPair!.IsNominated && right.Agent.SelectedPair!.IsNominated));
        link.Run(60_000_000);
        Assert.Equal([IceConnectionState.Checking, IceConnectionState.Connected], left.States);
        Assert.Equal([IceConnectionState.Checking, IceConnectionState.Connected], right.States);
    }

    [Fact]
    public void A_restart_revives_a_failed_agent()
    {
        var (left, right, link) = Connected();
        link.Passes = static _ => false;
        Assert.True(link.RunUntil(() => left.Agent.State == IceConnectionState.Failed && right.Agent.State == IceConnectionState.Failed));
        link.Passes = static _ => true;

        Restart(left, right, link);

        Assert.True(link.Connect());
        Assert.Equal(IceConnectionState.Connected, left.Agent.State);
    }

    [Fact]
    public void A_restart_moves_to_an_address_that_is_new()
    {
        var (left, right, link) = Connected();
        link.Passes = static datagram => datagram.From.Port != 5001 && datagram.To.Port != 5001;
        link.RunUntil(() => left.Agent.State == IceConnectionState.Disconnected);
        left.With("198.51.100.7:5003");

        Restart(left, right, link);

        Assert.True(link.RunUntil(() => left.Agent.SelectedPair is { IsNominated: true } pair && pair.Path == left.Paths[1] && right.Agent.SelectedPair is { IsNominated: true, RemoteEndPoint.Port: 5003 }));
        Assert.True(right.Agent.IsValidated(right.Paths[0], left.Paths[1].LocalEndPoint));
        link.Run(10_000_000);
        Assert.False(right.Agent.IsValidated(right.Paths[0], left.Paths[0].LocalEndPoint));
    }

    [Fact]
    public void Two_restarts_in_a_row_end_in_the_newest_session()
    {
        var (left, right, link) = Connected();
        left.Agent.Restart(link.Now);

        Restart(left, right, link);

        Assert.True(link.RunUntil(() => left.Agent.SelectedPair is { IsNominated: true } pair && pair.Generation.Local == left.Agent.LocalCredentials));
        link.Run(60_000_000);
        Assert.Equal(IceConnectionState.Connected, right.Agent.State);
    }

    [Fact]
    public void The_same_credentials_again_change_nothing()
    {
        var (left, right, link) = Connected();
        var credentials = left.Agent.LocalCredentials;

        left.Agent.SetRemoteCredentials(right.Agent.LocalCredentials with { }, link.Now);

        Assert.Same(credentials, left.Agent.LocalCredentials);
        Assert.Single(left.Agent.Pairs);
    }

    private static void Restart(IcePeer left, IcePeer right, IceLink link)
    {
        left.Agent.Restart(link.Now);
        right.Agent.SetRemoteCredentials(left.Agent.LocalCredentials, link.Now);
        left.Agent.SetRemoteCredentials(right.Agent.LocalCredentials, link.Now);
        IceLink.ExchangeCandidates(left, right, link.Now);
    }

    private static (IcePeer Left, IcePeer Right, IceLink Link) Connected()
    {
        var left = new IcePeer(1, controlling: true).With("192.0.2.1:5001");
        var right = new IcePeer(2, controlling: false).With("192.0.2.2:5002");
        var link = new IceLink(left, right).Exchange();
        Assert.True(link.Connect());
        return (left, right, link);
    }
}
