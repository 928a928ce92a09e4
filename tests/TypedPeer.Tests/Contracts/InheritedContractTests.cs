using TypedPeer.Testing;
using TypedPeer.Tests.Streams;

namespace TypedPeer.Tests.Contracts;

/// <summary>A call goes to the contract its caller named, also where several contracts inherit the method.</summary>
public sealed class InheritedContractTests : IAsyncDisposable
{
    private readonly HealthService _orders = new("orders");
    private readonly HealthService _invoices = new("invoices");
    private readonly HealthService _health = new("health");
    private readonly List<PeerSession> _sessions = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions)
        {
            await session.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_method_that_two_served_contracts_inherit_is_answered_by_the_one_the_caller_named(bool swapped, bool connected)
    {
        var caller = Start(peer => _ = swapped
            ? peer.Serve<IInvoices>(_invoices).Serve<IOrders>(_orders)
            : peer.Serve<IOrders>(_orders).Serve<IInvoices>(_invoices));
        if (connected)
        {
            await caller.Connected.Soon();
        }

        await ExpectAsync(caller.GetRemote<IOrders>(), _orders, "orders");
        await ExpectAsync(caller.GetRemote<IInvoices>(), _invoices, "invoices");
    }

    [Fact]
    public async Task The_instance_and_the_contract_are_named_together()
    {
        var caller = Start(peer => peer
            .Serve<IOrders>("blue", _orders).Serve<IInvoices>("blue", _invoices)
            .Serve<IOrders>("red", _health).Serve<IInvoices>(_health));
        await ExpectAsync(caller.GetRemote<IOrders>("blue"), _orders, "orders");
        await ExpectAsync(caller.GetRemote<IInvoices>("blue"), _invoices, "invoices");
        await ExpectAsync(caller.GetRemote<IHealth>("red"), _health, "health");
        await ExpectAsync(caller.GetRemote<IInvoices>(new PeerCallOptions { Timeout = TimeSpan.FromMinutes(1), Headers = new Dictionary<string, string> { ["a"] = "b" } }), _health, "health");
    }

    [Fact]
    public async Task A_base_that_is_served_for_itself_answers_for_itself_alone()
    {
        var caller = Start(peer => peer.Serve<IOrders>(_orders).Serve<IHealth>(_health));
        await ExpectAsync(caller.GetRemote<IHealth>(), _health, "health");
        await ExpectAsync(caller.GetRemote<IOrders>(), _orders, "orders");
    }

    [Fact]
    public async Task A_base_that_one_served_contract_inherits_is_answered_by_that_one()
    {
        var caller = Start(peer => peer.Serve<IRushOrders>(_orders).Serve<IInvoices>(_invoices));
        await ExpectAsync(caller.GetRemote<IOrders>(), _orders, "orders");
        Assert.Equal(1, await caller.GetRemote<IOrders>().CountAsync().Soon());
        Assert.Equal(3, await caller.GetRemote<IRushOrders>().RushAsync().Soon());
    }

    [Fact]
    public async Task Asking_for_the_bare_base_of_two_served_contracts_is_refused_by_name()
    {
        var caller = Start(peer => peer.Serve<IOrders>(_orders).Serve<IInvoices>(_invoices));
        var remote = caller.GetRemote<IHealth>();
        var unary = await Assert.ThrowsAsync<PeerException>(() => remote.WhoAsync().Soon());
        var stream = await Assert.ThrowsAsync<PeerException>(() => StreamTests.ToList(remote.ManyAsync()).Soon());
        Assert.All([unary, stream], error =>
        {
            Assert.Equal(PeerStatus.Unimplemented, error.Status);
            Assert.Contains(nameof(IOrders), error.Message, StringComparison.Ordinal);
            Assert.Contains(nameof(IInvoices), error.Message, StringComparison.Ordinal);
            Assert.Contains("IHealth.", error.Message, StringComparison.Ordinal);
        });
        Assert.Equal(1, await caller.GetRemote<IOrders>().CountAsync().Soon());
    }

    [Fact]
    public async Task A_contract_the_peer_does_not_serve_is_missed_although_another_has_the_method()
    {
        var caller = Start(peer => peer.Serve<IOrders>(_orders));
        var early = await Assert.ThrowsAsync<PeerException>(() => caller.GetRemote<IInvoices>().WhoAsync().Soon());
        var late = await Assert.ThrowsAsync<PeerException>(() => caller.GetRemote<IInvoices>().WhoAsync().Soon());
        Assert.All([early, late], error =>
        {
            Assert.Equal((PeerStatus.Unimplemented, PeerCallFate.NotSent), (error.Status, error.Fate));
            Assert.Contains("The peer lacks TypedPeer.Tests.Contracts.IInvoices", error.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_contract_that_is_served_under_another_name_only_is_missed_there()
    {
        var caller = Start(peer => peer.Serve<IOrders>(_orders).Serve<IInvoices>("blue", _invoices));
        var error = await Assert.ThrowsAsync<PeerException>(() => caller.GetRemote<IInvoices>().WhoAsync().Soon());
        Assert.Equal(PeerStatus.Unimplemented, error.Status);
        error = await Assert.ThrowsAsync<PeerException>(() => caller.GetRemote<IOrders>("blue").WhoAsync().Soon());
        Assert.Equal(PeerStatus.Unimplemented, error.Status);
    }

    [Fact]
    public async Task A_rule_about_a_contract_is_asked_of_every_method_it_inherits()
    {
        var caller = Start(
            peer => peer.Serve<IOrders>(_orders).Serve<IInvoices>(_invoices),
            new() { AuthorizeCall = static call => new(!call.Contract.EndsWith(nameof(IOrders), StringComparison.Ordinal)) });
        var remote = caller.GetRemote<IOrders>();
        var unary = await Assert.ThrowsAsync<PeerException>(() => remote.WhoAsync().Soon());
        Assert.Equal(PeerStatus.PermissionDenied, unary.Status);
        var stream = await Assert.ThrowsAsync<PeerException>(() => StreamTests.ToList(remote.ManyAsync()).Soon());
        Assert.Equal(PeerStatus.PermissionDenied, stream.Status);
        await remote.NoteAsync("denied").Soon();
        await ExpectAsync(caller.GetRemote<IInvoices>(), _invoices, "invoices");
        Assert.False(_orders.Noted.Task.IsCompleted);
    }

    [Fact]
    public async Task Interceptors_on_both_sides_see_the_contract_that_is_called_its_instance_and_who_declares_the_method()
    {
        var seen = new Recording();
        var caller = Start(
            peer => peer.Serve<IRushOrders>("blue", _orders),
            new() { IncomingInterceptors = { seen } },
            new() { OutgoingInterceptors = { seen } });
        await caller.GetRemote<IRushOrders>("blue").WhoAsync().Soon();
        const string Space = "TypedPeer.Tests.Contracts.";
        Assert.Equal([$"out {Space}IRushOrders blue {Space}IHealth", $"in {Space}IRushOrders blue {Space}IHealth"], seen.Calls);
        seen.Calls.Clear();
        var lent = await caller.GetRemote<IRushOrders>("blue").LendAsync().Soon();
        await lent.WhoAsync().Soon();
        Assert.Equal([$"out {Space}IOrders  {Space}IHealth", $"in {Space}IOrders  {Space}IHealth"], seen.Calls[2..]);
    }

    [Fact]
    public async Task A_detail_travels_as_the_most_derived_type_that_the_called_contract_or_its_bases_declare()
    {
        var caller = Start(peer => peer.Serve<IRushOrders>(_orders));
        _orders.OnWho = static () => throw new PeerException(PeerStatus.Application, "ill") { Detail = new OrdersSickness { Name = "flu", Count = 3 } };
        var derived = await Assert.ThrowsAsync<PeerException>(() => caller.GetRemote<IRushOrders>().WhoAsync().Soon());
        var detail = Assert.IsType<OrdersSickness>(derived.Detail);
        Assert.Equal(("flu", 3), (detail.Name, detail.Count));

        // Who asked for the base knows the base's types only.
        var plain = await Assert.ThrowsAsync<PeerException>(() => caller.GetRemote<IHealth>().WhoAsync().Soon());
        Assert.Equal("flu", Assert.IsType<Sickness>(plain.Detail).Name);
    }

    private static async Task ExpectAsync(IHealth remote, HealthService service, string who)
    {
        Assert.Equal(who, await remote.WhoAsync().Soon());
        Assert.Equal([who], await StreamTests.ToList(remote.ManyAsync()).Soon());
        await remote.NoteAsync($"for {who}").Soon();
        Assert.Equal($"for {who}", await service.Noted.Task.Soon());
    }

    private PeerSession Start(Action<PeerSessionBuilder> serve, PeerSessionOptions? callee = null, PeerSessionOptions? caller = null)
    {
        var (first, second) = InMemoryPeerChannel.CreatePair();
        var session = PeerSession.Start(first, null, caller);
        _sessions.Add(session);
        _sessions.Add(PeerSession.Start(second, serve, callee));
        return session;
    }

    private sealed class Recording : PeerInterceptor
    {
        public List<string> Calls { get; } = [];

        public override ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next)
        {
            Calls.Add($"{(invocation.IsIncoming ? "in" : "out")} {invocation.Contract} {invocation.Instance} {invocation.DeclaringContract}");
            return next();
        }
    }
}
