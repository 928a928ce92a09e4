using TypedPeer.DataChannels.Buffers;

namespace TypedPeer.DataChannels.Tests.Sctp;

public class SctpBufferShelfTests
{
    [Fact]
    public void Buffers_come_back_until_there_are_enough()
    {
        var shelf = new SctpBufferShelf(20);
        Put(shelf, 25);

        Assert.Equal(20, shelf.Count);
        for (var i = 0; i < 20; i++)
        {
            Assert.NotNull(shelf.Take());
        }

        Assert.Null(shelf.Take());
    }

    [Fact]
    public void Half_of_what_nobody_asked_for_is_let_go_and_nothing_else()
    {
        var shelf = new SctpBufferShelf(100);
        Put(shelf, 60);
        shelf.Trim();
        Assert.Equal(60, shelf.Count);

        for (var i = 0; i < 40; i++)
        {
            Assert.NotNull(shelf.Take());
        }

        Put(shelf, 40);
        shelf.Trim();
        Assert.Equal(50, shelf.Count);
    }

    [Fact]
    public void A_silent_process_gets_rid_of_everything()
    {
        var shelf = new SctpBufferShelf(1000);
        Put(shelf, 1000);
        for (var i = 0; i < 12; i++)
        {
            shelf.Trim();
        }

        Assert.Equal(0, shelf.Count);
        Put(shelf, 1);
        Assert.NotNull(shelf.Take());
    }

    private static void Put(SctpBufferShelf shelf, int count)
    {
        for (var i = 0; i < count; i++)
        {
            shelf.Put(new byte[64]);
        }
    }
}
