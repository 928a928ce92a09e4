using TypedPeer.DataChannels.Buffers;

namespace TypedPeer.DataChannels.Tests.Sctp;

public class SctpBufferBucketTests
{
    [Fact]
    public void Buffers_come_back_until_there_are_enough()
    {
        var bucket = new SctpBufferBucket(20);
        Put(bucket, 25);

        Assert.Equal(20, bucket.Count);
        for (var i = 0; i < 20; i++)
        {
            Assert.NotNull(bucket.Take());
        }

        Assert.Null(bucket.Take());
    }

    [Fact]
    public void Half_of_what_nobody_asked_for_is_let_go_and_nothing_else()
    {
        var bucket = new SctpBufferBucket(100);
        Put(bucket, 60);
        bucket.Trim();
        Assert.Equal(60, bucket.Count);

        for (var i = 0; i < 40; i++)
        {
            Assert.NotNull(bucket.Take());
        }

        Put(bucket, 40);
        bucket.Trim();
        Assert.Equal(50, bucket.Count);
    }

    [Fact]
    public void A_silent_process_gets_rid_of_everything()
    {
        var bucket = new SctpBufferBucket(1000);
        Put(bucket, 1000);
        for (var i = 0; i < 12; i++)
        {
            bucket.Trim();
        }

        Assert.Equal(0, bucket.Count);
        Put(bucket, 1);
        Assert.NotNull(bucket.Take());
    }

    private static void Put(SctpBufferBucket bucket, int count)
    {
        for (var i = 0; i < count; i++)
        {
            bucket.Put(new byte[64]);
        }
    }
}
