using System.Net;
using TypedPeer.DataChannels.Ice.Candidates;

namespace TypedPeer.DataChannels.Tests.Ice;

public sealed class IceCandidateTests
{
    [Theory]
    [InlineData("candidate:1 1 udp 2130706431 192.0.2.1 4000 typ host")]
    [InlineData("candidate:abc+/ 2 tcp 1 2001:db8::1 9 typ relay raddr 10.0.0.1 rport 7 ufrag Xy12")]
    [InlineData("candidate:1 1 udp 2130706431 a1b2.local 4000 typ host")]
    public void What_is_read_is_written_the_same(string text)
    {
        Assert.True(IceCandidate.TryParse(text, out var candidate));
        Assert.Equal(text, candidate!.ToString());
    }

    [Theory]
    [InlineData("a=candidate:842163049 1 UDP 1677729535 203.0.113.7 54321 typ srflx raddr 0.0.0.0 rport 0 generation 0 ufrag Wq3x network-id 1 network-cost 10")]
    [InlineData("  candidate:842163049  1 udp 1677729535 203.0.113.7 54321 typ srflx generation 0 ufrag Wq3x raddr 0.0.0.0 rport 0 odd")]
    public void Extensions_and_spellings_of_the_field_are_taken(string text)
    {
        Assert.True(IceCandidate.TryParse(text, out var candidate));
        Assert.True(candidate!.IsUsable);
        Assert.Equal(IceCandidateType.ServerReflexive, candidate.Type);
        Assert.Equal(1677729535u, candidate.Priority);
        Assert.Equal(IPEndPoint.Parse("0.0.0.0:0"), candidate.RelatedEndPoint);
        Assert.Equal("Wq3x", candidate.UsernameFragment);
    }

    [Theory]
    [InlineData("")]
    [InlineData("candidate:")]
    [InlineData("candidate:1 1 udp 2130706431 192.0.2.1 4000 typ")]
    [InlineData("candidate:1 1 udp 2130706431 192.0.2.1 4000 type host")]
    [InlineData("candidate:1 1 udp 2130706431 192.0.2.1 65536 typ host")]
    [InlineData("candidate:1 1 udp 4294967296 192.0.2.1 1 typ host")]
    [InlineData("candidate:1 0 udp 1 192.0.2.1 1 typ host")]
    [InlineData("candidate:1 -1 udp 1 192.0.2.1 1 typ host")]
    [InlineData("candidate:123456789012345678901234567890123 1 udp 1 192.0.2.1 1 typ host")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1 1 typ somewhere")]
    [InlineData("candidate:1 1 udp 1 192.0.2.1 1 typ host\r\na=evil")]
    public void What_is_no_candidate_is_refused(string text) => Assert.False(IceCandidate.TryParse(text, out _));

    [Theory]
    [InlineData("1")]
    [InlineData("0x7f000001")]
    [InlineData("127.1")]
    [InlineData("localhost")]
    [InlineData("internal.example.com")]
    [InlineData("fe80::1%eth0")]
    [InlineData("300.1.1.1")]
    public void Names_and_odd_spellings_of_addresses_are_never_addresses(string address)
    {
        Assert.True(IceCandidate.TryParse($"candidate:1 1 udp 1 {address} 4000 typ host", out var candidate));
        Assert.Null(candidate!.EndPoint);
        Assert.False(candidate.IsUsable);
        Assert.Equal(address, candidate.HostName);
    }

    [Fact]
    public void A_name_becomes_usable_by_an_address_from_outside()
    {
        Assert.True(IceCandidate.TryParse("candidate:1 1 udp 1 a.local 4000 typ host", out var candidate));

        var resolved = candidate!.WithAddress(IPAddress.Parse("192.0.2.8"));

        Assert.True(resolved.IsUsable);
        Assert.Equal("192.0.2.8:4000", resolved.EndPoint!.ToString());
    }

    [Fact]
    public void A_zone_is_not_told_to_others()
    {
        var candidate = new IceCandidate { Foundation = "1", Priority = 1, Type = IceCandidateType.Host, EndPoint = new IPEndPoint(IPAddress.Parse("fe80::1%3"), 5000) };

        Assert.Equal("candidate:1 1 udp 1 fe80::1 5000 typ host", candidate.ToString());
    }

    [Fact]
    public void Priorities_follow_the_formulas()
    {
        Assert.Equal(2130706431u, IcePriority.Compute(IceCandidateType.Host, isTcp: false, 65535));
        Assert.Equal(1694498815u, IcePriority.Compute(IceCandidateType.ServerReflexive, isTcp: false, 65535));
        Assert.Equal((5ul << 32) + 20 + 1, IcePriority.ComputePair(10, 5));
        Assert.Equal((5ul << 32) + 20, IcePriority.ComputePair(5, 10));
        Assert.Equal((5ul << 32) + 10, IcePriority.ComputePair(5, 5));
    }
}
