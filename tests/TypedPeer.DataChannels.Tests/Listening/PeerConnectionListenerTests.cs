using System.Net;
using System.Net.Sockets;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Listening;

/// <summary>Connections by address over real sockets.</summary>
public sealed class PeerConnectionListenerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly DataChannelOptions Agreed = new() { Negotiated = true, Id = 0 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task A_peer_connects_by_an_address_and_each_knows_the_other_by_its_certificate(string host)
    {
        await using var listener = Listen(host);
        using var certificate = PeerCertificate.Create();
        await using var dialler = new PeerConnection(new PeerConnectionOptions { Certificate = certificate });
        var here = dialler.CreateDataChannel("typedpeer", Agreed);
        here.Send("before anything is open");

        await dialler.ConnectAsync(PeerAddress.Parse(listener.Address.ToString()), Token).WaitAsync(Patience, Token);
        await using var accepted = await listener.AcceptAsync(Token).AsTask().WaitAsync(Patience, Token);

        Assert.Equal(listener.Identity, dialler.RemoteIdentity);
        Assert.Equal(certificate.Identity, accepted.RemoteIdentity);
        Assert.Equal(listener.Identity, accepted.LocalIdentity);
        var there = accepted.CreateDataChannel("typedpeer", Agreed);
        var atThere = new MessageCollector(there);
        var atHere = new MessageCollector(here);
        Assert.Equal("before anything is open"u8.ToArray(), (await atThere.NextAsync()).Data);
        there.Send("and back");
        Assert.Equal("and back"u8.ToArray(), (await atHere.NextAsync()).Data);
    }

    [Fact]
    public async Task Fifty_peers_share_the_port_of_a_listener()
    {
        const int Peers = 50;
        await using var listener = Listen("127.0.0.1", static options => options with { MaxHandshakesPerAddress = Peers });
        var serving = ServeAsync(listener);
        var diallers = Enumerable.Range(0, Peers).Select(static _ => new PeerConnection()).ToList();

        await Task.WhenAll(diallers.Select(async (dialler, number) =>
        {
            var channel = dialler.CreateDataChannel("typedpeer", Agreed);
            var answers = new MessageCollector(channel);
            await dialler.ConnectAsync(listener.Address, Token);
            channel.Send([(byte)number]);
            Assert.Equal([(byte)number], (await answers.NextAsync()).Data);
        })).WaitAsync(Patience, Token);

        Assert.Single(listener.LocalEndPoints);
        foreach (var dialler in diallers)
        {
            await dialler.DisposeAsync();
        }

        await listener.DisposeAsync();
        await serving.WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task A_dialler_with_the_address_of_another_certificate_hears_nothing()
    {
        await using var listener = Listen("127.0.0.1");
        using var other = PeerCertificate.Create();
        await using var dialler = new PeerConnection(new PeerConnectionOptions { ConnectTimeout = TimeSpan.FromSeconds(1) });

        var failure = await Assert.ThrowsAsync<PeerConnectException>(() => dialler.ConnectAsync(new PeerAddress(other.Identity, listener.Address.EndPoints), Token));

        Assert.Equal(PeerConnectFailure.NoAnswer, failure.Failure);
        Assert.Equal(PeerConnectionState.Closed, dialler.ConnectionState);
    }

    [Fact]
    public async Task A_dialler_of_an_address_where_nobody_is_gives_up_in_the_time_its_option_names()
    {
        PeerAddress address;
        await using (var listener = Listen("127.0.0.1"))
        {
            address = listener.Address;
        }

        await using var dialler = new PeerConnection(new PeerConnectionOptions { ConnectTimeout = TimeSpan.FromSeconds(1) });
        var failure = await Assert.ThrowsAsync<PeerConnectException>(() => dialler.ConnectAsync(address, Token));

        Assert.Equal(PeerConnectFailure.NoAnswer, failure.Failure);
        Assert.Contains(address.ToString(), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dial_that_is_cancelled_closes_the_connection()
    {
        using var certificate = PeerCertificate.Create();
        await using var dialler = new PeerConnection();
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var dial = dialler.ConnectAsync(new PeerAddress(certificate.Identity, IPEndPoint.Parse("127.0.0.1:9")), cancelled.Token);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dial);
        Assert.Equal(PeerChannelCloseKind.Local, (await dialler.Closed.WaitAsync(Patience, Token)).Kind);
    }

    [Fact]
    public async Task A_listener_that_is_disposed_of_ends_its_connections_and_says_so_to_their_peers()
    {
        var listener = Listen("127.0.0.1");
        await using var dialler = new PeerConnection();
        await dialler.ConnectAsync(listener.Address, Token).WaitAsync(Patience, Token);
        await using var accepted = await listener.AcceptAsync(Token).AsTask().WaitAsync(Patience, Token);

        await listener.DisposeAsync();

        Assert.Contains("port", (await accepted.Closed.WaitAsync(Patience, Token)).Message, StringComparison.Ordinal);
        Assert.Equal(PeerChannelCloseKind.Remote, (await dialler.Closed.WaitAsync(Patience, Token)).Kind);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => listener.AcceptAsync(Token).AsTask());
    }

    [Fact]
    public async Task Connections_by_signalling_and_by_address_share_one_port_and_outlive_the_listener()
    {
        await using var port = PeerPort.Open(new PeerPortOptions { IncludeLoopback = true, LocalAddressFilter = static address => address.ToString() == "127.0.0.1" });
        await using var listener = PeerConnectionListener.Listen(port: port);
        await using var dialler = new PeerConnection();
        await dialler.ConnectAsync(listener.Address, Token).WaitAsync(Patience, Token);
        await using var accepted = await listener.AcceptAsync(Token).AsTask().WaitAsync(Patience, Token);
        await listener.DisposeAsync();

        await using var pair = PeerConnectionPair.Create(new PeerConnection(new PeerConnectionOptions { IncludeLoopback = true }), port.CreateConnection());
        await pair.OpenChannelAsync().WaitAsync(Patience, Token);

        Assert.Equal(port.LocalEndPoints[0], pair.Offerer.SelectedCandidatePair!.Remote);
        Assert.Equal(port.LocalEndPoints[0], dialler.SelectedCandidatePair!.Remote);
        var there = accepted.CreateDataChannel("late", Agreed);
        var here = new MessageCollector(dialler.CreateDataChannel("late", Agreed));
        there.Send("still here");
        Assert.Equal("still here"u8.ToArray(), (await here.NextAsync()).Data);
        Assert.Throws<ArgumentException>(() =>
        {
            _ = PeerConnectionListener.Listen(port: port);
            _ = PeerConnectionListener.Listen(port: port);
        });
    }

    [Fact]
    public void A_port_that_is_taken_is_refused_by_the_system()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var taken = ((IPEndPoint)socket.LocalEndPoint!).Port;

        Assert.Throws<SocketException>(() => Listen("127.0.0.1", port: taken));
    }

