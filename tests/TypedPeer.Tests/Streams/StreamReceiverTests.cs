using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Streams;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Tests.Streams;

/// <summary>What the producer of a stream is given, and when its consumer is woken.</summary>
public class StreamReceiverTests
{
    private const int BesideCalls = 26 * 1024;
    private readonly PeerSessionOptions _options = new();
    private readonly SessionState _state;
    private readonly StreamPace _pace;
    private readonly StreamReceiver _receiver;
    private readonly Waiter _waiter = new();
    private StreamBatch _batch = new() { Buffer = [] };
    private long _credit;
    private long _now = 1_000_000;

    public StreamReceiverTests()
    {
        _state = new(_options, static (_, _) => true);
        _pace = new(_state.KeepAlive);
        _receiver = new(_state, _pace, 2, 0);
        _credit = _options.StreamWindowBytes;

        // The path holds nothing.
        _state.KeepAlive.Opened(_now);
        _state.KeepAlive.Connected();
        _now += 50;
        _ = ReadCredit();
        Assert.Equal(50, _state.KeepAlive.LowestRoundTrip);
    }

    [Fact]
    public void Beside_calls_the_producer_is_given_as_much_again_as_it_comes_whenever_the_consumer_runs()
    {
        Call();
        Begin(needed: 1);
        Send(_credit);
        Assert.Equal(_options.StreamWindowBytes, Take());
        Assert.InRange(_credit, 1, BesideCalls);

        // The consumer does not run any more: it is what may be held here that ends it.
        var sent = 0L;
        while (_credit > 0)
        {
            Assert.InRange(_credit, 1, BesideCalls);
            Call();
            var piece = Math.Min(_credit, 1000);
            Send(piece);
            sent += piece;
        }

        Assert.InRange(sent, _options.StreamWindowBytes - 4096, _options.StreamWindowBytes);
        Take();
        Assert.InRange(_credit, 1, BesideCalls);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(16 * 1024)]
    [InlineData(100_000)]
    public void Beside_calls_a_large_item_comes_little_by_little(int piece)
    {
        Call();
        Begin(needed: 1);
        Send(_credit);
        Take();
        var left = 10_000_000;
        Begin(left);
        while (left > 0)
        {
            Assert.InRange(_credit, 1, BesideCalls);
            Call();
            var sent = (int)Math.Min(Math.Min(_credit, piece), left);
            Send(sent);
            left -= sent;
            if (_waiter.IsWoken(_state))
            {
                Take();
                Begin(Math.Max(1, left));
            }
        }
    }

    [Fact]
    public void Alone_a_large_item_is_asked_for_at_once()
    {
        Begin(10_000_000);
        Assert.Equal(10_000_000, _credit);
    }

    [Fact]
    public void A_consumer_is_woken_when_the_rest_of_its_item_is_there_or_will_never_be()
    {
        Begin(needed: 5000);
        Send(2000);
        Send(2999);
        Assert.False(_waiter.IsWoken(_state));
        Assert.Equal(StreamTaken.Nothing, _receiver.Take(ref _batch, 5000, _waiter, _now));
        Send(1);
        Assert.True(_waiter.IsWoken(_state));
        Assert.Equal(5000, Take());

        Begin(needed: 5000);
        Send(4999);
        Assert.False(_waiter.IsWoken(_state));
        _receiver.Finish(PeerStatus.Ok, null);
        Assert.True(_waiter.IsWoken(_state));
        Assert.Equal(4999, Take());
    }

    [Fact]
    public void Of_a_large_item_the_consumer_takes_what_came_now_and_then()
    {
        Begin(needed: 1_000_000);
        Send(32 * 1024 - 1);
        Assert.False(_waiter.IsWoken(_state));
        Send(1);
        Assert.True(_waiter.IsWoken(_state));
        Assert.Equal(32 * 1024, Take());
    }

    private void Call()
    {
        _now += 100;
        _pace.OnCall();
        _pace.OnMessage(_now);
    }

    private void Send(long bytes)
    {
        Assert.True(_receiver.TryReceive(new byte[bytes], isLast: false, _now));
        _credit -= bytes;
        _credit += ReadCredit();
    }

    /// <summary>The consumer has nothing, and waits.</summary>
    private void Begin(long needed)
    {
        Assert.Equal(StreamTaken.Nothing, _receiver.Take(ref _batch, needed, _waiter, _now));
        _credit += ReadCredit();
    }

    /// <summary>The consumer takes all that is here, and is through with it.</summary>
    private int Take()
    {
        var taken = 0;
        while (_receiver.Available > 0)
        {
            Assert.Equal(StreamTaken.Batch, _receiver.Take(ref _batch, 1, _waiter, _now));
            taken += _batch.End - _batch.Start;
            _batch.Consumed += _batch.End - _batch.Start;
            _batch.Start = _batch.End;
        }

        if (!_receiver.HasEnded)
        {
            Begin(needed: 1);
        }

        return taken;
    }

    /// <summary>Reads the credit that was written, and answers what was asked.</summary>
    private long ReadCredit()
    {
        var credit = 0L;
        var message = new byte[64 * 1024];
        var length = _state.Send.Write(message);
        for (var position = 0; position < length;)
        {
            var type = (FrameType)message[position++];
            Assert.True(Varint.TryRead(message, ref position, out var size));
            var reader = new FrameReader(message.AsSpan(position, (int)size));
            position += (int)size;
            if (type == FrameType.Ping)
            {
                Assert.True(reader.TryUInt64(out var token));
                _state.KeepAlive.OnPong(token, _now);
                continue;
            }

            Assert.Equal(FrameType.Credit, type);
            Assert.True(reader.TryVarint(out _) & reader.TryVarint(out _) & reader.TryVarint(out var bytes));
            credit += (long)bytes;
        }

        return credit;
    }

    private sealed class Waiter : StreamWaiter
    {
        public override void OnWaiting()
        {
        }

        public bool IsWoken(SessionState state)
        {
            var isWoken = state.HasWork;
            state.TakeWork(new());
            return isWoken;
        }

        protected override void Run()
        {
        }
    }
}
