using System.Net;
using TypedPeer.DataChannels.Udp.Interfaces;

namespace TypedPeer.DataChannels.Tests.Udp;

/// <summary>When the system is asked for local addresses again.</summary>
public sealed class LocalAddressCacheTests
{
    private long _now;
    private int _asked;

    [Theory]
    [InlineData(false, LocalAddressCache.Lifetime)]
    [InlineData(true, LocalAddressCache.WatchedLifetime)]
    public void The_system_is_asked_again_when_the_answer_is_too_old(bool watched, long lifetime)
    {
        var cache = new LocalAddressCache(Ask, () => _now) { IsWatched = watched };

        cache.Get();
        _now = lifetime;
        cache.Get();
        Assert.Equal(1, _asked);

        _now++;
        Assert.Equal(IPAddress.Parse("10.0.0.2"), Assert.Single(cache.Get()));
        Assert.Equal(2, _asked);
    }

    [Fact]
    public void Nothing_is_used_twice_before_the_system_tells_of_changes_as_it_soon_will()
    {
        var cache = new LocalAddressCache(Ask, () => _now) { IsYetToBeWatched = true };
        cache.Get();
        Assert.Equal(IPAddress.Parse("10.0.0.2"), Assert.Single(cache.Get()));

        cache.IsYetToBeWatched = false;
        cache.Get();
        Assert.Equal(2, _asked);
    }

    [Fact]
    public void A_change_makes_the_next_one_ask_the_system()
    {
        var cache = new LocalAddressCache(Ask, () => _now) { IsWatched = true };
        cache.Get();

        cache.Invalidate();

        Assert.Equal(IPAddress.Parse("10.0.0.2"), Assert.Single(cache.Get()));
        cache.Get();
        Assert.Equal(2, _asked);
    }

    [Fact]
    public void A_change_while_the_system_is_being_asked_is_not_lost()
    {
        LocalAddressCache cache = null!;
        cache = new LocalAddressCache(AskWhileChanging, () => _now) { IsWatched = true };
        cache.Get();

        Assert.Equal(IPAddress.Parse("10.0.0.2"), Assert.Single(cache.Get()));

        IPAddress[] AskWhileChanging()
        {
            if (_asked == 0)
            {
                cache.Invalidate();
            }

            return Ask();
        }
    }

    private IPAddress[] Ask() => [new IPAddress([10, 0, 0, (byte)++_asked])];
}
