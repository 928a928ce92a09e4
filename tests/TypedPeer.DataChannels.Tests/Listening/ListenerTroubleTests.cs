using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Api;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Stun;
using TypedPeer.DataChannels.Tests.Support;
using TypedPeer.DataChannels.Udp.Sharing;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Listening;

/// <summary>Diallers that stop halfway, impostors, and handlers that take long, over real sockets.</summary>
public sealed class ListenerTroubleTests
{
    private const string Password = "abcdefghijklmnopqrstuvwx";
    private const string OtherPassword = "bcdefghijklmnopqrstuvwxy";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly DataChannelOptions Agreed = new() { Negotiated = true, Id = 0 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_in_the_listeners_place_who_knows_the_address_and_has_not_its_certificate_is_found_out()
    {
        using var certificate = PeerCertificate.Create();
        using var other = PeerCertificate.Create();
        await using var port = OpenPort();
        var address = new PeerAddress(certificate.Identity, port.LocalEndPoints);
        await using var impostor = new ListenerDriver(new PeerConnectionListenerOptions(), port, other, address);
        Assert.True(port.Shared.TrySetStrangers(impostor));
        await using var dialler = new PeerConnection();

        var failure = await Assert.ThrowsAsync<PeerConnectException>(() => dialler.ConnectAsync(address, Token).WaitAsync(Patience, Token));

        Assert.Equal(PeerConnectFailure.WrongCertificate, failure.Failure);
        Assert.IsType<AuthenticationException>(failure.InnerException);
        Assert.Equal(PeerChannelCloseKind.ProtocolError, failure.Reason.Kind);
    }

    [Theory]
    [InlineData(PeerChannelCloseKind.Remote, PeerConnectFailure.Refused)]
    [InlineData(PeerChannelCloseKind.ConnectionLost, PeerConnectFailure.NoAnswer)]
    [InlineData(PeerChannelCloseKind.Local, PeerConnectFailure.Failed)]
    [InlineData(PeerChannelCloseKind.ProtocolError, PeerConnectFailure.Failed)]
    public void The_end_of_a_connection_that_was_never_up_is_told_in_a_diallers_words(PeerChannelCloseKind kind, PeerConnectFailure failure)
    {
        using var certificate = PeerCertificate.Create();
        var address = new PeerAddress(certificate.Identity, IPEndPoint.Parse("192.0.2.7:4433"));

        var told = Dialling.Explain(address, new PeerChannelCloseReason(kind, "why"));

        Assert.Equal(failure, told.Failure);
        Assert.Contains(address.ToString(), told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dialler_that_goes_on_with_nothing_gives_its_place_back_when_its_time_is_over()
    {
        var clock = new ManualTimeProvider();
        await using var port = OpenPort();
        await using var listener = PeerConnectionListener.Listen(
            new PeerConnectionListenerOptions { MaxConnections = 1, Connections = new PeerConnectionOptions { TimeProvider = clock } }, port);
        using var socket = await BeginAsync(listener);
        Assert.Equal(1, port.Shared.MemberCount);

        clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(1, port.Shared.MemberCount);
        clock.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(0, port.Shared.MemberCount);
        Assert.Equal(0, port.Shared.Table.AddressCount);
        Assert.Equal(0, port.Shared.Table.FragmentCount);
    }

    [Fact]
    public async Task A_clock_that_fails_in_a_listeners_timer_ends_no_process_and_the_listener_goes_on()
    {
        var time = new ManualTimeProvider();
        var clock = new FailingTimestamps(time);
        await using var port = OpenPort();
        await using var listener = PeerConnectionListener.Listen(
            new PeerConnectionListenerOptions { Connections = new PeerConnectionOptions { TimeProvider = clock } }, port);
        using var socket = await BeginAsync(listener);

        clock.Fails = true;
        time.Advance(TimeSpan.FromSeconds(11));
        clock.Fails = false;

        // Another dialler: what belongs to the first connection may still be handed to it while it ends.
        using var next = await BeginAsync(listener, OtherPassword);

        Assert.NotEqual(0, port.Shared.MemberCount);
    }

    [Fact]
    public void A_listener_refuses_a_certificate_that_has_expired()
    {
        var time = new ManualTimeProvider();
        using var certificate = PeerCertificate.Create(TimeSpan.FromDays(1), time);
        time.Advance(TimeSpan.FromDays(2));

        Assert.Throws<ArgumentException>(() => PeerConnectionListener.Listen(
            new PeerConnectionListenerOptions { Certificate = certificate, Connections = new PeerConnectionOptions { TimeProvider = time } }));
    }

    [Fact]
    public async Task A_listener_that_is_full_answers_no_handshake_and_takes_others_again_when_one_has_ended()
    {
        await using var listener = PeerConnectionListener.Listen(new PeerConnectionListenerOptions { MaxConnections = 1, Port = Loopback });
        await using var first = new PeerConnection();
        await first.ConnectAsync(listener.Address, Token).WaitAsync(Patience, Token);
        await using var accepted = await listener.AcceptAsync(Token).AsTask().WaitAsync(Patience, Token);
        await using (var second = new PeerConnection(new PeerConnectionOptions { ConnectTimeout = TimeSpan.FromSeconds(1) }))
        {
            var failure = await Assert.ThrowsAsync<PeerConnectException>(() => second.ConnectAsync(listener.Address, Token));
            Assert.Equal(PeerConnectFailure.NoHandshake, failure.Failure);
        }

        await first.DisposeAsync();
        await accepted.Closed.WaitAsync(Patience, Token);

        await using var third = new PeerConnection();
        await third.ConnectAsync(listener.Address, Token).WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task A_handler_that_takes_long_delays_no_other_connection_of_the_port()
    {
        await using var listener = PeerConnectionListener.Listen(new PeerConnectionListenerOptions { Port = Loopback with { ReceiveLoops = 1 } });
        var (slow, slowThere) = await ConnectAsync(listener);
        var (quick, quickThere) = await ConnectAsync(listener);
        await using var first = slow.Connection;
        await using var second = quick.Connection;
        using var release = new ManualResetEventSlim();
        var isBlocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        slowThere.Message += _ =>
        {
            isBlocked.TrySetResult();
            release.Wait(Patience, CancellationToken.None);
        };
        quickThere.Message += message => quickThere.Send(message.Data);
        var answers = new MessageCollector(quick.Channel);

        slow.Channel.Send([1]);
        await isBlocked.Task.WaitAsync(Patience, Token);
        for (var number = 0; number < 100; number++)
        {
            slow.Channel.Send([1]);
            quick.Channel.Send([(byte)number]);
            Assert.Equal([(byte)number], (await answers.NextAsync()).Data);
        }

        release.Set();
    }

    [Fact]
    public async Task A_connection_on_a_shared_port_restarts_ICE()
    {
        await using var port = OpenPort();
        await using var pair = PeerConnectionPair.Create(new PeerConnection(new PeerConnectionOptions { IncludeLoopback = true }), port.CreateConnection());
        var (local, remote) = await pair.OpenChannelAsync().WaitAsync(Patience, Token);
        var received = new MessageCollector(remote);

        for (var times = 0; times < 6; times++)
        {
            pair.Offerer.RestartIce();
            await pair.SignalAsync();
            local.Send([(byte)times]);
            Assert.Equal([(byte)times], (await received.NextAsync()).Data);
        }

        Assert.InRange(port.Shared.Table.FragmentCount, 1, PortTable.MaxFragments);
    }

    [Fact]
    public async Task Two_ports_of_many_connect_to_each_other()
    {
        await using var here = OpenPort();
        await using var there = OpenPort();
        await using var listener = PeerConnectionListener.Listen(port: there);
        await using var dialler = here.CreateConnection();

        await dialler.ConnectAsync(listener.Address, Token).WaitAsync(Patience, Token);

        Assert.Equal(here.LocalEndPoints[0], dialler.SelectedCandidatePair!.Local);
        Assert.Equal(there.LocalEndPoints[0], dialler.SelectedCandidatePair!.Remote);
    }

    private static PeerPortOptions Loopback => new() { IncludeLoopback = true, LocalAddressFilter = IPAddress.Loopback.Equals };

    private static PeerPort OpenPort() => PeerPort.Open(Loopback);

    private static async Task<((PeerConnection Connection, DataChannel Channel) Dialler, DataChannel There)> ConnectAsync(PeerConnectionListener listener)
    {
        var dialler = new PeerConnection();
        var channel = dialler.CreateDataChannel("typedpeer", Agreed);
        await dialler.ConnectAsync(listener.Address, Token).WaitAsync(Patience, Token);
        var accepted = await listener.AcceptAsync(Token).AsTask().WaitAsync(Patience, Token);
        return ((dialler, channel), accepted.CreateDataChannel("typedpeer", Agreed));
    }

    /// <summary>Gets let in, and does no more.</summary>
    /// <summary>A clock that can be read only while it does not fail; its timers work.</summary>
    private sealed class FailingTimestamps(TimeProvider inner) : TimeProvider
    {
        public bool Fails { get; set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

        public override long GetTimestamp() => Fails ? throw new NotSupportedException("The clock is broken.") : inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
    }

    private static async Task<UdpClient> BeginAsync(PeerConnectionListener listener, string password = Password)
    {
        var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Connect(listener.LocalEndPoints[0]);
        await socket.SendAsync(Check(listener.Address, password), Token);
        var check = (await socket.ReceiveAsync(Token).AsTask().WaitAsync(Patience, Token)).Buffer;
        await socket.SendAsync(Answer(check, password), Token);
        await socket.SendAsync(Check(listener.Address, password), Token);

        // The first answer there is: only a connection gives one to a check so short.
        Assert.True(StunUsername.IsOfClass((await socket.ReceiveAsync(Token).AsTask().WaitAsync(Patience, Token)).Buffer, StunMessageClass.SuccessResponse));
        return socket;
    }

    private static byte[] Check(PeerAddress address, string password)
    {
        var buffer = new byte[512];
        var writer = new StunMessageWriter(buffer, StunMessageClass.Request, new StunTransactionId(1, 2));
        writer.Add(StunAttributeType.Username, Encoding.ASCII.GetBytes($"{IceListenerCredentials.Prefix}{password}:ufrg"));
        writer.AddUInt64(StunAttributeType.IceControlling, 1);
        writer.AddUInt32(StunAttributeType.Priority, 1);
        writer.AddIntegrity(Encoding.ASCII.GetBytes(IceListenerCredentials.PasswordOf(address.CertificateHash)));
        writer.AddFingerprint();
        return buffer[..writer.Length];
    }

    private static byte[] Answer(ReadOnlySpan<byte> check, string password)
    {
        var buffer = new byte[200];
        var writer = new StunMessageWriter(buffer, StunMessageClass.SuccessResponse, StunTransactionId.Read(check[8..]));
        writer.AddXorMappedAddress(new IPEndPoint(IPAddress.Loopback, 1));
        writer.AddIntegrity(Encoding.ASCII.GetBytes(password));
        writer.AddFingerprint();
        return buffer[..writer.Length];
    }
}
