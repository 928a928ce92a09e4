using TypedPeer.Testing;

namespace TypedPeer.Tests.Groups;

/// <summary>A group whose members are sessions in memory, with both ends of each.</summary>
internal sealed class GroupFixture : IAsyncDisposable
{
    public GroupFixture(int members, PeerGroupOptions? options = null, PeerSessionOptions? senderOptions = null, PeerSessionOptions? memberOptions = null)
    {
        Group = new(options ?? new PeerGroupOptions { MemberFailed = (session, exception) => Failures.Add((session, exception)) });
        for (var i = 0; i < members; i++)
        {
            Join(senderOptions, memberOptions);
        }
    }

    public PeerGroup<IGroupContract> Group { get; }

    public List<PeerSession> Sessions { get; } = [];

    public List<PeerSession> Peers { get; } = [];

    public List<InMemoryPeerChannel> Channels { get; } = [];

    public List<GroupMemberService> Services { get; } = [];

    /// <summary>Gets what the application was told of members.</summary>
    public System.Collections.Concurrent.ConcurrentBag<(PeerSession Session, Exception Exception)> Failures { get; } = [];

    public PeerSession Join(PeerSessionOptions? senderOptions = null, PeerSessionOptions? memberOptions = null)
    {
        var service = new GroupMemberService($"member {Sessions.Count}");
        var (first, second) = InMemoryPeerChannel.CreatePair();
        var session = PeerSession.Start(first, null, senderOptions);
        Sessions.Add(session);
        Channels.Add(first);
        Services.Add(service);
        Peers.Add(PeerSession.Start(second, peer => peer.Serve<IGroupContract>(service), memberOptions));
        Assert.True(Group.Add(session));
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in Sessions.Concat(Peers))
        {
            await session.DisposeAsync();
        }
    }
}
