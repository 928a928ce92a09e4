using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Tcp;

/// <summary>Two peers, and nothing but TCP between them.</summary>
public sealed class TcpPathTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TcpCandidates.Active, TcpCandidates.Passive)]
    [InlineData(TcpCandidates.Passive, TcpCandidates.Active)]
    [InlineData(TcpCandidates.All, TcpCandidates.All)]
    public async Task Two_peers_meet_over_TCP_where_UDP_is_blocked_whichever_of_them_can_be_connected_to(TcpCandidates offerer, TcpCandidates answerer)
    {
        await using var pair = PeerConnectionPair.Create(Options(offerer), Options(answerer));
        var local = pair.Offerer.CreateDataChannel("over tcp");
        await pair.SignalAsync(TcpOnly.Take, TcpOnly.Take);
        await local.Opened.WaitAsync(Patience, Cancelled);
        var remote = await pair.Answerer.AcceptDataChannelAsync(Cancelled).AsTask().WaitAsync(Patience, Cancelled);
        var received = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        remote.Message += message => received.TrySetResult(message.GetText());
        local.Send("hello");

        Assert.Equal("hello", await received.Task.WaitAsync(Patience, Cancelled));
        Assert.Equal(("tcp", "tcp"), (pair.Offerer.SelectedCandidatePair!.Protocol, pair.Answerer.SelectedCandidatePair!.Protocol));
    }

    [Fact]
    public async Task A_connection_that_is_reset_is_made_again_at_once_and_the_channel_goes_on()
    {
        using var proxy = new TcpProxy();
        await using var pair = PeerConnectionPair.Create(Options(TcpCandidates.Passive), Options(TcpCandidates.Active));
        var local = pair.Offerer.CreateDataChannel("over tcp");
        await pair.SignalAsync(sdp => proxy.Redirect(TcpOnly.Take(sdp)), TcpOnly.Take);
        await local.Opened.WaitAsync(Patience, Cancelled);
        var remote = await pair.Answerer.AcceptDataChannelAsync(Cancelled).AsTask().WaitAsync(Patience, Cancelled);
        var here = new MessageCollector(local);
        var there = new MessageCollector(remote);
        for (byte round = 0; round < 5; round++)
        {
            local.Send([round]);
            remote.Send([round, round]);
            Assert.Equal([round], (await there.NextAsync()).Data);
            Assert.Equal([round, round], (await here.NextAsync()).Data);
            Assert.InRange(proxy.Connections, round + 1, 100);
            proxy.Cut();
        }

        Assert.Equal((PeerConnectionState.Connected, PeerConnectionState.Connected), (await WhenConnectedAsync(pair.Offerer), await WhenConnectedAsync(pair.Answerer)));
    }

    [Fact]
    public async Task A_restart_over_TCP_keeps_the_channel()
    {
        await using var pair = PeerConnectionPair.Create(Options(TcpCandidates.All), Options(TcpCandidates.All));
        var local = pair.Offerer.CreateDataChannel("over tcp");
        await pair.SignalAsync(TcpOnly.Take, TcpOnly.Take);
        await local.Opened.WaitAsync(Patience, Cancelled);
        var remote = await pair.Answerer.AcceptDataChannelAsync(Cancelled).AsTask().WaitAsync(Patience, Cancelled);
        var there = new MessageCollector(remote);

        pair.Offerer.RestartIce();
        await pair.SignalAsync(TcpOnly.Take, TcpOnly.Take);
        local.Send([1]);

        Assert.Equal([1], (await there.NextAsync()).Data);
        Assert.Equal("tcp", pair.Offerer.SelectedCandidatePair!.Protocol);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_of_and_UDP_goes_on_without()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen(1);
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        await using var connection = new PeerConnection(Options(TcpCandidates.All) with { LocalPort = port });
        var errors = new ConcurrentQueue<IceCandidateError>();
        connection.IceCandidateError += errors.Enqueue;
        connection.CreateDataChannel("any");
        await connection.SetLocalDescriptionAsync(cancellationToken: Cancelled);
        await connection.GatheringCompleted.WaitAsync(Patience, Cancelled);

        Assert.Contains("No TCP port could be opened on 127.0.0.1:" + port, Assert.Single(errors).Error, StringComparison.Ordinal);
        Assert.Contains($" 127.0.0.1 {port} typ host", connection.LocalDescription!.Sdp, StringComparison.Ordinal);
        Assert.DoesNotContain("tcptype passive", connection.LocalDescription.Sdp, StringComparison.Ordinal);
    }

    [Fact]
    public void Candidates_that_there_are_not_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(static () => new PeerConnection(new PeerConnectionOptions { TcpCandidates = (TcpCandidates)4 }));

    private static async Task<PeerConnectionState> WhenConnectedAsync(PeerConnection connection)
    {
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionStateChanged += state =>
        {
            if (state == PeerConnectionState.Connected)
            {
                connected.TrySetResult();
            }
        };
        if (connection.ConnectionState != PeerConnectionState.Connected)
        {
            await connected.Task.WaitAsync(Patience, Cancelled);
        }

        return PeerConnectionState.Connected;
    }

    private static PeerConnectionOptions Options(TcpCandidates tcp) => new() { TcpCandidates = tcp, IncludeLoopback = true, LocalAddressFilter = IPAddress.Loopback.Equals };
}
