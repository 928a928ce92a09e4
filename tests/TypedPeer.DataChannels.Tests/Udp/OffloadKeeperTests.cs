using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Udp;
using TypedPeer.DataChannels.Udp.Offload;

namespace TypedPeer.DataChannels.Tests.Udp;

/// <summary>What the first socket with receive offload leaves behind, so that the system need not switch offload on and off.</summary>
public sealed class OffloadKeeperTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void A_socket_with_receive_offload_is_kept_after_the_port_is_closed(string address)
    {
        using var port = UdpPort.TryOpen(IPAddress.Parse(address), 0, 64 * 1024, useOffload: true, out _);
        Assert.SkipWhen(port is null, $"This machine has no address {address}.");
        Assert.SkipUnless(port.ReceiveOffload, "This system has no receive offload.");

        port.Dispose();

        Assert.True(OffloadKeeper.Keeps(IPAddress.Parse(address).AddressFamily));
    }

    [Fact]
    public void Nothing_is_kept_for_a_family_without_offload()
    {
        OffloadKeeper.Keep(AddressFamily.Unspecified);

        Assert.False(OffloadKeeper.Keeps(AddressFamily.Unspecified));
    }
}
