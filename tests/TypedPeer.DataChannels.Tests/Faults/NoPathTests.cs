using System.Net;
using System.Net.Sockets;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Faults;

/// <summary>What gives no candidate is told of, and a connection that can have no path ends soon, with that reason.</summary>
public sealed class NoPathTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_port_that_is_taken_is_told_of_and_ends_a_connection_that_has_no_other(bool isOfferer)
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var endPoint = (IPEndPoint)taken.LocalEndPoint!;

        var (error, reason) = await FailAsync(OnLoopback() with { LocalPort = endPoint.Port }, isOfferer);

        Assert.Equal((endPoint, string.Empty, 0), (error.LocalEndPoint, error.Url, error.ErrorCode));
        Assert.Contains("AddressAlreadyInUse", error.Error, StringComparison.Ordinal);
        Assert.Equal(PeerChannelCloseKind.ConnectionLost, reason.Kind);
        Assert.Contains("AddressAlreadyInUse", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_that_lets_nothing_through_is_named()
    {
        var (error, reason) = await FailAsync(new PeerConnectionOptions { LocalAddressFilter = static _ => false }, isOfferer: true);

        Assert.Contains("LocalAddressFilter", error.Error, StringComparison.Ordinal);
        Assert.Contains("LocalAddressFilter", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_without_a_socket_is_found_out_soon_by_the_other_side_too()
    {
        using var clock = new LeapingTimeProvider();
        await using var pair = PeerConnectionPair.Create(OnLoopback() with { TimeProvider = clock }, new PeerConnectionOptions { LocalAddressFilter = static _ => false });
        await pair.SignalAsync();

        clock.Leap(TimeSpan.FromSeconds(6));

        var reason = await pair.Offerer.Closed.WaitAsync(Patience, Token);
        Assert.Contains("it says that it has no address", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_that_always_throws_is_told_of_and_ends_no_more_than_the_connection()
    {
        var told = 0;
        var options = new PeerConnectionOptions
        {
            LocalAddressFilter = static _ => throw new NotFiniteNumberException("filter"),
            HandlerException = _ => Interlocked.Increment(ref told),
        };

        var (_, reason) = await FailAsync(options, isOfferer: true);

        Assert.Contains("no socket", reason.Message, StringComparison.Ordinal);
        Assert.NotEqual(0, Volatile.Read(ref told));
    }

    [Fact]
    public async Task A_silent_STUN_server_is_told_of_and_gathering_ends()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var url = $"stun:127.0.0.1:{((IPEndPoint)silent.LocalEndPoint!).Port}";
        using var clock = new LeapingTimeProvider();
        await using var connection = new PeerConnection(OnLoopback() with { TimeProvider = clock, IceServers = [new IceServer(url)] });
        var errors = System.Threading.Channels.Channel.CreateUnbounded<IceCandidateError>();
        connection.IceCandidateError += error => errors.Writer.TryWrite(error);
        await connection.SetLocalDescriptionAsync(cancellationToken: Token);
        var asked = new byte[100];
        await silent.ReceiveAsync(asked, Token);

        clock.Leap(TimeSpan.FromSeconds(10));

        var error = await errors.Reader.ReadAsync(Token).AsTask().WaitAsync(Patience, Token);
        Assert.Equal((url, 701, null), (error.Url, error.ErrorCode, error.LocalEndPoint));
        await connection.GatheringCompleted.WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task Checks_that_nobody_answers_are_the_reason_when_there_were_any()
    {
        using var clock = new LeapingTimeProvider();
        using var relay = new UdpRelay();
        relay.Cut();
        await using var pair = PeerConnectionPair.Create(OnLoopback() with { TimeProvider = clock }, OnLoopback() with { TimeProvider = clock });
        pair.Relay = relay;
        await pair.SignalAsync();

        clock.Leap(TimeSpan.FromSeconds(60));

        var reason = await pair.Offerer.Closed.WaitAsync(Patience, Token);
        Assert.Contains("not one check was answered", reason.Message, StringComparison.Ordinal);
    }

    private static PeerConnectionOptions OnLoopback() => new() { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) };

    /// <summary>The bound is below the 39.5 s of RFC 8863: it fails at once or the test does.</summary>
    private static async Task<(IceCandidateError Error, PeerChannelCloseReason Reason)> FailAsync(PeerConnectionOptions options, bool isOfferer)
    {
        await using var pair = isOfferer ? PeerConnectionPair.Create(options) : PeerConnectionPair.Create(answerer: options);
        var failing = isOfferer ? pair.Offerer : pair.Answerer;
        var told = new TaskCompletionSource<IceCandidateError>(TaskCreationOptions.RunContinuationsAsynchronously);
        failing.IceCandidateError += error => told.TrySetResult(error);
        var channel = failing.CreateDataChannel("any");
        await pair.Offerer.SetLocalDescriptionAsync(cancellationToken: Token);
        await pair.Offerer.GatheringCompleted.WaitAsync(Patience, Token);
        await pair.Answerer.SetRemoteDescriptionAsync(pair.Offerer.LocalDescription!, Token);
        await pair.Answerer.SetLocalDescriptionAsync(cancellationToken: Token);
        await pair.Answerer.GatheringCompleted.WaitAsync(Patience, Token);
        if (isOfferer)
        {
            await pair.Offerer.SetRemoteDescriptionAsync(pair.Answerer.LocalDescription!, Token);
        }

        var reason = await failing.Closed.WaitAsync(Patience, Token);
        Assert.Equal(reason, await channel.Closed.WaitAsync(Patience, Token));
        Assert.Equal(PeerConnectionState.Failed, failing.ConnectionState);
        await Assert.ThrowsAsync<PeerChannelClosedException>(() => failing.Connected);
        return (await told.Task.WaitAsync(Patience, Token), reason);
    }
}
