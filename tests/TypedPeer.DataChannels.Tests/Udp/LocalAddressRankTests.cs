using System.Net;
using System.Net.NetworkInformation;
using TypedPeer.DataChannels.Udp.Interfaces;

namespace TypedPeer.DataChannels.Tests.Udp;

public sealed class LocalAddressRankTests
{
    [Fact]
    public void Addresses_of_interfaces_that_lead_somewhere_come_before_bridges_and_both_families_are_among_the_best()
    {
        var bridges = Enumerable.Range(1, 20).Select(static index => Interface(false, $"172.{index}.0.1", $"fd00:{index}::1"));
        LocalInterface[] interfaces = [.. bridges, Interface(true, "192.0.2.1", "2001:db8::1", "2001:db8::2")];

        var best = LocalAddressRank.TakeBest(LocalAddressRank.Order(interfaces), 8);

        Assert.Equal(["192.0.2.1", "2001:db8::1", "172.1.0.1", "2001:db8::2", "172.2.0.1"], best.Take(5).Select(static address => address.ToString()));
        Assert.Equal(8, best.Count);
    }

    [Fact]
    public void One_family_fills_the_places_that_the_other_leaves()
    {
        var ordered = LocalAddressRank.Order([Interface(true, [.. Enumerable.Range(1, 9).Select(static index => $"192.0.2.{index}")])]);

        Assert.Equal(ordered.Take(8), LocalAddressRank.TakeBest(ordered, 8));
        Assert.Equal(["2001:db8::1"], LocalAddressRank.TakeBest([IPAddress.Parse("2001:db8::1")], 8).Select(static address => address.ToString()));
        Assert.Empty(LocalAddressRank.TakeBest([], 8));
        Assert.Empty(LocalAddressRank.TakeBest(ordered, 0));
    }

    [Fact]
    public void The_first_addresses_of_all_interfaces_come_before_the_second_of_any()
    {
        var ordered = LocalAddressRank.Order([Interface(true, "192.0.2.1", "192.0.2.2", "192.0.2.3"), Interface(true, "198.51.100.1")]);

        Assert.Equal(["192.0.2.1", "198.51.100.1", "192.0.2.2", "192.0.2.3"], ordered.Select(static address => address.ToString()));
    }

    [Fact]
    public void An_address_that_is_listed_twice_is_one()
    {
        var ordered = LocalAddressRank.Order([Interface(false, "192.0.2.1"), Interface(true, "192.0.2.1")]);

        Assert.Single(ordered);
    }

    private static LocalInterface Interface(bool hasGateway, params string[] addresses) =>
        new(NetworkInterfaceType.Ethernet, hasGateway, [.. addresses.Select(IPAddress.Parse)]);
}
