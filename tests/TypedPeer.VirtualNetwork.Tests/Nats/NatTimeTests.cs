using System.Net;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests.Nats;

/// <summary>How long pairs of hosts behind translators take on paths of 20 ms there and back: from the first request to a server to an open channel, with candidates that trickle.</summary>
public sealed class NatTimeTests
{
    private const long Second = 1_000_000;
    private const long Longest = 2 * Second;
    private const long LongestByRelay = 2_500_000;
    private const long OneWay = 10_000;

    private static readonly VirtualPathOptions Path = new() { Delay = OneWay };

    private static readonly PeerConnectionOptions WithRelay = new()
    {
        IceServers = [new IceServer("turn:relay.example") { Username = VirtualRelay.Username, Credential = VirtualRelay.Password }],
    };

    private static readonly VirtualNatKind[] Kinds = Enum.GetValues<VirtualNatKind>();

    [Fact]
    public void Every_pair_of_translators_is_got_through_in_two_seconds_or_by_a_relay_in_two_and_a_half()
    {
        var late = new List<string>();
        foreach (var (offerer, answerer, seed) in Pairs())
        {
            using var meeting = new Meeting(seed, offerer, answerer);
            bool isDirect = !NeedsRelay(offerer, answerer);
            long took = meeting.Connect();
            if (took > (isDirect ? Longest : LongestByRelay) || meeting.IsRelayed == isDirect)
                late.Add($"{offerer} and {answerer} (seed {seed}): {(meeting.IsRelayed ? "by the relay" : "directly")} in {took / 1000} ms");
        }

        Assert.Empty(late);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void A_host_whose_firewall_lets_nothing_out_but_to_a_relay_is_reached_by_that_in_two_and_a_half_seconds(bool offererIsBlocked, bool answererIsBlocked)
    {
        foreach (var (offerer, answerer, seed) in Pairs())
        {
            using var meeting = new Meeting(seed, offerer, answerer);
            meeting.Block(offererIsBlocked, answererIsBlocked);

            long took = meeting.Connect();

            Assert.True(meeting.IsRelayed);
            Assert.True(took <= LongestByRelay, $"{offerer} and {answerer} (seed {seed}) took {took / 1000} ms");
        }
    }

    [Fact]
    public void Where_both_have_symmetric_translators_and_no_relay_the_report_says_so()
    {
        using var meeting = new Meeting(1, VirtualNatKind.Symmetric, VirtualNatKind.Symmetric, hasRelay: false);

        Assert.False(meeting.TryConnect(120 * Second));

        Assert.Equal("Both sides are behind symmetric NATs, and no relay was given.", DataChannels.Api.ConnectionReporting.Read(meeting.Pair.Left.Core, meeting.Pair.World.Now).Conclusion);
    }

    /// <summary>RFC 3489's own table: a symmetric one is met by who lets in every port of an address, and by nobody else.</summary>
    private static bool NeedsRelay(VirtualNatKind one, VirtualNatKind other) =>
        (one == VirtualNatKind.Symmetric && other >= VirtualNatKind.PortRestrictedCone) || (other == VirtualNatKind.Symmetric && one >= VirtualNatKind.PortRestrictedCone);

    private static IEnumerable<(VirtualNatKind Offerer, VirtualNatKind Answerer, int Seed)> Pairs() =>
        Kinds.SelectMany(static offerer => Kinds.SelectMany(answerer => Enumerable.Range(1, 5).Select(seed => (offerer, answerer, seed))));

    private sealed class Meeting : IDisposable
    {
        private readonly VirtualNat _left;
        private readonly VirtualNat _right;
        private readonly VirtualStunServer[] _servers;
        private readonly VirtualRelay? _relay;

        public Meeting(int seed, VirtualNatKind offerer, VirtualNatKind answerer, bool hasRelay = true)
        {
            Pair = new PeerPair(seed, Path, options: WithRelay);
            _left = Pair.World.AddNat(PeerPair.LeftAddress, IPAddress.Parse("203.0.113.1"), offerer);
            _right = Pair.World.AddNat(PeerPair.RightAddress, IPAddress.Parse("203.0.113.2"), answerer);
            _servers = [new VirtualStunServer(Pair.World, "203.0.113.200:3478"), new VirtualStunServer(Pair.World, "203.0.113.201:3478")];
            _relay = hasRelay ? new VirtualRelay(Pair.World, "203.0.113.250:3478") : null;
        }

        public PeerPair Pair { get; }

        public bool IsRelayed => IsRelayedAt(Pair.Left) || IsRelayedAt(Pair.Right);

        public void Block(bool left, bool right)
        {
            if (left)
                _left.LetsOut = remote => remote.Equals(_relay!.EndPoint);
            if (right)
                _right.LetsOut = remote => remote.Equals(_relay!.EndPoint);
        }

        /// <summary>How long it took.</summary>
        public long Connect()
        {
            long began = Pair.World.Now;
            Assert.True(TryConnect(60 * Second));
            long took = Pair.World.Now - began;

            // Which way data goes in the end.
            Pair.World.Run(5 * Second);
            return took;
        }

        public bool TryConnect(long within)
        {
            Trickle(Pair.Left, Pair.Right);
            Trickle(Pair.Right, Pair.Left);
            foreach (var (peer, port) in (ReadOnlySpan<(VirtualPeer, string)>)[(Pair.Left, $"{PeerPair.LeftAddress}:6001"), (Pair.Right, $"{PeerPair.RightAddress}:6002")])
            {
                if (_relay is not null)
                    peer.AddRelay(_relay, port);
                foreach (var server in _servers)
                    peer.Invoke((core, now) => core.Transport.Ice.AddStunServer(server.EndPoint, now));
            }

            var options = new DataChannelOptions { Negotiated = true, Id = 0 };
            Pair.Left.CreateChannel("c", options);
            Pair.Right.CreateChannel("c", options);
            VirtualSignaling.Exchange(Pair.Left, Pair.Right, OneWay);
            return Pair.World.RunUntil(() => Pair.IsOpen, within);
        }

        public void Dispose() => Pair.Dispose();

        private static bool IsRelayedAt(VirtualPeer peer) =>
            peer.Core.Transport.Ice.SelectedPair is not { } pair || pair.Local.Type == IceCandidateType.Relayed || pair.Remote.Type == IceCandidateType.Relayed;

        private static void Trickle(VirtualPeer from, VirtualPeer to) => from.OnEvent += item =>
        {
            if (item.Kind == PeerEventKind.LocalCandidate)
                from.World.Schedule(from.World.Now + OneWay, () => to.Invoke((core, now) => core.AddIceCandidate(item.Candidate, now)));
        };
    }
}
