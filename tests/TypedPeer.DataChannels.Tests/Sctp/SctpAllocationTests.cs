using TypedPeer.DataChannels.Tests.Sctp.Support;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Sctp;

/// <summary>Alone, for the pools belong to the whole process: other tests would take from them, and collect.</summary>
[Collection(AloneCollection.Name)]
public class SctpAllocationTests
{
    private readonly BackToBack _pair = new();

    [Theory]
    [InlineData(64)]
    [InlineData(1100)]
    [InlineData(16 * 1024)]
    [InlineData(64 * 1024)]
    public void A_message_costs_no_allocation_once_warm(int length)
    {
        var payload = new byte[length];
        Move(payload, 300);
        Assert.Equal(0, LeastAllocated(() => Move(payload, 300)));
    }

    [Fact]
    public void Many_small_messages_queued_at_once_cost_no_allocation_once_warm()
    {
        var payload = new byte[64];
        for (var i = 0; i < 20; i++)
        {
            Burst(payload);
        }

        Assert.Equal(0, LeastAllocated(() => Burst(payload)));

        void Burst(byte[] message)
        {
            for (var i = 0; i < 5_000; i++)
            {
                _pair.Left.Send((ushort)(i % 8), 53, message, default, _pair.Now);
            }

            _pair.Exchange();
        }
    }

    private static long LeastAllocated(Action work) => MeasuredWindows.Least(0, () =>
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    });

    private void Move(byte[] payload, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _pair.Left.Send(1, 53, payload, default, _pair.Now);
            _pair.Exchange();
        }
    }
}
