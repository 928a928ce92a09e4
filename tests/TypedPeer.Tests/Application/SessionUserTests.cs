using System.Security.Claims;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;

namespace TypedPeer.Tests.Application;

public class SessionUserTests
{
    [Fact]
    public async Task The_first_call_knows_the_user_and_the_items_the_session_was_started_with()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        await using var caller = PeerSession.Start(first);
        var seen = caller.GetRemote<ITestContract>().EchoAsync("first", TestContext.Current.CancellationToken);
        PeerSession? inside = null;
        var service = new TestService
        {
            OnEcho = (text, _) =>
            {
                inside = PeerCallContext.Current!.Session;
                return new($"{text} {PeerCallContext.Current.User?.Identity?.Name} {PeerCallContext.Current.Items["tenant"]}");
            },
        };
        await using var callee = PeerSession.Start(second, peer =>
        {
            peer.User = Named("Ada");
            peer.Items["tenant"] = "blue";
            peer.Serve(service);
        });
        Assert.Equal("first Ada blue", await seen.Soon());
        Assert.Same(callee, inside);
        Assert.Equal("Ada", callee.User?.Identity?.Name);
        Assert.Equal("blue", callee.Items["tenant"]);
        Assert.Null(caller.User);
    }

    [Fact]
    public async Task Who_lets_a_peer_in_by_its_proved_identity_may_say_who_it_is()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair(firstIdentity: new("sha-256", "AA:BB"));
        await using var caller = PeerSession.Start(first);
        var service = new TestService { OnEcho = static (_, _) => new(PeerCallContext.Current!.User!.Identity!.Name!) };
        await using var callee = PeerSession.Start(second, peer => peer.Serve(service), new()
        {
            AuthorizePeer = static session =>
            {
                session.User = Named($"{session.Channel.RemoteIdentity}");
                return true;
            },
        });
        Assert.Equal($"{new Channels.PeerIdentity("sha-256", "AA:BB")}", await caller.GetRemote<ITestContract>().EchoAsync(string.Empty, TestContext.Current.CancellationToken).Soon());
    }

    [Fact]
    public async Task Calls_that_start_after_a_change_have_the_new_user_and_a_call_keeps_the_one_it_started_with()
    {
        await using var pair = SessionPair.Create();
        var goesOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hasStarted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.SecondService.OnEcho = async (text, _) =>
        {
            if (text == "login")
            {
                PeerCallContext.Current!.Session.User = Named("Ada");
            }
            else if (text == "long")
            {
                hasStarted.SetResult();
                await goesOn.Task;
            }

            return PeerCallContext.Current!.User?.Identity?.Name ?? "nobody";
        };
        Assert.Equal("nobody", await pair.Remote.EchoAsync("before", TestContext.Current.CancellationToken).Soon());
        var early = pair.Remote.EchoAsync("long", TestContext.Current.CancellationToken);
        await hasStarted.Task.Soon();
        Assert.Equal("nobody", await pair.Remote.EchoAsync("login", TestContext.Current.CancellationToken).Soon());
        Assert.Equal("Ada", await pair.Remote.EchoAsync("after", TestContext.Current.CancellationToken).Soon());
        var timed = pair.First.GetRemote<ITestContract>(new PeerCallOptions { Timeout = TimeSpan.FromMinutes(5) });
        Assert.Equal("Ada", await timed.EchoAsync("with a deadline", TestContext.Current.CancellationToken).Soon());
        goesOn.SetResult();
        Assert.Equal("nobody", await early.Soon());
        pair.Second.User = null;
        Assert.Equal("nobody", await pair.Remote.EchoAsync("logged out", TestContext.Current.CancellationToken).Soon());
    }

    [Fact]
    public async Task Every_session_of_a_process_has_a_name_of_its_own()
    {
        await using var pair = SessionPair.Create();
        await using var other = SessionPair.Create();
        var ids = new[] { pair.First.Id, pair.Second.Id, other.First.Id, other.Second.Id };
        Assert.Equal(4, ids.Distinct().Count());
        Assert.All(ids, static id => Assert.InRange(id.Length, 3, 32));
        Assert.Equal(ids[0], pair.First.Id);
    }

    [Fact]
    public async Task Many_threads_that_ask_for_items_at_once_share_them()
    {
        await using var pair = SessionPair.Create();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => pair.Second.Items.Add(i, null)))).Soon();
        Assert.Equal(Enumerable.Range(0, 16), pair.Second.Items.Keys.Cast<int>().Order());
    }

    private static ClaimsPrincipal Named(string name) => new(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], "test"));
}
