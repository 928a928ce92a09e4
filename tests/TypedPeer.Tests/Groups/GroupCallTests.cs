namespace TypedPeer.Tests.Groups;

public class GroupCallTests
{
    [Fact]
    public async Task A_one_way_call_of_all_reaches_every_member()
    {
        await using var fixture = new GroupFixture(5);
        await fixture.Group.All.ToldAsync("hello").Soon();
        foreach (var service in fixture.Services)
        {
            Assert.Equal("hello", await service.NextAsync());
        }
    }

    [Fact]
    public async Task A_call_of_all_but_some_leaves_those_out()
    {
        await using var fixture = new GroupFixture(4);
        await fixture.Group.Except(fixture.Sessions[0]).ToldAsync("not the first").Soon();
        await fixture.Group.Except(fixture.Sessions[0], fixture.Sessions[1]).ToldAsync("not the first two").Soon();
        await fixture.Group.All.ToldAsync("all").Soon();
        Assert.Equal("all", await fixture.Services[0].NextAsync());
        Assert.Equal("not the first", await fixture.Services[1].NextAsync());
        Assert.Equal("all", await fixture.Services[1].NextAsync());
        Assert.Equal("not the first", await fixture.Services[3].NextAsync());
        Assert.Equal("not the first two", await fixture.Services[3].NextAsync());
    }

    [Fact]
    public async Task A_call_of_some_goes_to_those_that_are_members_each_once()
    {
        await using var fixture = new GroupFixture(3);
        fixture.Group.Remove(fixture.Sessions[1]);
        await fixture.Group.Only(fixture.Sessions[1], fixture.Sessions[2], fixture.Sessions[2]).ToldAsync("some").Soon();
        await fixture.Group.All.ToldAsync("all").Soon();
        Assert.Equal("all", await fixture.Services[0].NextAsync());
        Assert.Equal("some", await fixture.Services[2].NextAsync());
        Assert.Equal("all", await fixture.Services[2].NextAsync());
        Assert.False(fixture.Services[1].TryNext(out _));
    }

    [Fact]
    public async Task Arguments_are_written_once_for_all_members()
    {
        await using var fixture = new GroupFixture(20);
        var counted = new Counted { Value = 7 };
        await fixture.Group.All.CountedAsync(counted).Soon();
        foreach (var service in fixture.Services)
        {
            Assert.Equal("7", await service.NextAsync());
        }

        Assert.Equal(1, counted.Reads);
    }

    [Fact]
    public async Task Arguments_of_many_chunks_are_shared_until_the_last_member_has_sent_them()
    {
        await using var fixture = new GroupFixture(6);
        var bytes = new byte[300_000];
        bytes[^1] = 42;
        await fixture.Group.All.BytesAsync(bytes).Soon();
        foreach (var service in fixture.Services)
        {
            Assert.Equal("300000:42", await service.NextAsync());
        }
    }

    [Fact]
    public async Task Objects_among_the_arguments_are_each_members_own_reference()
    {
        await using var fixture = new GroupFixture(3);
        var observer = new Observer();
        for (var round = 0; round < 2; round++)
        {
            await fixture.Group.All.ObservedAsync(observer).Soon();
            var seen = new HashSet<string> { await observer.NextAsync(), await observer.NextAsync(), await observer.NextAsync() };
            Assert.Equal(["member 0", "member 1", "member 2"], seen.Order());
        }
    }

