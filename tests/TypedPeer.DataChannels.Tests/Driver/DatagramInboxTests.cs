using System.Net;
using TypedPeer.DataChannels.Driver;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Driver;

public class DatagramInboxTests
{
    private static readonly FakePath Left = new("127.0.0.1:3");
    private static readonly FakePath Right = new("127.0.0.1:4");
    private static readonly IPEndPoint Here = new(IPAddress.Loopback, 1);
    private static readonly IPEndPoint There = new(IPAddress.Loopback, 2);

    [Fact]
    public void Datagrams_are_taken_in_the_order_in_which_they_came_with_where_they_came_from()
    {
        var inbox = new DatagramInbox();
        Assert.True(inbox.TryAdd(Left, Here, [1, 2, 3]));
        Assert.True(inbox.TryAdd(Right, There, [4]));
        Assert.False(inbox.IsEmpty);

        var taken = inbox.TakeAll();
        Assert.NotNull(taken);
        Assert.Equal(2, taken.Count);
        Assert.Equal((Left, Here), ((FakePath)taken.PathOf(0), taken.RemoteOf(0)));
        Assert.Equal([1, 2, 3], taken.DataOf(0).ToArray());
        Assert.Equal((Right, There), ((FakePath)taken.PathOf(1), taken.RemoteOf(1)));
        Assert.Equal([4], taken.DataOf(1).ToArray());
        Assert.True(inbox.IsEmpty);
        Assert.Null(inbox.TakeAll());
    }

    [Fact]
    public void What_was_taken_stays_as_it_is_while_more_comes()
    {
        var inbox = new DatagramInbox();
        inbox.TryAdd(Left, Here, [1, 2, 3]);
        var taken = inbox.TakeAll()!;
        inbox.TryAdd(Left, Here, [7, 8, 9]);
        Assert.Equal([1, 2, 3], taken.DataOf(0).ToArray());
        Assert.Equal([7, 8, 9], inbox.TakeAll()!.DataOf(0).ToArray());
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(1200, 13)]
    [InlineData(16 * 1024, 1)]
    [InlineData((16 * 1024) + 1, 0)]
    public void Only_so_much_waits_whatever_its_size(int size, int count)
    {
        var inbox = new DatagramInbox();
        for (var round = 0; round < 3; round++)
        {
            var added = 0;
            while (inbox.TryAdd(Left, Here, new byte[size]))
            {
                added++;
            }

            Assert.Equal(count, added);
            var taken = inbox.TakeAll();
            Assert.Equal(count, taken?.Count ?? 0);
            if (taken is not null)
            {
                DatagramInbox.Return(taken);
            }
        }
    }
}
