using System.Net;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Tests.Negotiation;

namespace TypedPeer.DataChannels.Tests.Mdns;

/// <summary>Names in place of addresses: told to the driver where that is wanted, and of use as long as their session lasts.</summary>
public sealed class NamedCandidateTests
{
    private static readonly PeerConnectionOptions Enabled = new() { ResolveMdnsCandidates = true };

    [Fact]
    public void A_name_is_told_once_and_every_candidate_of_it_gets_the_address()
    {
        using var pair = new Pair(Enabled);
        pair.Give(MdnsSamples.Name4, 50001);
        pair.Give(MdnsSamples.Name4.ToUpperInvariant(), 50002);
        pair.Give(MdnsSamples.Name4, 50002);

        var name = Assert.Single(pair.Take());
        Assert.Equal(MdnsSamples.Name4, name.Name.Text);
        Assert.Empty(pair.Remotes);
        pair.Left.Core.EndName(name, IPAddress.Parse("192.0.2.2"), 1);
        Assert.Equal(["192.0.2.2:50001", "192.0.2.2:50002"], pair.Remotes);

        // Known by now.
        pair.Give(MdnsSamples.Name4, 50003);
        Assert.Empty(pair.Take());
        Assert.Equal(3, pair.Remotes.Count);
    }

    [Fact]
    public void Nothing_is_looked_for_unless_it_is_enabled()
    {
        using var pair = new Pair(new PeerConnectionOptions());
        pair.Give(MdnsSamples.Name4, 50001);

        Assert.Null(pair.Left.Core.Names);
        Assert.Empty(pair.Remotes);
    }

    [Theory]
    [InlineData("candidate:1 1 udp 2113937151 printer.local 50001 typ host")]
    [InlineData("candidate:1 1 udp 2113937151 www.example.org 50001 typ host")]
    [InlineData("candidate:1 1 udp 2113937151 21924c0b-f5a3-47c0-b285-2ce7ec75587e.example 50001 typ host")]
    [InlineData("candidate:1 1 tcp 2113937151 21924c0b-f5a3-47c0-b285-2ce7ec75587e.local 9 typ host tcptype active")]
    [InlineData("candidate:1 2 udp 2113937151 21924c0b-f5a3-47c0-b285-2ce7ec75587e.local 50001 typ host")]
    public void No_other_name_and_none_of_a_candidate_without_use_is_ever_looked_for(string candidate)
    {
        using var pair = new Pair(Enabled);
        pair.Left.Candidate(new IceCandidateInit(candidate, "0", 0));

        Assert.Empty(pair.Take());
    }

    [Theory]
    [InlineData(TcpCandidates.Active, 1)]
    [InlineData(TcpCandidates.Passive, 0)]
    public void The_name_of_a_TCP_port_is_looked_for_where_this_side_could_connect_to_it(TcpCandidates tcp, int expected)
    {
        using var pair = new Pair(Enabled with { TcpCandidates = tcp });
        pair.Left.Candidate(new IceCandidateInit($"candidate:1 1 tcp 1518280447 {MdnsSamples.Name4} 50001 typ host tcptype passive", "0", 0, pair.Right.Fragment));

        Assert.Equal(expected, pair.Take().Count);
    }

    [Fact]
    public void An_address_that_is_found_after_a_restart_or_the_end_is_dropped()
    {
        using var pair = new Pair(Enabled);
        pair.Give(MdnsSamples.Name4, 50001);
        var first = Assert.Single(pair.Take());
        pair.Right.RestartIce();
        NegotiationSide.Exchange(pair.Right, pair.Left);

        pair.Left.Core.EndName(first, IPAddress.Parse("192.0.2.2"), 1);
        Assert.Empty(pair.Remotes);

        pair.Give(MdnsSamples.Name4, 50001);
        var second = Assert.Single(pair.Take());
        Assert.NotEqual(first.Session, second.Session);
        pair.Left.Core.Close(abort: true, 1);
        pair.Left.Core.EndName(second, IPAddress.Parse("192.0.2.2"), 1);
        Assert.Empty(pair.Remotes);
    }

    [Fact]
    public void What_is_found_passes_the_filter_and_what_is_not_found_is_not_told()
    {
        List<IPEndPoint> asked = [];
        using var pair = new Pair(Enabled with { RemoteAddressFilter = address => { asked.Add(address); return false; } });
        pair.Give(MdnsSamples.Name4, 50001);
        pair.Give(MdnsSamples.Name6, 50001);
        var told = pair.Left.Told.Count;

        var names = pair.Take();
        pair.Left.Core.EndName(names[0], IPAddress.Parse("192.0.2.2"), 1);
        pair.Left.Core.EndName(names[1], address: null, 1);
        pair.Left.Drain();

        Assert.Equal([IPEndPoint.Parse("192.0.2.2:50001")], asked);
        Assert.Empty(pair.Remotes);
        Assert.Equal(told, pair.Left.Told.Count);
    }

    [Fact]
    public void However_many_names_a_peer_has_a_bounded_number_is_looked_for_at_a_time_and_in_a_session()
    {
        using var pair = new Pair(Enabled);
        var most = new IceOptions().MaximumNames;
        List<IceRemoteName> taken = [];
        for (var restarts = 0; restarts < 3; restarts++)
        {
            for (var i = 0; i < 40; i++)
            {
                pair.Give($"{Guid.NewGuid()}.local", 50001);
            }

            taken.AddRange(pair.Take());
            Assert.Equal(most, taken.Count);
            pair.Right.RestartIce();
            NegotiationSide.Exchange(pair.Right, pair.Left);
        }

        // Those of sessions that are over make room when they end.
        pair.Give(MdnsSamples.Name4, 50001);
        Assert.Empty(pair.Take());
        pair.Left.Core.EndName(taken[0], address: null, 1);
        Assert.Equal(MdnsSamples.Name4, Assert.Single(pair.Take()).Name.Text);
    }

    /// <summary>Two sides that have exchanged their descriptions.</summary>
    private sealed class Pair : IDisposable
    {
        public Pair(PeerConnectionOptions options)
        {
            Left = new NegotiationSide(options);
            Left.Socket("192.0.2.1:5001");
            Left.Channel();
            NegotiationSide.Exchange(Left, Right);
        }

        public NegotiationSide Left { get; }

        public NegotiationSide Right { get; } = new();

        /// <summary>Gets the addresses that the left side checks.</summary>
        public List<string> Remotes => [.. Left.Core.Transport.Ice.Pairs.Select(static pair => pair.RemoteEndPoint.ToString())];

        /// <summary>The left side is told of a candidate of the right one's.</summary>
        public void Give(string name, int port) => Left.Candidate(new IceCandidateInit($"candidate:1 1 udp 2113937151 {name} {port} typ host", "0", 0, Right.Fragment));

        public List<IceRemoteName> Take()
        {
            List<IceRemoteName> taken = [];
            while (Left.Core.Names!.TryTake(out var name))
            {
                taken.Add(name!);
            }

            return taken;
        }

        public void Dispose()
        {
            Left.Dispose();
            Right.Dispose();
        }
    }
}
