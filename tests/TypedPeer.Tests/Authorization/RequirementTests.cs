using System.Collections.Concurrent;
using System.Security.Claims;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;

namespace TypedPeer.Tests.Authorization;

/// <summary>What is asked of a call: by attributes of method and contracts.</summary>
public sealed class RequirementTests : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, string> _asked = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _told = new();
    private readonly ConcurrentBag<PeerAuthorizationContext> _contexts = [];
    private readonly Guarded _service = new();
    private PeerSession _caller = null!;
    private PeerSession _callee = null!;

    [Fact]
    public async Task A_method_asks_for_what_it_and_its_contract_say_and_allow_anonymous_asks_for_nothing()
    {
        Start(peer => peer.Serve<IGuarded>(_service));
        var remote = _caller.GetRemote<IGuarded>();
        await remote.WriteAsync().Soon();
        await remote.OpenAsync().Soon();
        await remote.OrdinaryAsync().Soon();
        await remote.NoteAsync("x").Soon();
        await _service.Noted.Task.Soon();
        Assert.Equal("policy signed-in, policy admin, roles writer", _asked["WriteAsync()"]);
        Assert.Equal(string.Empty, _asked["OpenAsync()"]);
        Assert.Equal("policy signed-in", _asked["OrdinaryAsync()"]);
        Assert.Equal("policy signed-in, policy note", _asked["NoteAsync(string)"]);

        // The check is over, and the call's object may be another call's by now.
        Assert.All(_contexts, static context => Assert.True(context.CancellationToken.IsCancellationRequested));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_inherited_method_asks_for_what_its_own_contract_says_and_for_what_it_is_served_through_says(bool asBase)
    {
        Start(peer => peer.Serve<IGuarded>(_service));
        var remote = asBase ? _caller.GetRemote<IGuardedBase>() : _caller.GetRemote<IGuarded>();
        await remote.ReadAsync().Soon();
        await remote.PingAsync().Soon();
        await remote.PlainAsync().Soon();
        Assert.Equal("policy signed-in, roles reader, writer", _asked["ReadAsync()"]);
        Assert.Equal(string.Empty, _asked["PingAsync()"]);
        Assert.Equal("policy signed-in", _asked["PlainAsync()"]);
    }

    [Fact]
    public async Task A_base_that_is_served_for_itself_asks_for_its_own_alone()
    {
        Start(peer => peer.Serve<IGuarded>(_service).Serve<IGuardedBase>(_service));
        var remote = _caller.GetRemote<IGuardedBase>();
        await remote.PlainAsync().Soon();
        await remote.ReadAsync().Soon();
        Assert.Equal(string.Empty, _asked["PlainAsync()"]);
        Assert.Equal("roles reader, writer", _asked["ReadAsync()"]);
    }

    [Fact]
    public async Task A_named_instance_and_an_object_passed_by_reference_ask_alike()
    {
        Start(peer => peer.Serve<IGuarded>("blue", _service).Serve<IGuardedGiver>(_service));
        await _caller.GetRemote<IGuarded>("blue").OrdinaryAsync().Soon();
        Assert.Equal("policy signed-in", _asked["OrdinaryAsync()"]);
        var given = await _caller.GetRemote<IGuardedGiver>().GiveAsync().Soon();
        Assert.Equal("write", await given.WriteAsync().Soon());
        Assert.Equal("policy signed-in, policy admin, roles writer", _asked["WriteAsync()"]);
    }

    [Theory]
    [InlineData(false, PeerStatus.Unauthenticated)]
    [InlineData(true, PeerStatus.PermissionDenied)]
    public async Task A_no_names_the_method_and_is_another_status_for_a_caller_without_a_name(bool named, PeerStatus status)
    {
        Start(
            peer =>
            {
                peer.User = new ClaimsPrincipal(named ? new ClaimsIdentity("token") : new ClaimsIdentity());
                peer.Serve<IGuarded>(_service);
            },
            static context => new(context.Requirements.Count == 0));
        var remote = _caller.GetRemote<IGuarded>();
        var error = await Assert.ThrowsAsync<PeerException>(() => remote.WriteAsync().Soon());
        Assert.Equal(status, error.Status);
        Assert.Contains("IGuarded.WriteAsync()", error.Message, StringComparison.Ordinal);
        Assert.Equal("open", await remote.OpenAsync().Soon());
        await remote.NoteAsync("x").Soon();
        await Bound.Until(() => !_told.IsEmpty);
        Assert.Contains("NoteAsync", Assert.Single(_told), StringComparison.Ordinal);
        Assert.False(_service.Noted.Task.IsCompleted);
        Assert.Equal(2, _callee.GetStatistics().CallsDenied);
    }

    [Fact]
    public async Task What_asks_is_not_served_where_nothing_can_check()
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        var error = Assert.Throws<InvalidOperationException>(() => PeerSession.Start(first, peer => peer.Serve<IGuarded>(_service)));
        Assert.Contains("IGuarded", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(PeerSessionOptions.AuthorizeCall), error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => PeerSession.Start(first, peer => peer.Serve<IGuardedBase>("name", _service)));
        Assert.Throws<InvalidOperationException>(() => PeerSession.Start(first, static peer => peer.ServePerCall<IGuarded>(static () => default)));

        // The channel is still the caller's: the next session takes it.
        await using var callee = PeerSession.Start(first, peer => peer.Serve<IGuardedGiver>(_service), new() { HandlerFailed = (_, e) => _told.Enqueue(e.Message) });
        await using var caller = PeerSession.Start(second);
        var given = await Assert.ThrowsAsync<PeerException>(() => caller.GetRemote<IGuardedGiver>().GiveAsync().Soon());
        Assert.Equal(PeerStatus.FailedPrecondition, given.Status);
        Assert.Contains(nameof(PeerSessionOptions.AuthorizeCall), Assert.Single(_told), StringComparison.Ordinal);
        var passed = await Assert.ThrowsAsync<PeerException>(() => caller.GetRemote<IGuardedGiver>().TakeAsync(_service).Soon());
        Assert.Equal((PeerStatus.FailedPrecondition, PeerCallFate.NotSent), (passed.Status, passed.Fate));
        Assert.Equal(0, callee.GetStatistics().ReferencesShared);
    }

    public async ValueTask DisposeAsync()
    {
        if (_caller is not null)
        {
            await _caller.DisposeAsync();
            await _callee.DisposeAsync();
        }
    }

    private void Start(Action<PeerSessionBuilder> serve, Func<PeerAuthorizationContext, ValueTask<bool>>? check = null)
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        _caller = PeerSession.Start(first);
        _callee = PeerSession.Start(second, serve, new()
        {
            AuthorizeCall = check ?? Record,
            HandlerFailed = (method, exception) => _told.Enqueue($"{method}: {exception.Message}"),
        });
    }

    private ValueTask<bool> Record(PeerAuthorizationContext context)
    {
        _contexts.Add(context);
        _asked[context.Method] = string.Join(", ", context.Requirements.Select(static one => one.Policy is null ? $"roles {one.Roles}" : $"policy {one.Policy}"));
        return new(true);
    }
}
