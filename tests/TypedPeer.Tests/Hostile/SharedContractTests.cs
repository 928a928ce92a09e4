using TypedPeer.CompilerServices;
using TypedPeer.Testing;
using TypedPeer.TestSupport;
using TypedPeer.Tests.Contracts;

using static TypedPeer.Tests.Hostile.Wire;

namespace TypedPeer.Tests.Hostile;

/// <summary>What a peer says, or does not say, of the contracts it hands objects out as.</summary>
public sealed class SharedContractTests : IAsyncDisposable
{
    private static readonly PeerContractDescriptor Account = PeerContractDescriptor.Of<IAccount>();
    private readonly InMemoryPeerChannel _channel;
    private readonly Inbox _inbox;
    private readonly PeerSession _session;

    public SharedContractTests()
    {
        var (mine, other) = InMemoryPeerChannel.CreatePair();
        _channel = mine;
        _inbox = Inbox.AttachTo(mine);
        _session = PeerSession.Start(other, peer => peer.Serve(new ReferenceService()));
        Send(SayHello(contracts: 1), Describe(Contract, PeerContractDescriptor.Of<IReferenceContract>()));
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Break();
        await _session.DisposeAsync();
    }

    [Fact]
    public async Task A_method_that_an_object_of_the_peer_lacks_is_named_before_the_call()
    {
        var account = await OpenAsync(Describe(Shared, Account, fingerprint: 1, skip: "AddAsync"));
        var failure = await Assert.ThrowsAsync<PeerException>(() => account.AddAsync(1).Soon());
        Assert.Equal((PeerStatus.Unimplemented, PeerCallFate.NotSent), (failure.Status, failure.Fate));
        Assert.EndsWith("The peer lacks TypedPeer.Tests.Contracts.IAccount.AddAsync(int).", failure.Message, StringComparison.Ordinal);
        await ExpectCallAsync(account);
    }

    [Fact]
    public async Task A_method_of_another_shape_behind_a_reference_is_named_before_the_call()
    {
        var account = await OpenAsync(Describe(Shared, Account, fingerprint: 1, changed: "AddAsync"));
        var failure = await Assert.ThrowsAsync<PeerException>(() => account.AddAsync(1).Soon());
        Assert.Equal((PeerStatus.Unimplemented, PeerCallFate.NotSent), (failure.Status, failure.Fate));
        Assert.Contains("IAccount.AddAsync(int), but its parameters or its result have another shape there", failure.Message, StringComparison.Ordinal);
        await ExpectCallAsync(account);
    }

    [Fact]
    public async Task What_the_peer_serves_tells_of_its_objects_too()
    {
        var (mine, other) = InMemoryPeerChannel.CreatePair();
        var inbox = Inbox.AttachTo(mine);
        await using var session = PeerSession.Start(other);
        mine.Send(Join(SayHello(contracts: 2), Describe(Contract, PeerContractDescriptor.Of<IReferenceContract>()), Describe(Contract, Account, fingerprint: 1, skip: "AddAsync")));
        var opening = session.GetRemote<IReferenceContract>().OpenAsync("Ada").AsTask();
        mine.Send(Frame(Result, V(await NextCallAsync(inbox)), V(2), V(2)));
        var account = await opening.Soon();
        var failure = await Assert.ThrowsAsync<PeerException>(() => account.AddAsync(1).Soon());
        Assert.Equal(PeerStatus.Unimplemented, failure.Status);
        mine.Break();
    }

    [Fact]
    public async Task Nothing_is_refused_on_behalf_of_a_peer_that_describes_nothing()
    {
        var account = await OpenAsync([]);
        await ExpectCallAsync(account);
    }

    [Fact]
    public async Task Nothing_is_refused_where_two_contracts_of_one_name_differ()
    {
        var account = await OpenAsync(Join(Describe(Shared, Account, fingerprint: 1, changed: "OwnerAsync"), Describe(Shared, Account)));
        await ExpectCallAsync(account);
    }

    [Fact]
    public async Task A_contract_is_described_once_and_before_its_first_object()
    {
        Send(Frame(Call, V(1), V(0), U(Method(PeerContractDescriptor.Of<IReferenceContract>(), "OpenAsync").Id), Text("Ada")));
        Send(Frame(Call, V(2), V(0), U(Method(PeerContractDescriptor.Of<IReferenceContract>(), "OpenAsync").Id), Text("Eve")));
        Send(Frame(Goodbye, V(0), V(0), V(0)));
        var frames = new List<(byte Type, byte[] Payload)>();
        while (frames.Count(frame => frame.Type == Result) < 2)
        {
            frames.AddRange(Frames(await _inbox.NextAsync()));
        }

        var shared = Assert.Single(frames, frame => frame.Type == Shared);
        Assert.True(frames.IndexOf(shared) < frames.FindIndex(frame => frame.Type == Result));
        Assert.Equal(Describe(Shared, Account), Frame(shared.Type, shared.Payload));
    }

