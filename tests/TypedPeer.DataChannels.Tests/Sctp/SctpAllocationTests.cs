namespace TypedPeer.DataChannels.Tests.Sctp;

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
        var before = GC.GetAllocatedBytesForCurrentThread();
        Move(payload, 300);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Many_small_messages_queued_at_once_cost_no_allocation_once_warm()
    {
        var payload = new byte[64];
        for (var i = 0; i < 20; i++)
        {
            Burst(payload);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Burst(payload);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Burst(byte[] message)
        {
            for (var i = 0; i < 5_000; i++)
            {
                _pair.Left.Send((ushort)(i % 8), 53, message, default, _pair.Now);
            }

            _pair.Exchange();
        }
    }

    private void Move(byte[] payload, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _pair.Left.Send(1, 53, payload, default, _pair.Now);
            _pair.Exchange();
        }
    }
}
