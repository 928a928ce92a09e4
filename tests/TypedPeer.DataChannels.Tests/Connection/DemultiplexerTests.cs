using TypedPeer.DataChannels.Datagrams;

namespace TypedPeer.DataChannels.Tests.Connection;

public sealed class DemultiplexerTests
{
    [Fact]
    public void Coalesced_messages_are_told_apart_by_their_own_lengths()
    {
        var stun = new byte[28];
        stun[3] = 8;
        byte[] record = [22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 1];
        byte[] buffer = [.. record, .. record, .. stun, .. record];

        Assert.Equal(PacketKind.Dtls, Demultiplexer.Next(buffer, out var first));
        Assert.Equal(PacketKind.Stun, Demultiplexer.Next(buffer.AsSpan(first), out var second));
        Assert.Equal(PacketKind.Dtls, Demultiplexer.Next(buffer.AsSpan(first + second), out var third));

        Assert.Equal((2 * record.Length, stun.Length, record.Length), (first, second, third));
    }

    [Fact]
    public void Any_bytes_are_walked_to_their_end_in_steps_of_at_least_one()
    {
        const int Seed = 4711;
        var random = new Random(Seed);
        for (var i = 0; i < 20_000; i++)
        {
            var data = new byte[random.Next(1, 200)];
            random.NextBytes(data);
            data[0] = (byte)random.Next(80);
            for (var rest = data.AsSpan(); !rest.IsEmpty;)
            {
                Demultiplexer.Next(rest, out var length);
                Assert.True(length >= 1 && length <= rest.Length, $"seed {Seed}, round {i}");
                rest = rest[length..];
            }
        }
    }
}
