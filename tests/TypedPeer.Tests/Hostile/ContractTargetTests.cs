using System.Text;
using TypedPeer.CompilerServices;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;

using static TypedPeer.Tests.Hostile.Wire;

namespace TypedPeer.Tests.Hostile;

/// <summary>Which contract a call is for, among peers that say so, peers from before that, and peers that lie.</summary>
public sealed class ContractTargetTests : IAsyncDisposable
{
    private static readonly PeerContractDescriptor Health = PeerContractDescriptor.Of<IHealth>();
    private static readonly PeerContractDescriptor Orders = PeerContractDescriptor.Of<IOrders>();
    private static readonly PeerContractDescriptor Invoices = PeerContractDescriptor.Of<IInvoices>();
    private readonly InMemoryPeerChannel _channel;
    private readonly Inbox _inbox;
    private readonly PeerSession _session;
    private readonly Queue<(byte Type, byte[] Payload)> _frames = new();

    public ContractTargetTests()
    {
        var (mine, other) = InMemoryPeerChannel.CreatePair();
        _channel = mine;
        _inbox = Inbox.AttachTo(mine);
        _session = PeerSession.Start(other, peer => peer.Serve<IOrders>(new HealthService("orders")).Serve<IInvoices>(new HealthService("invoices")));
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Break();
        await _session.DisposeAsync();
    }

    [Fact]
    public async Task A_call_of_an_older_peer_that_two_served_contracts_could_answer_is_refused_by_name()
    {
        Send(SayHello(), Frame(Call, V(1), V(0), U(Method(Health, "WhoAsync"))));
        var error = await ExpectAsync(Error);
        Assert.Equal([1, (byte)PeerStatus.Unimplemented], error[..2]);
        var message = Encoding.UTF8.GetString(error.AsSpan(3));
        Assert.Contains("IOrders and TypedPeer.Tests.Contracts.IInvoices", message, StringComparison.Ordinal);
        Send(Frame(Call, V(2), V(0), U(Method(Orders, "CountAsync"))));
        Assert.Equal([2, 0, 1, 0, 0, 0], await ExpectAsync(Result));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_older_peer_is_called_as_it_always_was_and_a_newer_one_by_contract(bool knows)
    {
        var calls = new[] { _session.GetRemote<IOrders>().WhoAsync().AsTask(), _session.GetRemote<IOrders>("blue").WhoAsync().AsTask() };
        Send(Hello(knows ? 1UL : null), Announce(Health), Announce(Orders));
        var first = await ExpectAsync(Call);
        var second = await ExpectAsync(Call);
        var contract = U(CompilerServices.NameHash.Of(Orders.Name));
        Assert.Equal(knows ? Join(V(1), V(Target), U(Method(Health, "WhoAsync")), [3], contract, S("")) : Join(V(1), V(0), U(Method(Health, "WhoAsync"))), first);
        Assert.Equal(
            knows ? Join(V(2), V(Target), U(Method(Health, "WhoAsync")), [3], contract, S("blue")) : Join(V(2), V(Target), U(Method(Health, "WhoAsync")), [1], S("blue")),
            second);
        _channel.Break();
        await Assert.ThrowsAsync<PeerException>(() => calls[0].Soon());
        await Assert.ThrowsAsync<PeerException>(() => calls[1].Soon());
    }

    [Fact]
    public async Task A_method_the_contract_declares_itself_needs_no_name_of_the_contract()
    {
        var call = _session.GetRemote<IOrders>().CountAsync().AsTask();
        Send(Hello(1), Announce(Health), Announce(Orders));
        Assert.Equal(Join(V(1), V(0), U(Method(Orders, "CountAsync"))), await ExpectAsync(Call));
        Send(Frame(Result, V(1), V(0), [4, 0, 0, 0]));
        Assert.Equal(4, await call.Soon());
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(ulong.MaxValue - 1)]
    public async Task Features_nobody_knows_and_fields_behind_them_are_ignored(ulong features)
    {
        Send(Frame(0x01, "TPP"u8.ToArray(), V(1), V(1), V(4 << 20), V(1024), V(1 << 20), V(256 << 10), V(2), V(features), [1, 2, 3]), Announce(Health), Announce(Orders));
        await _session.Connected.Soon();
        var call = _session.GetRemote<IOrders>().WhoAsync().AsTask();
        var bytes = await ExpectAsync(Call);
        Assert.Equal((features & 1) == 1, bytes[1] == Target);
        _channel.Break();
        await Assert.ThrowsAsync<PeerException>(() => call.Soon());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_to_a_contract_that_is_not_there_fails_alone(bool known)
    {
        // The method is there, but from another contract; or the contract is, without the method.
        var contract = known ? CompilerServices.NameHash.Of(Invoices.Name) : 12345UL;
        var method = known ? Method(Orders, "CountAsync") : Method(Health, "WhoAsync");
        Send(Hello(1, 0), Frame(Call, V(1), V(Target), U(method), [3], U(contract), S("")));
        Assert.Equal([1, (byte)PeerStatus.Unimplemented], (await ExpectAsync(Error))[..2]);
        Send(Frame(Call, V(2), V(Target), U(Method(Orders, "CountAsync")), [3], U(CompilerServices.NameHash.Of(Orders.Name)), S("")));
        Assert.Equal([2, 0, 1, 0, 0, 0], await ExpectAsync(Result));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task A_contract_that_is_cut_short_ends_the_session(int length)
    {
        Send(Hello(1, 0), Frame(Call, V(1), V(Target), U(Method(Health, "WhoAsync")), [3], new byte[length]));
        Assert.Contains("CALL has no valid target", (await _session.Completion.Soon()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_name_behind_a_contract_is_bounded_like_any_other()
    {
        Send(Hello(1, 0), Frame(Call, V(1), V(Target), U(Method(Health, "WhoAsync")), [3], U(1), S(new string('x', 513))));
        Assert.Contains("CALL has no valid target", (await _session.Completion.Soon()).Message, StringComparison.Ordinal);
    }

    private static byte[] Hello(ulong? features, ulong contracts = 2) => Frame(
        0x01, "TPP"u8.ToArray(), V(1), V(1), V(4 << 20), V(1024), V(1 << 20), V(256 << 10), V(contracts), features is { } known ? V(known) : []);

    private static byte[] Announce(PeerContractDescriptor contract)
    {
        var methods = contract.Methods.ToArray();
        return Frame(
            Contract, U(CompilerServices.NameHash.Of(contract.Name)), U(contract.Fingerprint), V((ulong)methods.Length), Join([.. methods.Select(method => Join(U(method.Id), U(method.Shape)))]));
    }

    private static ulong Method(PeerContractDescriptor contract, string name) =>
        contract.Methods.ToArray().Single(method => method.Signature.StartsWith(name + "(", StringComparison.Ordinal)).Id;

    private void Send(params ReadOnlySpan<byte[]> frames) => _channel.Send(Join(frames));

    private async Task<byte[]> ExpectAsync(byte type)
    {
        while (true)
        {
            while (_frames.TryDequeue(out var frame))
            {
                if (frame.Type == type)
                {
                    return frame.Payload;
                }
            }

            foreach (var frame in Frames(await _inbox.NextAsync()))
            {
                _frames.Enqueue(frame);
            }
        }
    }
}
