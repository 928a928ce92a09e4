using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Faults;

/// <summary>A connection nobody disposed gives its sockets back in the end; one that somebody still uses, or listens to, does not.</summary>
[Collection(AloneCollection.Name)]
public sealed class ForgottenConnectionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_was_never_answered_gives_its_socket_back_whoever_listens(bool hasHandlers)
    {
        var port = await OfferAndForgetAsync(hasHandlers);

        await AssertFreedAsync(port);
    }

    [Fact]
    public async Task One_that_was_connected_gives_its_socket_back_and_the_peer_hears_of_it()
    {
        var other = new PeerConnection(OnLoopback());
        var port = await ConnectAndForgetAsync(other);

        await AssertFreedAsync(port);

        Assert.Equal(PeerChannelCloseKind.Remote, (await other.Closed.WaitAsync(Patience, Token)).Kind);
        await other.DisposeAsync();
    }

    [Fact]
    public async Task One_that_was_accepted_by_address_gives_its_place_back_and_the_peer_hears_of_it()
    {
        var port = new PeerPortOptions { IncludeLoopback = true, LocalAddressFilter = IPAddress.Loopback.Equals };
        await using var listener = PeerConnectionListener.Listen(new PeerConnectionListenerOptions { MaxConnections = 1, Port = port });
        await using var dialler = new PeerConnection();
        await AcceptAndForgetAsync(listener, dialler);

        await CollectUntilAsync(() => dialler.Closed.IsCompleted);

        Assert.Equal(PeerChannelCloseKind.Remote, (await dialler.Closed).Kind);
        await using var next = new PeerConnection();
        await next.ConnectAsync(listener.Address, Token).WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task Two_that_were_connected_to_each_other_both_do()
    {
        var ports = await ConnectBothAndForgetAsync();

        await AssertFreedAsync(ports.First);
        await AssertFreedAsync(ports.Second);
    }

    [Fact]
    public async Task Who_holds_a_channel_need_not_hold_the_connection()
    {
        var other = new PeerConnection(OnLoopback());
        var channel = await ConnectAndKeepChannelAsync(other);
        var remote = await other.AcceptDataChannelAsync(Token).AsTask().WaitAsync(Patience, Token);
        var collector = new MessageCollector(remote);
        Collect();

        channel.Send("still here");

        Assert.Equal("still here"u8.ToArray(), (await collector.NextAsync()).Data);
        GC.KeepAlive(channel);
        await other.DisposeAsync();
    }

    [Fact]
    public async Task An_echo_that_is_held_by_nothing_but_its_handlers_goes_on()
    {
        var other = new PeerConnection(OnLoopback());
        var channel = other.CreateDataChannel("echo");
        await EchoAndForgetAsync(other);
        await channel.Opened.WaitAsync(Patience, Token);
        var collector = new MessageCollector(channel);
        for (var round = 0; round < 3; round++)
        {
            Collect();
            channel.Send([(byte)round]);
            Assert.Equal([(byte)round], (await collector.NextAsync()).Data);
        }

        await other.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_whose_end_somebody_waits_for_and_holds_nothing_else_stays_until_then(bool byEvent)
    {
        var other = new PeerConnection(OnLoopback());
        var ended = new TaskCompletionSource<PeerChannelCloseReason>(TaskCreationOptions.RunContinuationsAsynchronously);
        await WatchAndForgetAsync(other, ended, byEvent);
        for (var round = 0; round < 3; round++)
        {
            Collect();
        }

        Assert.Equal(PeerConnectionState.Connected, other.ConnectionState);
        await other.DisposeAsync();
        Assert.Equal(PeerChannelCloseKind.Remote, (await ended.Task.WaitAsync(Patience, Token)).Kind);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<int> OfferAndForgetAsync(bool hasHandlers)
    {
        var connection = new PeerConnection(OnLoopback());
        var channel = connection.CreateDataChannel("any");
        if (hasHandlers)
        {
            connection.IceCandidate += _ => GC.KeepAlive(connection);
            connection.ConnectionStateChanged += _ => GC.KeepAlive(connection);
            connection.DataChannel += _ => GC.KeepAlive(connection);
            channel.Message += _ => GC.KeepAlive(connection);
            _ = WaitAsync(connection, channel);
        }

        await connection.SetLocalDescriptionAsync(cancellationToken: Token);
        await connection.GatheringCompleted.WaitAsync(Patience, Token);
        return PortOf(connection);
    }

    private static async Task WaitAsync(PeerConnection connection, DataChannel channel)
    {
        await channel.Opened;
        await connection.Closed;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<int> ConnectAndForgetAsync(PeerConnection other)
    {
        var connection = new PeerConnection(OnLoopback());
        var channel = connection.CreateDataChannel("any");
        await SignalAsync(connection, other);
        await channel.Opened.WaitAsync(Patience, Token);
        channel.Send("last words");
        return PortOf(connection);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task AcceptAndForgetAsync(PeerConnectionListener listener, PeerConnection dialler)
    {
        await dialler.ConnectAsync(listener.Address, Token).WaitAsync(Patience, Token);
        _ = await listener.AcceptAsync(Token).AsTask().WaitAsync(Patience, Token);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<(int First, int Second)> ConnectBothAndForgetAsync()
    {
        var other = new PeerConnection(OnLoopback());
        return (await ConnectAndForgetAsync(other), PortOf(other));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<DataChannel> ConnectAndKeepChannelAsync(PeerConnection other)
    {
        var connection = new PeerConnection(OnLoopback());
        var channel = connection.CreateDataChannel("any");
        await SignalAsync(connection, other);
        await channel.Opened.WaitAsync(Patience, Token);
        return channel;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task EchoAndForgetAsync(PeerConnection other)
    {
        var connection = new PeerConnection(OnLoopback());
        connection.DataChannel += static channel => channel.Message += message => channel.TrySend(message.Data);
        await SignalAsync(other, connection);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task WatchAndForgetAsync(PeerConnection other, TaskCompletionSource<PeerChannelCloseReason> ended, bool byEvent)
    {
        var connection = new PeerConnection(OnLoopback());
        var channel = connection.CreateDataChannel("any");
        if (byEvent)
        {
            channel.Close += reason => ended.TrySetResult(reason);
        }
        else
        {
            _ = WatchAsync(connection, ended);
        }

        await SignalAsync(connection, other);
        await channel.Opened.WaitAsync(Patience, Token);
    }

    private static async Task WatchAsync(PeerConnection connection, TaskCompletionSource<PeerChannelCloseReason> ended)
    {
        var reason = await connection.Closed;
        ended.TrySetResult(reason);
        await connection.DisposeAsync();
    }

    private static async Task SignalAsync(PeerConnection offerer, PeerConnection answerer)
    {
        await offerer.SetLocalDescriptionAsync(cancellationToken: Token);
        await offerer.GatheringCompleted.WaitAsync(Patience, Token);
        await answerer.SetRemoteDescriptionAsync(offerer.LocalDescription!, Token);
        await answerer.SetLocalDescriptionAsync(cancellationToken: Token);
        await answerer.GatheringCompleted.WaitAsync(Patience, Token);
        await offerer.SetRemoteDescriptionAsync(answerer.LocalDescription!, Token);
        await offerer.Connected.WaitAsync(Patience, Token);
        await answerer.Connected.WaitAsync(Patience, Token);
    }

    private static int PortOf(PeerConnection connection)
    {
        var candidate = connection.LocalDescription!.Sdp.Split("\r\n").Single(static line => line.StartsWith("a=candidate:", StringComparison.Ordinal) && line.Contains(" udp ", StringComparison.Ordinal));
        return int.Parse(candidate.Split(' ')[5], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Closing takes a moment after the finalizer; each look is a collection, and the clock only bounds their number.</summary>
    private static Task AssertFreedAsync(int port) => CollectUntilAsync(() => IsFree(port));

    private static async Task CollectUntilAsync(Func<bool> isSo)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var patience = new CancellationTokenSource(Patience);
        while (!isSo())
        {
            Collect();
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private static PeerConnectionOptions OnLoopback() => new() { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) };
}