    [Fact]
    public async Task A_port_that_is_shared_among_several_sockets_is_no_less_taken()
    {
        await using var listener = Listen("127.0.0.1", static options => options with { Port = options.Port with { ReceiveLoops = 4 } });

        Assert.Throws<SocketException>(() => Listen("127.0.0.1", static options => options with { Port = options.Port with { ReceiveLoops = 4 } }, listener.LocalEndPoints[0].Port));
    }

    [Fact]
    public void Messages_shorter_than_an_address_promises_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PeerConnectionListener.Listen(new PeerConnectionListenerOptions { Connections = new PeerConnectionOptions { MaxMessageSize = 65536 } }));
    }

    [Fact]
    public async Task A_connection_that_has_begun_or_takes_too_little_dials_nobody_and_stays_as_it_is()
    {
        using var certificate = PeerCertificate.Create();
        var address = new PeerAddress(certificate.Identity, IPEndPoint.Parse("127.0.0.1:9"));
        await using var begun = new PeerConnection();
        await begun.SetLocalDescriptionAsync(cancellationToken: Token);
        await Assert.ThrowsAsync<InvalidOperationException>(() => begun.ConnectAsync(address, Token));
        Assert.Equal(SignalingState.HaveLocalOffer, begun.SignalingState);

        await using var small = new PeerConnection(new PeerConnectionOptions { MaxMessageSize = 65536 });
        await Assert.ThrowsAsync<InvalidOperationException>(() => small.ConnectAsync(address, Token));
        Assert.Equal(SignalingState.Stable, small.SignalingState);
    }

    private static PeerConnectionListener Listen(string host, Func<PeerConnectionListenerOptions, PeerConnectionListenerOptions>? change = null, int port = 0)
    {
        var address = IPAddress.Parse(host);
        var options = new PeerConnectionListenerOptions
        {
            Port = new PeerPortOptions { Port = port, IncludeLoopback = true, LocalAddressFilter = address.Equals },
        };
        return PeerConnectionListener.Listen(change?.Invoke(options) ?? options);
    }

    /// <summary>Sends back what comes, until the listener is disposed of.</summary>
    private static async Task ServeAsync(PeerConnectionListener listener)
    {
        await foreach (var connection in listener.AcceptAllAsync())
        {
            var channel = connection.CreateDataChannel("typedpeer", Agreed);
            channel.Message += message => channel.Send(message.Data);
        }
    }
}
