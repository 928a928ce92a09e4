using TypedPeer.Sessions.Work;

namespace TypedPeer.Tests.Ending;

/// <summary>Work of a session that throws what it should have caught.</summary>
public class FailingWorkTests
{
    [Fact]
    public async Task A_work_item_that_throws_ends_its_session_with_that_reason_and_nothing_else()
    {
        await using var pair = SessionPair.Create();
        await using var other = SessionPair.Create();
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
        var work = new FailingWork();
        work.BelongTo(pair.First.Driver.Session);
        ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
        var end = await pair.First.Completion.Soon();
        Assert.Equal((PeerSessionEndKind.Aborted, PeerStatus.Unavailable), (end.Kind, end.Status));
        Assert.Contains("this work is broken", end.Message, StringComparison.Ordinal);
        var told = await pair.Second.Completion.Soon();
        Assert.Contains("an error of the session's own", told.Message, StringComparison.Ordinal);
        Assert.Equal(7, await other.Remote.AddAsync(3, 4).Soon());
    }

    [Fact]
    public async Task What_escapes_the_core_while_it_is_entered_ends_its_session_and_leaves_nobody_locked_out()
    {
        await using var pair = SessionPair.Create();
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
        Assert.Throws<NullReferenceException>(() => pair.First.Driver.Session.Cancel((Sessions.Outgoing.OutgoingCall)null!, CancellationToken.None));
        var end = await pair.First.Completion.Soon();
        Assert.Equal((PeerSessionEndKind.Aborted, PeerStatus.Unavailable), (end.Kind, end.Status));
        Assert.StartsWith("The session failed: ", end.Message, StringComparison.Ordinal);

        // Another thread enters.
        Assert.Equal(1, await Task.Run(() => pair.First.GetStatistics().CallsMade, TestContext.Current.CancellationToken).Soon());
    }

    [Fact]
    public void Whatever_a_session_has_run_on_the_pool_is_run_in_the_one_place_that_contains_it()
    {
        var items = typeof(PeerSession).Assembly.GetTypes().Where(static type => typeof(IThreadPoolWorkItem).IsAssignableFrom(type)).ToList();
        Assert.Contains(items, static type => type != typeof(SessionWork));
        Assert.All(items, static type => Assert.True(type == typeof(SessionWork) || type.IsSubclassOf(typeof(SessionWork)), $"{type} is run by itself"));

        // Nobody below implements it once more.
        Assert.All(items, static type => Assert.Equal(typeof(SessionWork), type.GetInterfaceMap(typeof(IThreadPoolWorkItem)).TargetMethods.Single().DeclaringType));
    }

    private sealed class FailingWork : SessionWork
    {
        protected override void Run() => throw new InvalidOperationException("this work is broken");
    }
}
