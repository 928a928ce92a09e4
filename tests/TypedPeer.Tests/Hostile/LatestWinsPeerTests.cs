using TypedPeer.CompilerServices;
using TypedPeer.Testing;
using TypedPeer.Tests.Delivery;

using static TypedPeer.Tests.Hostile.Wire;

namespace TypedPeer.Tests.Hostile;

/// <summary>Calls of which only the newest counts, with peers from before there were any, and with peers that lie.</summary>
public sealed class LatestWinsPeerTests : IAsyncDisposable
{
    private const ulong Latest = 128;
    private readonly PeerContractDescriptor _contract = PeerContractDescriptor.Of<IDeliveryContract>();
    private readonly DeliveryService _service = new();
    private readonly InMemoryPeerChannel _channel;
    private readonly Inbox _inbox;
    private readonly PeerSession _session;
    private readonly Queue<(byte Type, byte[] Payload)> _frames = new();

    public LatestWinsPeerTests()
    {
        var (mine, other) = InMemoryPeerChannel.CreatePair();
        _channel = mine;
        _inbox = Inbox.AttachTo(mine);
        _session = PeerSession.Start(other, peer => peer.Serve<IDeliveryContract>(_service));
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Break();
        await _session.DisposeAsync();
    }

    [Fact]
    public async Task An_older_peer_gets_plain_calls_and_only_what_waits_is_replaced()
    {
        var remote = _session.GetRemote<IDeliveryContract>();
        await remote.StateAsync(1, TestContext.Current.CancellationToken).Soon();
        await remote.StateAsync(2, TestContext.Current.CancellationToken).Soon();
        Start(features: 1);
        Assert.Equal(Call(1, OneWay, "StateAsync", 2), await ExpectAsync(Wire.Call));
        await remote.StateAsync(3, TestContext.Current.CancellationToken).Soon();
        await remote.StateAsync(4, TestContext.Current.CancellationToken).Soon();
        Assert.Equal(Call(2, OneWay, "StateAsync", 3), await ExpectAsync(Wire.Call));
        Assert.Equal(Call(3, OneWay, "StateAsync", 4), await ExpectAsync(Wire.Call));
    }

    [Fact]
    public async Task A_peer_that_knows_it_gets_the_next_call_when_it_has_handled_the_one_before()
    {
        Start(features: 3);
        await _session.Connected.Soon();
        var remote = _session.GetRemote<IDeliveryContract>();
        for (var i = 1; i <= 5; i++)
        {
            await remote.StateAsync(i, TestContext.Current.CancellationToken).Soon();
        }

        Assert.Equal(Call(1, OneWay | Latest, "StateAsync", 1), await ExpectAsync(Wire.Call));
        Send(Frame(Handled, V(1)));
        Assert.Equal(Call(2, OneWay | Latest, "StateAsync", 5), await ExpectAsync(Wire.Call));
    }

    [Fact]
    public async Task A_peer_that_never_says_so_costs_one_call()
    {
        Start(features: 3);
        await _session.Connected.Soon();
        var remote = _session.GetRemote<IDeliveryContract>();
        for (var i = 0; i < 1000; i++)
        {
            await remote.LargeAsync(new byte[10_000]).Soon();
        }

        Assert.InRange(_session.GetStatistics().BytesQueued, 1, 20_100);
        Assert.Equal(998, _session.GetStatistics().CallsReplaced);
    }

    [Fact]
    public async Task Saying_so_for_a_call_that_was_never_made_ends_the_session()
    {
        Start(features: 3);
        Send(Frame(Handled, V(7)));
        var end = await _session.Completion.Soon();
        Assert.Equal(PeerSessionEndKind.ProtocolError, end.Kind);
        Assert.Contains("HANDLED for a call that was never made", end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Saying_so_twice_or_for_other_calls_is_ignored()
    {
        Start(features: 3);
        var remote = _session.GetRemote<IDeliveryContract>();
        var asked = remote.AskAsync(1).AsTask();
        await ExpectAsync(Wire.Call);
        await remote.StateAsync(1, TestContext.Current.CancellationToken).Soon();
        await ExpectAsync(Wire.Call);
        Send(Frame(Handled, V(1)), Frame(Handled, V(2)), Frame(Handled, V(2)), Frame(Result, V(1), V(0), [9, 0, 0, 0]));
        Assert.Equal(9, await asked.Soon());
        await remote.StateAsync(2, TestContext.Current.CancellationToken).Soon();
        Assert.Equal(Call(3, OneWay | Latest, "StateAsync", 2), await ExpectAsync(Wire.Call));
    }

    [Fact]
    public async Task A_caller_is_told_when_its_call_was_handled_and_when_it_was_refused()
    {
        Start(features: 3);
        var gate = new TaskCompletionSource();
        _service.Gate = gate.Task;
        Send(Frame(Wire.Call, Call(1, OneWay | Latest, "StateAsync", 1)), Frame(Wire.Call, Call(2, OneWay, "PlainAsync", 1)), Frame(Wire.Call, V(3), V(OneWay | Latest), U(0x1234)));
        Assert.Equal(V(3), await ExpectAsync(Handled));
        Assert.Equal("state 1", await _service.NextAsync());
        gate.SetResult();
        Assert.Equal(V(1), await ExpectAsync(Handled));
        Send(Frame(Wire.Call, Call(4, OneWay | Latest, "StateAsync")));
        Assert.Equal(V(4), await ExpectAsync(Handled));
    }

    private static byte[] Hello(ulong features) =>
        Frame(Wire.Hello, "TPP"u8.ToArray(), V(1), V(1), V(4 << 20), V(1024), V(1 << 20), V(256 << 10), V(1), V(features));

    private void Start(ulong features)
    {
        var methods = new List<byte[]>();
        foreach (var method in _contract.Methods.Span)
        {
            methods.Add(U(method.Id));
            methods.Add(U(method.Shape));
        }

        Send(Hello(features), Frame(Contract, U(CompilerServices.NameHash.Of(_contract.Name)), U(_contract.Fingerprint), V((ulong)_contract.Methods.Length), Join([.. methods])));
    }

    private byte[] Call(ulong id, ulong flags, string name, int? number = null)
    {
        foreach (var method in _contract.Methods.Span)
        {
            if (method.Signature.StartsWith(name + "(", StringComparison.Ordinal))
            {
                return Join(V(id), V(flags), U(method.Id), number is { } value ? BitConverter.GetBytes(value) : []);
            }
        }

        throw new ArgumentException($"no method is called {name}");
    }

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
