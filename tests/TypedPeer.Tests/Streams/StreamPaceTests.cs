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
    private const long SameMachine = 8 * 1024;
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
    [InlineData(40 * Microsecond, SameMachine)]
    [InlineData(100 * Microsecond, SameMachine)]
    [InlineData(101 * Microsecond, Chunk)]
    [InlineData(250 * Microsecond, Chunk)]
    public void On_a_short_path_a_chunk_or_less_is_on_its_way_while_calls_are_made(long roundTrip, long limit)
    {
        Measure(roundTrip);
        Assert.Equal(2 * 1024 * 1024, _pace.Limit(Rate, _now));
        _pace.OnCall();
        Assert.Equal(limit, _pace.Limit(Rate, _now));
        Pass(20 * Millisecond);
        Assert.Equal(limit, _pace.Limit(Rate, _now));
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
        Pass(_keepAlive.RoundTrip + 1);
        Assert.Equal(Chunk, _pace.Limit(Rate, _now));
        Answer();
        Assert.Equal(2 * 1024 * 1024, _pace.Limit(Rate, _now));
        Assert.Equal(1, _keepAlive.LowestRoundTrip);
    }

    [Theory]
    [InlineData(2, SameMachine)]
    [InlineData(4, Chunk)]
    public void A_short_path_counts_as_longer_when_it_was_measured_so_four_times(int late, long limit)
    {
        Measure(40 * Microsecond);
        _pace.OnCall();
        _pace.Limit(Rate, _now);
        Pass(1100 * Millisecond);

        // Its round trip is found to be old, what is on its way arrives, and then it is measured.
        _pace.OnCall();
        _pace.Limit(Rate, _now);
        for (var i = 0; i < 4; i++)
        {
            var isLate = i < late;
            if (!isLate)
            {
                Answer();
            }

            Pass(_keepAlive.RoundTrip + 1);
            _pace.Limit(Rate, _now);
            if (!isLate)
            {
                Answer();
            }

            Pass(200 * Microsecond);
            Answer();
        }

        _pace.OnCall();
        Assert.Equal(limit, _pace.Limit(Rate, _now));
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
