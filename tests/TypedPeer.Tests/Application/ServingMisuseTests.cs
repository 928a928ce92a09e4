using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;

namespace TypedPeer.Tests.Application;

/// <summary>What an application says of what it serves, when and how it may not.</summary>
public class ServingMisuseTests
{
    [Fact]
    public async Task What_a_session_serves_is_said_before_it_starts()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        PeerSessionBuilder? kept = null;
        await using var callee = PeerSession.Start(second, peer => kept = peer.Serve(new TestService()));
        await using var caller = PeerSession.Start(first);
        Assert.Throws<InvalidOperationException>(() => kept!.Serve("late", new TestService()));
        Assert.Throws<InvalidOperationException>(() => kept!.Serve<IReferenceContract>(new ReferenceService()));
        Assert.Throws<InvalidOperationException>(() => kept!.ServePerCall<IReferenceContract>(() => default));
        Assert.Equal(3, await caller.GetRemote<ITestContract>().AddAsync(1, 2).Soon());
    }

    [Fact]
    public async Task A_name_that_would_arrive_as_another_is_refused_where_it_is_given()
    {
        // Made here, since the arguments of an attribute are text that is one already.
        var name = $"a{(char)0xd800}";
        var (first, second) = InMemoryPeerChannel.CreatePair();
        Assert.Throws<ArgumentException>(() => PeerSession.Start(second, peer => peer.Serve(name, new TestService())));
        await using var caller = PeerSession.Start(first);
        Assert.Throws<ArgumentException>(() => caller.GetRemote<ITestContract>(name));
        Assert.Throws<ArgumentException>(() => caller.GetRemote<ITestContract>(new PeerCallOptions { Instance = name }));
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("a\r\n\u001b[31m")]
    [InlineData("e\u0301")]
    [InlineData("\ufffd")]
    [InlineData("\ud83d\ude00")]
    public async Task Any_other_name_reaches_what_is_served_under_it(string name)
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var callee = PeerSession.Start(second, peer => peer.Serve(name, new TestService()));
        await using var caller = PeerSession.Start(first);
        Assert.Equal(3, await caller.GetRemote<ITestContract>(name).AddAsync(1, 2).Soon());
    }
}
