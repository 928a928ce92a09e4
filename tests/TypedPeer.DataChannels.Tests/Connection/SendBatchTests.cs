using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Connection;

public sealed class SendBatchTests
{
    private static readonly FakePath Left = new("127.0.0.1:3");
    private static readonly FakePath Right = new("127.0.0.1:4");
    private static readonly IPEndPoint Here = new(IPAddress.Loopback, 1);
    private static readonly IPEndPoint There = new(IPAddress.Loopback, 2);

    [Fact]
    public void Equal_datagrams_to_one_address_form_a_run_that_a_shorter_one_ends()
    {
        var batch = new SendBatch();
        foreach (var length in new[] { 100, 100, 60, 100, 120 })
        {
            batch.Commit(length, Left, Here);
        }

        Assert.Equal([(100, 260), (100, 100), (120, 120)], Sizes(batch));
        Assert.Equal(480, batch.Length);
    }

    [Fact]
    public void Another_path_or_address_begins_another_run()
    {
        var batch = new SendBatch();
        batch.Commit(100, Left, Here);
        batch.Commit(100, Right, Here);
        batch.Commit(100, Right, There);
        batch.Commit(100, Right, new IPEndPoint(IPAddress.Loopback, 2));

        Assert.Equal([(100, 100), (100, 100), (100, 200)], Sizes(batch));
    }

    [Fact]
    public void A_run_stays_within_what_one_system_call_can_send()
    {
        var many = new SendBatch(128 * 1024);
        for (var i = 0; i < 100; i++)
        {
            many.Commit(50, Left, Here);
        }

        var large = new SendBatch(128 * 1024);
        for (var i = 0; i < 60; i++)
        {
            large.Commit(1200, Left, Here);
        }

        Assert.Equal([(50, 3200), (50, 1800)], Sizes(many));
        Assert.Equal([(1200, 54 * 1200), (1200, 6 * 1200)], Sizes(large));
    }

    private static List<(int Segment, int Length)> Sizes(SendBatch batch) => [.. Enumerable.Range(0, batch.RunCount).Select(index => (batch[index].SegmentSize, batch[index].Length))];
}
