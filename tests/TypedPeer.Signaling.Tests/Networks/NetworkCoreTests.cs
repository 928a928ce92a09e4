using System.Text.Json;
using TypedPeer.Signaling.Networks.Protocol;

namespace TypedPeer.Signaling.Tests.Networks;

/// <summary>What is said to a server and waited for, told the time.</summary>
public sealed class NetworkCoreTests
{
    private const long Second = 1_000_000;
    private const string Open = """{"type":"OPEN","payload":{"typedpeer":1,"heartbeat":25}}""";

    [Fact]
    public void A_plain_server_hears_of_its_client_every_five_seconds_and_one_of_ours_as_often_as_it_says()
    {
        var plain = new CoreHost();
        plain.Join("""{"type":"OPEN"}""");
        plain.RunUntil(21 * Second);
        Assert.Equal(4, plain.Sent.Count(static text => text.Contains("HEARTBEAT", StringComparison.Ordinal)));

        var ours = new CoreHost();
        ours.Join(Open);
        ours.RunUntil(51 * Second);
        Assert.Equal(2, ours.Sent.Count(static text => text.Contains("HEARTBEAT", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_server_that_says_nothing_is_given_up_in_time()
    {
        var host = new CoreHost();
        host.Core.Start(0);
        host.Core.OnConnected(0);
        host.RunUntil(16 * Second);

        Assert.Equal(PeerNetworkError.Timeout, host.End!.Error);
        Assert.Equal(long.MaxValue, host.Core.NextDeadline);
    }

    [Fact]
    public void A_plain_server_that_does_not_open_twice_counts_as_open_after_three_seconds_of_silence()
    {
        var host = new CoreHost();
        host.Join("""{"type":"OPEN"}""");
        host.Core.OnLost(new PeerNetworkException(PeerNetworkError.ServerLost, "lost"), host.Now);
        Assert.Equal(PeerNetworkState.Reconnecting, host.Core.State);
        host.RunUntil(host.Now + Second);
        Assert.Equal(2, host.Connects);
        host.Core.OnConnected(host.Now);
        var since = host.Now;
        host.RunUntil(since + (2 * Second));
        Assert.Equal(PeerNetworkState.Reconnecting, host.Core.State);
        host.RunUntil(since + (3 * Second));
        Assert.Equal(PeerNetworkState.Joined, host.Core.State);
    }

    [Fact]
    public void Requests_end_with_the_server_and_with_their_time()
    {
        var host = new CoreHost();
        host.Join(Open);
        var slow = host.Core.Ask("MESSAGE", "bob", null, host.Now);
        host.RunUntil(host.Now + (15 * Second));
        Assert.Equal(PeerNetworkError.Timeout, host.Answers[slow]!.Error);

        var lost = host.Core.Ask("MESSAGE", "bob", null, host.Now);
        host.Core.OnLost(new PeerNetworkException(PeerNetworkError.ServerLost, "lost"), host.Now);
        Assert.Equal(PeerNetworkError.ServerLost, host.Answers[lost]!.Error);
    }

    [Fact]
    public void A_flood_of_peers_is_bounded_and_told()
    {
        var host = new CoreHost(new NetworkCoreOptions { Room = "lobby", MaxPeers = 100 });
        host.Join(Open);
        host.Core.OnText("""{"type":"DONE","payload":{"seq":1,"peers":[]}}""", 0);
        for (var i = 0; i < 10_000; i++)
        {
            host.Core.OnText($$$"""{"type":"PEER-JOINED","payload":{"room":"lobby","id":"peer{{{i}}}","metadata":"{{{new string('x', 100)}}}"}}""", 0);
        }

        Assert.Equal(100, host.Peers.Count);
        Assert.Equal(9_900, host.Ignored);
        Assert.Equal(PeerNetworkState.Joined, host.Core.State);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":5}""")]
    [InlineData("""{"type":"\ud800"}""")]
    [InlineData("""{"type":"OPEN","payload":{"typedpeer":"x","heartbeat":-1,"maxMessage":{},"iceServers":5,"iceServersExpireIn":"soon"}}""")]
    [InlineData("""{"type":"DONE","payload":{"seq":"x"}}""")]
    [InlineData("""{"type":"DONE","payload":[]}""")]
    [InlineData("""{"type":"REFUSED","payload":{"seq":99,"code":5,"msg":{}}}""")]
    [InlineData("""{"type":"PEER-JOINED","payload":{"room":"lobby","id":5}}""")]
    [InlineData("""{"type":"PEER-JOINED","payload":{"room":"other","id":"bob"}}""")]
    [InlineData("""{"type":"PEER-JOINED","payload":{"room":"lobby","id":"alice"}}""")]
    [InlineData("""{"type":"PEER-LEFT","payload":"lobby"}""")]
    [InlineData("""{"type":"MESSAGE","src":"alice","payload":{"data":1}}""")]
    [InlineData("""{"type":"MESSAGE","src":{"id":"bob"},"payload":{"data":1}}""")]
    [InlineData("""{"type":"MESSAGE","src":"bob","payload":7}""")]
    [InlineData("""{"type":"OFFER","payload":{}}""")]
    [InlineData("""{"type":"OFFER","src":"alice","payload":{}}""")]
    [InlineData("""{"type":"ERROR","payload":{"msg":7}}""")]
    public void What_a_server_sends_that_is_wrong_changes_nothing_and_reaches_nobody(string text)
    {
        var host = new CoreHost(new NetworkCoreOptions { Room = "lobby" });
        host.Join(Open);
        host.Core.OnText("""{"type":"DONE","payload":{"seq":1,"peers":[{"id":"carol"},{"id":7},"x",{"id":"alice"}]}}""", 0);

        host.Core.OnText(text, 0);

        Assert.Equal(PeerNetworkState.Joined, host.Core.State);
        Assert.Equal(["carol"], host.Peers.Keys);
        Assert.Equal((0, 0), (host.Messages, host.Envelopes));
    }

    [Fact]
    public void ICE_servers_that_expire_are_asked_for_again_before()
    {
        var host = new CoreHost();
        host.Join("""{"type":"OPEN","payload":{"typedpeer":1,"heartbeat":3600,"iceServers":[{"urls":"stun:a"}],"iceServersExpireIn":100}}""");
        host.RunUntil(79 * Second);
        Assert.DoesNotContain(host.Sent, static text => text.Contains("ICE-SERVERS", StringComparison.Ordinal));
        host.RunUntil(80 * Second);
        Assert.Contains(host.Sent, static text => text.Contains("ICE-SERVERS", StringComparison.Ordinal));
        host.Core.OnText("""{"type":"DONE","payload":{"seq":1,"iceServers":[{"urls":"stun:b"}],"iceServersExpireIn":100}}""", host.Now);
        Assert.Equal(["stun:a", "stun:b"], host.IceServers);
    }

    [Fact]
    public void A_server_that_had_lost_sight_of_others_says_who_is_in_the_room_and_only_what_is_new_is_told()
    {
        var host = new CoreHost(new NetworkCoreOptions { Room = "lobby" });
        host.Join(Open);
        host.Core.OnText("""{"type":"DONE","payload":{"seq":1,"peers":[{"id":"bob"},{"id":"carol"}]}}""", 0);

        host.Core.OnText("""{"type":"PEERS","payload":{"room":"other","peers":[]}}""", 0);
        host.Core.OnText("""{"type":"PEERS","payload":{"room":"lobby","peers":"none"}}""", 0);
        Assert.Equal(["bob", "carol"], host.Peers.Keys.Order());

        host.Core.OnText("""{"type":"PEERS","payload":{"room":"lobby","peers":[{"id":"carol","metadata":7},{"id":"dave"},{"id":"alice"},5]}}""", 0);
        Assert.Equal(["carol", "dave"], host.Peers.Keys.Order());
        Assert.Equal(7, host.Peers["carol"]!.Value.GetInt32());
        Assert.Equal(PeerNetworkState.Joined, host.Core.State);
    }

    [Fact]
    public void A_client_whose_place_was_taken_by_the_same_client_ends_and_does_not_take_it_back()
    {
        var host = new CoreHost();
        host.Join(Open);
        host.Core.OnText("""{"type":"ERROR","payload":{"msg":"The same client came by another connection","code":"taken-over"}}""", host.Now);
        host.Core.OnLost(new PeerNetworkException(PeerNetworkError.ServerLost, "closed"), host.Now);

        Assert.Equal(PeerNetworkError.TakenOver, host.End!.Error);
        Assert.Equal("taken-over", host.End.Exception!.Code);
        Assert.Equal(1, host.Connects);
    }

    [Fact]
    public void A_server_that_lets_a_client_in_and_drops_it_again_and_again_is_tried_less_and_less_often()
    {
        var host = new CoreHost();
        host.Core.Start(host.Now);
        while (host.Now < 600 * Second)
        {
            var connects = host.Connects;
            host.Core.OnConnected(host.Now);
            host.Core.OnText(Open, host.Now);
            host.Core.OnLost(new PeerNetworkException(PeerNetworkError.ServerLost, "dropped"), host.Now);
            host.RunUntil(host.Core.NextDeadline);
            Assert.Equal(connects + 1, host.Connects);
        }

        Assert.InRange(host.Connects, 20, 50);

        // One that has lasted is found again at once.
        host.Core.OnConnected(host.Now);
        host.Core.OnText(Open, host.Now);
        host.RunUntil(host.Now + (60 * Second));
        host.Core.OnLost(new PeerNetworkException(PeerNetworkError.ServerLost, "dropped"), host.Now);
        Assert.InRange(host.Core.NextDeadline - host.Now, 0, Second);
    }

    [Fact]
    public void A_server_that_somebody_waits_for_is_tried_soon_and_often()
    {
        var host = new CoreHost();
        host.Join(Open);
        host.Core.OnLost(new PeerNetworkException(PeerNetworkError.ServerLost, "lost"), host.Now);
        Fail(600 * Second);
        Assert.InRange(host.Core.NextDeadline - host.Now, 10 * Second, 30 * Second);

        host.Core.BeginAwaiting(host.Now);
        Assert.InRange(host.Core.NextDeadline - host.Now, 0, Second);
        var connects = host.Connects;
        Fail(host.Now + (60 * Second));
        Assert.InRange(host.Connects - connects, 12, 30);

        host.Core.EndAwaiting();
        host.RunUntil(host.Core.NextDeadline);
        host.Core.OnLost(new PeerNetworkException(PeerNetworkError.ServerUnreachable, "away"), host.Now);
        Assert.InRange(host.Core.NextDeadline - host.Now, 10 * Second, 30 * Second);

        void Fail(long until)
        {
            while (host.Now < until)
            {
                host.RunUntil(host.Core.NextDeadline);
                host.Core.OnLost(new PeerNetworkException(PeerNetworkError.ServerUnreachable, "away"), host.Now);
            }
        }
    }

    /// <summary>Drives a core by a clock of its own.</summary>
    private sealed class CoreHost : INetworkObserver
    {
        public CoreHost(NetworkCoreOptions? options = null) => Core = new NetworkCore("alice", (options ?? new NetworkCoreOptions()) with { Random = new Random(1) }, this);

        public NetworkCore Core { get; }

        public long Now { get; private set; }

        public int Connects { get; private set; }

        public int Ignored { get; private set; }

        public int Messages { get; private set; }

        public int Envelopes { get; private set; }

        public List<string> Sent { get; } = [];

        public List<string> IceServers { get; } = [];

        public Dictionary<string, JsonElement?> Peers { get; } = [];

        public Dictionary<int, PeerNetworkException?> Answers { get; } = [];

        public PeerNetworkEnd? End { get; private set; }

        public void Join(string open)
        {
            Core.Start(Now);
            Core.OnConnected(Now);
            Core.OnText(open, Now);
        }

        public void RunUntil(long time)
        {
            while (Core.NextDeadline <= time)
            {
                var next = Core.NextDeadline;
                Now = Math.Max(Now, next);
                Core.HandleDeadline(Now);
                Assert.True(Core.NextDeadline > next, "It spins.");
            }

            Now = time;
        }

        void INetworkObserver.Connect() => Connects++;

        void INetworkObserver.Send(string text) => Sent.Add(text);

        void INetworkObserver.Disconnect()
        {
        }

        void INetworkObserver.OnState(PeerNetworkState state)
        {
        }

        void INetworkObserver.OnEnvelope(Envelope envelope) => Envelopes++;

        void INetworkObserver.OnPeer(string id, JsonElement? metadata, bool isNew) => Peers[id] = metadata;

        void INetworkObserver.OnPeerLeft(string id) => Peers.Remove(id);

        void INetworkObserver.OnMessage(PeerNetworkMessage message) => Messages++;

        void INetworkObserver.OnAnswer(int request, JsonElement answer, PeerNetworkException? failure) => Answers[request] = failure;

        void INetworkObserver.OnIceServers(JsonElement servers) => IceServers.AddRange(servers.EnumerateArray().Select(static server => server.GetProperty("urls").GetString()!));

        void INetworkObserver.OnIgnored(FormatException reason) => Ignored++;

        void INetworkObserver.OnEnded(PeerNetworkEnd end) => End = end;
    }
}
