using TypedPeer.Channels;
using TypedPeer.CompilerServices;
using TypedPeer.Testing;
using TypedPeer.Tests.Delivery;

using static TypedPeer.Tests.Hostile.Wire;

namespace TypedPeer.Tests.Hostile;

/// <summary>Datagrams of peers that keep to nothing.</summary>
public sealed class UnreliablePeerTests : IPeerDatagramReceiver, IAsyncDisposable
{
    private readonly PeerContractDescriptor _contract = PeerContractDescriptor.Of<IUnreliableContract>();
    private readonly UnreliableService _service = new();
    private readonly InMemoryPeerChannel _channel;
    private readonly Inbox _inbox;
    private readonly PeerSession _session;
    private readonly IPeerDatagramLane _lane;

    public UnreliablePeerTests()
    {
        var (mine, other) = InMemoryPeerChannel.CreatePair();
        _channel = mine;
        _inbox = Inbox.AttachTo(mine);
        _lane = mine.OpenDatagrams(this)!;
        _session = PeerSession.Start(other, peer => peer.Serve<IUnreliableContract>(_service), new PeerSessionOptions { UnreliableWindowBytes = 4096 });
    }

    void IPeerDatagramReceiver.OnDatagram(ReadOnlySpan<byte> datagram)
    {
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Break();
        await _session.DisposeAsync();
    }

    [Fact]
    public async Task The_hello_of_who_serves_such_methods_says_so()
    {
        var hello = Frames(await _inbox.NextAsync()).First();
        Assert.Equal(7, hello.Payload[^1]);
    }

    [Fact]
    public async Task A_datagram_before_the_hello_is_dropped_and_counted()
    {
        _lane.TrySend(Frame(Unreliable, Call("AtAsync", 1)));
        await Bound.Until(() => _session.GetStatistics().CallsDropped == 1);
        await StartAsync();
        _lane.TrySend(Frame(Unreliable, Call("AtAsync", 2)));
        Assert.Equal("at 2", await _service.NextAsync());
    }

    [Fact]
    public async Task Several_calls_in_a_datagram_and_the_same_again_are_each_a_call()
    {
        await StartAsync();
        var datagram = Join(Frame(Unreliable, Call("AtAsync", 1)), Frame(Unreliable, Call("AtAsync", 2)), Frame(0x90, [1, 2, 3]));
        _lane.TrySend(datagram);
        _lane.TrySend(datagram);
        foreach (var expected in new[] { "at 1", "at 2", "at 1", "at 2" })
        {
            Assert.Equal(expected, await _service.NextAsync());
        }
    }

    [Fact]
    public async Task What_is_for_nobody_is_dropped_and_counted()
    {
        await StartAsync();
        _lane.TrySend(Frame(Unreliable, V(0), U(0x1234)));
        _lane.TrySend(Frame(Unreliable, Call("AskAsync", 1)));
        _lane.TrySend(Frame(Unreliable, V(1UL << 40), U(_contract.Methods.Span[0].Id)));
        await Bound.Until(() => _session.GetStatistics().CallsDropped == 3);
        _lane.TrySend(Frame(Unreliable, Call("AtAsync", 2)));
        Assert.Equal("at 2", await _service.NextAsync());
    }

    [Theory]
    [InlineData(new byte[] { 0x16, 0x05, 0x00 }, "a frame is longer than its datagram")]
    [InlineData(new byte[] { 0x16, 0x01, 0x00 }, "UNRELIABLE is cut short")]
    [InlineData(new byte[] { 0x03, 0x08, 1, 2, 3, 4, 5, 6, 7, 8 }, "a frame of the type 0x03 in a datagram")]
    public async Task A_datagram_that_cannot_be_read_ends_the_session_by_name(byte[] datagram, string sentence)
    {
        await StartAsync();
        _lane.TrySend(datagram);
        var end = await _session.Completion.Soon();
        Assert.Equal(PeerSessionEndKind.ProtocolError, end.Kind);
        Assert.Contains(sentence, end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Such_a_call_on_the_channel_ends_the_session_by_name()
    {
        await StartAsync();
        _channel.Send(Frame(Unreliable, Call("AtAsync", 1)));
        var end = await _session.Completion.Soon();
        Assert.Contains("a frame of the unknown type 0x16", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flood_is_bounded_and_the_rest_dropped()
    {
        await StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _service.Gate = gate.Task;
        var sent = 0;
        for (var i = 0; i < 20_000; i++)
        {
            sent += _lane.TrySend(Frame(Unreliable, Call("AtAsync", i))) ? 1 : 0;
        }

        await Bound.Until(() => _session.GetStatistics().CallsDropped > 0);
        var now = _session.GetStatistics();
        Assert.InRange(now.CallsRunning, 1, 4096 / 15);
        Assert.InRange(now.BytesHeld, 0, 64 * 1024);
        gate.SetResult();
        await Bound.Until(() => _session.GetStatistics().CallsRunning == 0);
        Assert.False(_session.Completion.IsCompleted);
    }

    private async Task StartAsync()
    {
        var methods = new List<byte[]>();
        foreach (var method in _contract.Methods.Span)
        {
            methods.Add(U(method.Id));
            methods.Add(U(method.Shape));
        }

        _channel.Send(Join(SayHello(contracts: 1), Frame(Contract, U(CompilerServices.NameHash.Of(_contract.Name)), U(_contract.Fingerprint), V((ulong)_contract.Methods.Length), Join([.. methods]))));
        await _session.Connected.Soon();
    }

    private byte[] Call(string name, int number)
    {
        foreach (var method in _contract.Methods.Span)
        {
            if (method.Signature.StartsWith(name + "(", StringComparison.Ordinal))
            {
                return Join(V(0), U(method.Id), BitConverter.GetBytes(number));
            }
        }

        throw new ArgumentException($"no method is called {name}");
    }
}
