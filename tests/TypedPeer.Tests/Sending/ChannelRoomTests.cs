using TypedPeer.Sessions.Sending;

namespace TypedPeer.Tests.Sending;

/// <summary>How much the channel is given ahead of the network.</summary>
public class ChannelRoomTests
{
    private const int Most = 64 * 1024;
    private long _now = 1_000_000;

    [Fact]
    public void Before_a_rate_is_known_and_on_a_path_that_takes_all_at_once_it_is_the_most()
    {
        var room = new ChannelRoom(Most);
        Assert.Equal(Most, room.Size);
        Drain(room, bytesPerSecond: 300_000_000, times: 50);
        Assert.Equal(Most, room.Size);
        Assert.Equal(Most / 2, room.Low);
    }

    [Theory]
    [InlineData(12_500_000, 25_000)]
    [InlineData(5_000_000, 10_000)]
    public void On_a_slower_path_it_is_what_two_milliseconds_take(int bytesPerSecond, int size)
    {
        var room = new ChannelRoom(Most);
        Drain(room, bytesPerSecond, times: 50);
        Assert.InRange(room.Size, size - 200, size + 200);
    }

    [Fact]
    public void It_is_never_less_than_a_few_packets_nor_more_than_the_option_says()
    {
        var room = new ChannelRoom(Most);
        Drain(room, bytesPerSecond: 10_000, times: 50);
        Assert.Equal(4096, room.Size);

        var small = new ChannelRoom(most: 1024);
        Drain(small, bytesPerSecond: 10_000, times: 50);
        Assert.Equal(1024, small.Size);
    }

    [Fact]
    public void A_thread_that_wakes_late_once_costs_a_fast_path_a_fifth_and_a_path_that_became_slower_is_known_after_some_measurements()
    {
        var room = new ChannelRoom(Most);
        Drain(room, bytesPerSecond: 300_000_000, times: 10);
        Drain(room, bytesPerSecond: 1_000_000, times: 1);
        Assert.InRange(room.Size, Most * 3 / 4, Most);
        Drain(room, bytesPerSecond: 300_000_000, times: 100);
        Assert.Equal(Most, room.Size);
        Drain(room, bytesPerSecond: 1_000_000, times: 100);
        Assert.Equal(4096, room.Size);
    }

    [Fact]
    public void A_path_that_becomes_faster_is_known_after_a_few_milliseconds()
    {
        var room = new ChannelRoom(Most);
        Drain(room, bytesPerSecond: 1_000_000, times: 20);
        Drain(room, bytesPerSecond: 300_000_000, times: 2000);
        Assert.Equal(Most, room.Size);
    }

    /// <summary>Packets leave in runs: what was counted as waiting may leave at once.</summary>
    [Fact]
    public void A_filling_that_is_gone_at_once_does_not_make_a_slow_path_pass_for_a_fast_one()
    {
        var room = new ChannelRoom(Most);
        Drain(room, bytesPerSecond: 12_500_000, times: 50);
        for (var i = 0; i < 50; i++)
        {
            Drain(room, bytesPerSecond: 2_000_000_000, times: 1);
            Drain(room, bytesPerSecond: 12_500_000, times: 9);
            Assert.InRange(room.Size, 20_000, 35_000);
        }
    }

    [Fact]
    public void A_channel_that_is_low_without_having_been_full_says_nothing()
    {
        var room = new ChannelRoom(Most);
        room.OnLow(_now);
        Assert.Equal(Most, room.Size);
    }

    /// <summary>The channel is filled, and drains to the low-water mark at that rate.</summary>
    private void Drain(ChannelRoom room, int bytesPerSecond, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var waiting = (long)room.Size;
            room.OnFull(waiting, _now);
            _now += (waiting - room.Low) * 1_000_000 / bytesPerSecond;
            room.OnLow(_now);
        }
    }
}