    [Fact]
    public async Task A_contract_that_is_served_is_not_described_again()
    {
        var (mine, other) = InMemoryPeerChannel.CreatePair();
        var inbox = Inbox.AttachTo(mine);
        await using var session = PeerSession.Start(other, peer => peer.Serve(new ReferenceService()).Serve(new Account("root")));
        mine.Send(Join(SayHello(), Frame(Call, V(1), V(0), U(Method(PeerContractDescriptor.Of<IReferenceContract>(), "OpenAsync").Id), Text("Ada"))));
        var frames = new List<(byte Type, byte[] Payload)>();
        while (frames.TrueForAll(frame => frame.Type != Result))
        {
            frames.AddRange(Frames(await inbox.NextAsync()));
        }

        Assert.DoesNotContain(frames, frame => frame.Type == Shared);
        mine.Break();
    }

    [Fact]
    public async Task An_object_sent_before_the_channel_is_open_is_described_after_the_hello()
    {
        var (mine, other) = InMemoryPeerChannel.CreatePair();
        var inbox = Inbox.AttachTo(mine);
        var opened = new TaskCompletionSource();
        await using var session = PeerSession.Start(new LateChannel(other, opened.Task));
        var call = session.GetRemote<IReferenceContract>().IsMineAsync(new Account("Ada")).AsTask();
        opened.SetResult();
        mine.Send(Join(SayHello(contracts: 1), Describe(Contract, PeerContractDescriptor.Of<IReferenceContract>())));
        var frames = new List<(byte Type, byte[] Payload)>();
        while (frames.TrueForAll(frame => frame.Type != Call))
        {
            frames.AddRange(Frames(await inbox.NextAsync()));
        }

        Assert.Equal([Hello, Shared, Call], frames.Select(frame => frame.Type).Where(type => type is Hello or Shared or Call));
        mine.Break();
        await Assert.ThrowsAsync<PeerException>(() => call.Soon());
    }

    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(20)]
    public async Task A_description_that_is_cut_short_ends_the_session(int length)
    {
        Send(Frame(Shared, [.. new byte[16], .. Enumerable.Repeat((byte)1, length - 16)]));
        Assert.Contains("SHARED is cut short", (await _session.Completion.Soon()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_describes_contracts_without_end_is_stopped()
    {
        for (var i = 0UL; i <= 4096; i++)
        {
            Send(Frame(Shared, U(i), U(i), V(0)));
        }

        Assert.Contains("more shared contracts than anybody has", (await _session.Completion.Soon()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_describes_methods_without_end_is_stopped()
    {
        Send(Frame(Shared, U(1), U(1), V(16385)));
        Assert.Contains("more shared contracts than anybody has", (await _session.Completion.Soon()).Message, StringComparison.Ordinal);
    }

    private static byte[] Describe(byte type, PeerContractDescriptor contract, ulong? fingerprint = null, string? skip = null, string? changed = null)
    {
        var methods = contract.Methods.ToArray().Where(method => !Is(method, skip)).ToArray();
        return Frame(
            type,
            U(CompilerServices.NameHash.Of(contract.Name)),
            U(fingerprint ?? contract.Fingerprint),
            V((ulong)methods.Length),
            Join([.. methods.Select(method => Join(U(method.Id), U(Is(method, changed) ? method.Shape + 1 : method.Shape)))]));
    }

    private static bool Is(PeerMethod method, string? name) => name is not null && method.Signature.StartsWith(name + "(", StringComparison.Ordinal);

    private static PeerMethod Method(PeerContractDescriptor contract, string name) => contract.Methods.ToArray().Single(method => Is(method, name));

    private static byte[] Text(string ascii) => [.. BitConverter.GetBytes(~ascii.Length), .. BitConverter.GetBytes(ascii.Length), .. System.Text.Encoding.ASCII.GetBytes(ascii)];

    private static async Task<ulong> NextCallAsync(Inbox inbox)
    {
        while (true)
        {
            foreach (var frame in Frames(await inbox.NextAsync()))
            {
                if (frame.Type == Call)
                {
                    return frame.Payload[0];
                }
            }
        }
    }

    private void Send(params ReadOnlySpan<byte[]> frames) => _channel.Send(Join(frames));

    /// <summary>Hands an account out, after some other frames.</summary>
    private async Task<IAccount> OpenAsync(byte[] before)
    {
        var opening = _session.GetRemote<IReferenceContract>().OpenAsync("Ada").AsTask();
        var id = await NextCallAsync(_inbox);
        Send(before, Frame(Result, V(id), V(2), V(2)));
        return await opening.Soon();
    }

    private async Task ExpectCallAsync(IAccount account)
    {
        var call = account.OwnerAsync().AsTask();
        Send(Frame(Result, V(await NextCallAsync(_inbox)), V(0), Text("Ada")));
        Assert.Equal("Ada", await call.Soon());
    }

    /// <summary>A channel that is open when a test says so.</summary>
    private sealed class LateChannel(InMemoryPeerChannel inner, Task opened) : ForwardingChannel(inner)
    {
        public override Task Opened => opened;
    }
}