    [Fact]
    public async Task A_method_with_an_answer_is_refused_with_the_way_to_call_it()
    {
        await using var fixture = new GroupFixture(2);
        foreach (var call in new Func<Task>[] { () => fixture.Group.All.ScoreAsync().AsTask(), () => fixture.Group.All.PingAsync().AsTask(), () => fixture.Group.All.NameAsync() })
        {
            var error = await Assert.ThrowsAsync<NotSupportedException>(call);
            Assert.Contains("InvokeAsync", error.Message, StringComparison.Ordinal);
        }

        Assert.Contains("InvokeAsync", Assert.Throws<NotSupportedException>(() => fixture.Group.All.NumbersAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_streamed_argument_is_refused()
    {
        await using var fixture = new GroupFixture(2);
        var error = await Assert.ThrowsAsync<NotSupportedException>(() => fixture.Group.All.UploadedAsync(AsyncEnumerable.Empty<int>()).AsTask());
        Assert.Contains("streamed argument", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_that_cannot_be_written_fail_the_call_and_reach_nobody()
    {
        await using var fixture = new GroupFixture(2);
        var error = await Assert.ThrowsAsync<PeerException>(() => fixture.Group.All.ToldAsync(null!).AsTask());
        Assert.Equal(PeerCallFate.NotSent, error.Fate);
        await fixture.Group.All.ToldAsync("after").Soon();
        Assert.Equal("after", await fixture.Services[1].NextAsync());
        Assert.Empty(fixture.Failures);
    }

    [Fact]
    public async Task A_cancelled_call_reaches_nobody()
    {
        await using var fixture = new GroupFixture(1);
        var group = new PeerGroup<ICancellable>();
        group.Add(fixture.Sessions[0]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => group.All.TellAsync("no", new CancellationToken(canceled: true)).AsTask());
    }

    [Fact]
    public async Task Headers_and_instance_go_with_every_call()
    {
        await using var fixture = new GroupFixture(2);
        await fixture.Group.With(new PeerCallOptions { Headers = new Dictionary<string, string> { ["room"] = "12" } }).All.ToldAsync("with headers").Soon();
        foreach (var service in fixture.Services)
        {
            await service.NextAsync();
            Assert.Equal("12", service.Headers!["room"]);
        }
    }

    [Fact]
    public async Task Interceptors_see_the_call_of_each_member_and_arguments_are_still_written_once()
    {
        var options = new PeerSessionOptions();
        options.OutgoingInterceptors.Add(new Numbering());
        await using var fixture = new GroupFixture(3, senderOptions: options);
        var counted = new Counted { Value = 3 };
        await fixture.Group.All.CountedAsync(counted).Soon();
        foreach (var service in fixture.Services)
        {
            Assert.Equal("3", await service.NextAsync());
        }

        Assert.Equal(1, counted.Reads);
        await fixture.Group.All.ToldAsync("numbered").Soon();
        foreach (var service in fixture.Services)
        {
            await service.NextAsync();
            Assert.Equal("yes", service.Headers!["seen"]);
        }
    }

    [Fact]
    public async Task A_member_whose_interceptor_throws_is_reported_and_the_others_are_called()
    {
        var options = new PeerSessionOptions();
        options.OutgoingInterceptors.Add(new Refusing());
        await using var fixture = new GroupFixture(1);
        var refused = fixture.Join(options);
        await fixture.Group.All.ToldAsync("to one").Soon();
        Assert.Equal("to one", await fixture.Services[0].NextAsync());
        await Bound.Until(() => fixture.Failures.Count == 1);
        Assert.Equal(refused, fixture.Failures.Single().Session);
        Assert.Equal("no calls here", fixture.Failures.Single().Exception.Message);
    }

    private sealed class Observer : IGroupObserver
    {
        private readonly System.Threading.Channels.Channel<string> _seen = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public Task<string> NextAsync() => _seen.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon();

        public async ValueTask SeenAsync(string member) => await _seen.Writer.WriteAsync(member);
    }

    private sealed class Numbering : PeerInterceptor
    {
        public override async ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next)
        {
            await Task.Yield();
            invocation.SetHeader("seen", "yes");
            await next();
        }
    }

    private sealed class Refusing : PeerInterceptor
    {
        public override ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next) => throw new InvalidOperationException("no calls here");
    }
}

[PeerContract]
public partial interface ICancellable
{
    [OneWay]
    ValueTask TellAsync(string text, CancellationToken cancellationToken = default);
}
