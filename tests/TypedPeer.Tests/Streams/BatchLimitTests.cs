using TypedPeer.Sessions.Streaming;

namespace TypedPeer.Tests.Streams;

/// <summary>How many bytes of items are encoded before they are handed over.</summary>
public class BatchLimitTests
{
    private const int Chunk = 16 * 1024;

    [Fact]
    public void A_batch_grows_to_three_chunks_while_each_comes_quickly()
    {
        var limit = Begun();
        Assert.False(limit.IsReached(Chunk - 1));
        Assert.True(limit.IsReached(Chunk));
        Assert.True(limit.MayGrow(Chunk, 200));
        Assert.False(limit.IsReached((2 * Chunk) - 1));
        Assert.True(limit.MayGrow(2 * Chunk, 400));
        Assert.False(limit.IsReached((3 * Chunk) - 1));
        Assert.True(limit.IsReached(3 * Chunk));
        Assert.False(limit.MayGrow(3 * Chunk, 400));
    }

    [Fact]
    public void Three_items_of_a_chunk_each_share_a_batch_with_the_lengths_in_front_of_them()
    {
        const int Item = Chunk + 3;
        var limit = Begun();
        Assert.True(limit.MayGrow(Item, 1));
        Assert.True(limit.IsReached(2 * Item));
        Assert.True(limit.MayGrow(2 * Item, 2));
        Assert.True(limit.IsReached(3 * Item));
        Assert.False(limit.MayGrow(3 * Item, 3));
    }

    [Fact]
    public void A_batch_whose_first_chunk_took_long_is_handed_over() => Assert.False(Begun().MayGrow(Chunk, 201));

    [Fact]
    public void A_batch_whose_second_chunk_took_long_is_handed_over()
    {
        var limit = Begun();
        Assert.True(limit.MayGrow(Chunk, 10));
        Assert.False(limit.MayGrow(2 * Chunk, 211));
    }

    [Fact]
    public void The_next_batch_begins_with_one_chunk_again()
    {
        var limit = Begun();
        Assert.True(limit.MayGrow(Chunk, 0));
        limit.Begin(1000);
        Assert.True(limit.IsReached(Chunk));
        Assert.True(limit.MayGrow(Chunk, 1200));
    }

    private static BatchLimit Begun()
    {
        var limit = default(BatchLimit);
        limit.Begin(0);
        return limit;
    }
}
