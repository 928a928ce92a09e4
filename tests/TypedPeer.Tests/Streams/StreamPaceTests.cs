using System.Buffers.Binary;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.State;
using TypedPeer.Sessions.Streams;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Tests.Streams;

/// <summary>How much of a stream is on its way, by the path and by who else uses it.</summary>
public class StreamPaceTests
{
    private const long Microsecond = 1;
    private const long Millisecond = 1000 * Microsecond;
    private const long Chunk = 16 * 1024;
    private const long BesideCalls = 26 * 1024;
    private const long Emptying = 10 * Millisecond;
    private const double Rate = 500e6;

    private readonly SendScheduler _send = new();
    private readonly KeepAlive _keepAlive;
    private readonly StreamPace _pace;
    private long _now = 1_000_000;

    public StreamPaceTests()
    {
        _keepAlive = new(new PeerSessionOptions(), _send);
        _pace = new(_keepAlive);
    }

    [Theory]
    [InlineData(40 * Microsecond)]
    [InlineData(250 * Microsecond)]
    public void On_a_short_path_little_is_on_its_way_while_calls_are_made(long roundTrip)
    {
        Measure(roundTrip);
        Assert.Equal(2 * 1024 * 1024, _pace.Limit(Rate, _now));
        _pace.OnCall();
        Assert.Equal(BesideCalls, _pace.Limit(Rate, _now));
        Pass(20 * Millisecond);
        Assert.Equal(BesideCalls, _pace.Limit(Rate, _now));
        Pass(1 * Millisecond);
        Assert.Equal(2 * 1024 * 1024, _pace.Limit(Rate, _now));
    }

    [Fact]
    public void A_stream_that_begins_after_calls_were_made_has_the_path_for_itself()
    {
        Measure(40 * Microsecond);
        for (var i = 0; i < 1000; i++)
        {
            _pace.OnCall();
            Pass(50 * Microsecond);
            _pace.OnMessage(_now);
        }

        Pass(21 * Millisecond);
        Assert.Equal(2 * 1024 * 1024, _pace.Limit(Rate, _now));
    }

    [Theory]
    [InlineData(300 * Microsecond, 300_000)]
    [InlineData(20 * Millisecond, 20_000_000)]
    public void On_a_longer_path_twice_what_it_holds_is_on_its_way_whoever_calls(long roundTrip, long limit)
    {
        Measure(roundTrip);
        _pace.OnCall();
        Assert.Equal(limit, _pace.Limit(Rate, _now));
    }

    [Fact]
    public void A_round_trip_measured_when_the_session_was_new_is_measured_again_after_a_second()
    {
        Measure(20 * Millisecond);
        Assert.Equal(20_000_000, _pace.Limit(Rate, _now));
        Pass(900 * Millisecond);
        Assert.Equal(20_000_000, _pace.Limit(Rate, _now));
        Pass(200 * Millisecond);

        // What is on its way arrives first; then PING travels over the empty path, here in no time.
        Assert.Equal(Chunk, _pace.Limit(Rate, _now));
        Pass(Math.Max(_keepAlive.RoundTrip, Emptying) + 1);
        Assert.Equal(Chunk, _pace.Limit(Rate, _now));
        Answer();
        Assert.Equal(2 * 1024 * 1024, _pace.Limit(Rate, _now));
        Assert.Equal(1, _keepAlive.LowestRoundTrip);
    }

    [Theory]
    [InlineData(40 * Microsecond, 300 * Microsecond, 2, true)]
    [InlineData(40 * Microsecond, 300 * Microsecond, 4, false)]
    [InlineData(40 * Microsecond, 20 * Millisecond, 3, true)]
    [InlineData(40 * Microsecond, 20 * Millisecond, 4, false)]
    [InlineData(5 * Millisecond, 5 * Millisecond, 3, true)]
    [InlineData(5 * Millisecond, 5 * Millisecond, 4, false)]
    [InlineData(5 * Millisecond, 20 * Millisecond, 1, false)]
    public void A_path_that_was_short_or_may_be_counts_as_longer_when_it_was_measured_so_four_times(long before, long measured, int late, bool isShort)
    {
        Measure(before);
        _pace.Limit(Rate, _now);
        Pass(1100 * Millisecond);

        // Its round trip is found to be old, what is on its way arrives, and then it is measured.
        Assert.Equal(Chunk, _pace.Limit(Rate, _now));
        Answer();
        Pass(Math.Max(_keepAlive.RoundTrip, Emptying) + 1);
        for (var i = 0; i < 4; i++)
        {
            _pace.Limit(Rate, _now);
            Pass(i < late ? measured : 40 * Microsecond);
            Answer();
        }

        _pace.Limit(Rate, _now);
        _pace.OnCall();
        var limit = _pace.Limit(Rate, _now);
        Assert.True(isShort == (limit == BesideCalls), $"{limit} bytes, after {_keepAlive.LowestRoundTrip} µs");
    }

    [Fact]
    public void A_path_is_measured_once_what_was_on_its_way_has_arrived()
    {
        Measure(40 * Microsecond);
        _pace.Limit(Rate, _now);
        Pass(1100 * Millisecond);
        _pace.Limit(Rate, _now);
        Answer();
        var asked = _send.Control.Length;
        Pass(Emptying);
        _pace.Limit(Rate, _now);
        Assert.Equal(asked, _send.Control.Length);
        Pass(1);
        _pace.Limit(Rate, _now);
        Assert.True(_send.Control.Length > asked);
    }

    /// <summary>Measures the round trip anew.</summary>
    private void Measure(long roundTrip)
    {
        _keepAlive.Opened(_now);
        _keepAlive.Connected();
        Answer();
        Assert.True(_keepAlive.TryRenewLowest(_now));
        Pass(roundTrip);
        Answer();
        Assert.Equal(roundTrip, _keepAlive.LowestRoundTrip);
    }

    /// <summary>The peer answers every PING that was sent.</summary>
    private void Answer()
    {
        var message = new byte[1024];
        var length = _send.Write(message);
        for (var position = 0; position < length; position += 2 + sizeof(ulong))
        {
            Assert.Equal((byte)FrameType.Ping, message[position]);
            Assert.Null(_keepAlive.OnPong(BinaryPrimitives.ReadUInt64LittleEndian(message.AsSpan(position + 2)), _now));
        }
    }

    private void Pass(long microseconds) => _now += microseconds;
}
