using System.Collections.Concurrent;
using System.Net;
using TypedPeer.DataChannels.Tests.Support;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Moves;

/// <summary>Real connections on a machine whose addresses change.</summary>
public sealed class ChangedNetworkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly PeerConnectionOptions Options = new() { IncludeLoopback = true };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_goes_on_from_the_address_that_came_when_the_other_vanished(bool offererMoves)
    {
        SkipUnlessLinux();
        var network = new FakeNetwork("127.0.0.1");
        var (moving, staying) = (new FakeNetwork("127.0.0.1"), network);
        await using var offerer = Create(offererMoves ? moving : staying);
        await using var answerer = Create(offererMoves ? staying : moving);
        var (local, remote) = await ConnectAsync(offerer, answerer);
        var mover = offererMoves ? offerer : answerer;
        var other = offererMoves ? answerer : offerer;
        var toMover = new MessageCollector(offererMoves ? local : remote);
        var toOther = new MessageCollector(offererMoves ? remote : local);

        moving.Change("127.0.0.2");
        (offererMoves ? local : remote).Send([1]);
        (offererMoves ? remote : local).Send([2]);

        Assert.Equal([1], (await toOther.NextAsync()).Data);
        Assert.Equal([2], (await toMover.NextAsync()).Data);
        Assert.Equal("127.0.0.2", mover.SelectedCandidatePair!.Local.Address.ToString());
        Assert.Equal("127.0.0.2", other.SelectedCandidatePair!.Remote.Address.ToString());
        Assert.DoesNotContain("127.0.0.1 ", mover.LocalDescription!.Sdp, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_whose_only_address_vanishes_is_disconnected_at_once()
    {
        SkipUnlessLinux();
        var network = new FakeNetwork("127.0.0.1");
        await using var offerer = Create(network);
        await using var answerer = Create(new FakeNetwork("127.0.0.1"));
        await ConnectAsync(offerer, answerer);
        var states = new ConcurrentQueue<PeerConnectionState>();
        var disconnected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        offerer.ConnectionStateChanged += state =>
        {
            states.Enqueue(state);
            if (state == PeerConnectionState.Disconnected)
            {
                disconnected.TrySetResult();
            }
        };

        network.Change();
        await disconnected.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal([PeerConnectionState.Disconnected], states);
        Assert.Null(offerer.SelectedCandidatePair);
    }

    [Fact]
    public async Task An_address_that_comes_later_is_a_candidate_of_the_session_there_is_and_gathering_ends_again()
    {
        SkipUnlessLinux();
        var network = new FakeNetwork("127.0.0.1");
        await using var offerer = Create(network, Options with { TcpCandidates = TcpCandidates.None });
        var events = new BlockingCollection<string>();
        offerer.IceGatheringStateChanged += state => events.Add(state.ToString());
        offerer.IceCandidate += candidate => events.Add(candidate is null ? "null" : candidate.Candidate.Split(' ')[4] + " " + candidate.UsernameFragment);
        await offerer.SetLocalDescriptionAsync(cancellationToken: TestContext.Current.CancellationToken);
        await offerer.GatheringCompleted.WaitAsync(Patience, TestContext.Current.CancellationToken);
        string fragment = FragmentOf(offerer);
        Assert.Equal(["Gathering", "127.0.0.1 " + fragment, "Complete", "null"], Take(events, 4));

        network.Change("127.0.0.1", "127.0.0.2");

        Assert.Equal(["Gathering", "127.0.0.2 " + fragment, "Complete", "null"], Take(events, 4));
        Assert.Equal(IceGatheringState.Complete, offerer.IceGatheringState);
        Assert.Contains("127.0.0.2 ", offerer.LocalDescription!.Sdp, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_only_vanishes_begins_no_search()
    {
        SkipUnlessLinux();
        var network = new FakeNetwork("127.0.0.1", "127.0.0.2");
        await using var offerer = Create(network);
        await offerer.SetLocalDescriptionAsync(cancellationToken: TestContext.Current.CancellationToken);
        await offerer.GatheringCompleted.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var states = new ConcurrentQueue<IceGatheringState>();
        offerer.IceGatheringStateChanged += states.Enqueue;

        network.Change("127.0.0.1");

        Assert.DoesNotContain("127.0.0.2 ", offerer.LocalDescription!.Sdp, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1 ", offerer.LocalDescription.Sdp, StringComparison.Ordinal);
        Assert.Equal(IceGatheringState.Complete, offerer.IceGatheringState);
    }

    [Fact]
    public async Task A_restart_looks_for_addresses_again_and_waiting_for_the_end_of_gathering_waits_for_that()
    {
        SkipUnlessLinux();
        var (left, right) = (new FakeNetwork("127.0.0.1"), new FakeNetwork("127.0.0.1"));
        await using var offerer = Create(left);
        await using var answerer = Create(right);
        var (local, remote) = await ConnectAsync(offerer, answerer);
        var received = new MessageCollector(remote);

        // The system forgot to say so.
        left.Set("127.0.0.3");
        right.Set("127.0.0.4");
        offerer.RestartIce();
        await SignalAsync(offerer, answerer);
        local.Send([1]);

        Assert.Equal([1], (await received.NextAsync()).Data);
        Assert.Contains("127.0.0.3 ", offerer.LocalDescription!.Sdp, StringComparison.Ordinal);
        Assert.Contains("127.0.0.4 ", answerer.LocalDescription!.Sdp, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1 ", offerer.LocalDescription.Sdp, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_that_flaps_is_looked_at_rarely()
    {
        SkipUnlessLinux();
        var network = new FakeNetwork("127.0.0.1");
        var time = new ManualTimeProvider();
        await using var offerer = Create(network, Options with { TimeProvider = time });
        await offerer.SetLocalDescriptionAsync(cancellationToken: TestContext.Current.CancellationToken);
        int before = network.Asked;

        // Sixty seconds, in which it changes every 10 ms.
        for (int round = 0; round < 6000; round++)
        {
            network.Change(round % 2 == 0 ? ["127.0.0.1", "127.0.0.2"] : ["127.0.0.1"]);
            time.Advance(TimeSpan.FromMilliseconds(10));
        }

        // At 0, 0.2, 0.6, 1.4, 3, 6.2, 12.6, 22.6, 32.6, 42.6 and 52.6 s.
        Assert.InRange(network.Asked - before, 1, 12);
    }

    [Fact]
    public async Task A_connection_watches_from_its_first_search_until_it_is_closed()
    {
        SkipUnlessLinux();
        var network = new FakeNetwork("127.0.0.1");
        await using var offerer = Create(network);
        Assert.Equal(0, network.Observers);

        await offerer.SetLocalDescriptionAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(1, network.Observers);
        await offerer.CloseAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, network.Observers);
        network.Change("127.0.0.2");
    }

    [Fact]
    public async Task A_machine_off_every_network_offers_no_loopback_instead()
    {
        SkipUnlessLinux();
        var network = new FakeNetwork("127.0.0.1", "127.0.0.2");
        await using var offerer = Create(network, new PeerConnectionOptions { LocalAddressFilter = static address => address.ToString() != "127.0.0.1" });
        await offerer.SetLocalDescriptionAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains("127.0.0.2 ", offerer.LocalDescription!.Sdp, StringComparison.Ordinal);

        network.Change("127.0.0.3");

        Assert.DoesNotContain("127.0.0.", offerer.LocalDescription.Sdp.Replace("127.0.0.1\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dialler_that_moves_keeps_its_connection_to_a_listener()
    {
        SkipUnlessLinux();
        var options = new PeerPortOptions { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) };
        await using var port = PeerPort.Open(options);
        await using var listener = PeerConnectionListener.Listen(port: port);
        var network = new FakeNetwork("127.0.0.2");
        await using var dialler = Create(network);
        var agreed = new DataChannelOptions { Negotiated = true, Id = 0 };
        var here = dialler.CreateDataChannel("test", agreed);
        await dialler.ConnectAsync(listener.Address, TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        await using var accepted = await listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
        var there = accepted.CreateDataChannel("test", agreed);
        var (atHere, atThere) = (new MessageCollector(here), new MessageCollector(there));
        here.Send([1]);
        Assert.Equal([1], (await atThere.NextAsync()).Data);

        network.Change("127.0.0.3");
        here.Send([2]);
        there.Send([3]);

        Assert.Equal([2], (await atThere.NextAsync()).Data);
        Assert.Equal([3], (await atHere.NextAsync()).Data);
        Assert.Equal("127.0.0.3", accepted.SelectedCandidatePair!.Remote.Address.ToString());
    }

    [Fact]
    public async Task On_a_port_of_many_an_address_that_vanishes_is_no_path_until_it_is_back()
    {
        SkipUnlessLinux();
        var options = new PeerPortOptions { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) };
        await using var port = PeerPort.Open(options);
        var network = new FakeNetwork("127.0.0.1");
        await using var offerer = new PeerConnection(Options, static transport => transport, port, network);
        await using var answerer = Create(new FakeNetwork("127.0.0.2"));
        var (local, remote) = await ConnectAsync(offerer, answerer);
        var received = new MessageCollector(remote);
        var disconnected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        offerer.IceConnectionStateChanged += state =>
        {
            if (state == IceConnectionState.Disconnected)
            {
                disconnected.TrySetResult();
            }
        };

        network.Change();
        await disconnected.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Null(offerer.SelectedCandidatePair);
        local.Send([1]);
        network.Change("127.0.0.1");

        Assert.Equal([1], (await received.NextAsync()).Data);
        offerer.RestartIce();
        await SignalAsync(offerer, answerer);
        local.Send([2]);
        Assert.Equal([2], (await received.NextAsync()).Data);
        Assert.Equal(port.LocalEndPoints[0], offerer.SelectedCandidatePair!.Local);
    }

    private static void SkipUnlessLinux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere 127.0.0.2 is no address of the machine.");

    private static PeerConnection Create(FakeNetwork network, PeerConnectionOptions? options = null) =>
        new(options ?? Options, static transport => transport, port: null, network);

    private static string FragmentOf(PeerConnection connection) =>
        connection.LocalDescription!.Sdp.Split("a=ice-ufrag:")[1].Split('\r')[0];

    private static List<string> Take(BlockingCollection<string> events, int count)
    {
        var taken = new List<string>();
        while (taken.Count < count && events.TryTake(out string? item, Patience))
        {
            taken.Add(item);
        }

        return taken;
    }

    private static async Task<(DataChannel Local, DataChannel Remote)> ConnectAsync(PeerConnection offerer, PeerConnection answerer)
    {
        var local = offerer.CreateDataChannel("test");
        await SignalAsync(offerer, answerer);
        await local.Opened.WaitAsync(Patience);
        return (local, await answerer.AcceptDataChannelAsync().AsTask().WaitAsync(Patience));
    }

    private static async Task SignalAsync(PeerConnection offerer, PeerConnection answerer)
    {
        await offerer.SetLocalDescriptionAsync();
        await offerer.GatheringCompleted.WaitAsync(Patience);
        await answerer.SetRemoteDescriptionAsync(offerer.LocalDescription!);
        await answerer.SetLocalDescriptionAsync();
        await answerer.GatheringCompleted.WaitAsync(Patience);
        await offerer.SetRemoteDescriptionAsync(answerer.LocalDescription!);
    }
}
