using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Udp;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Tests.Udp;

/// <summary>News of what was sent long ago, as systems tell it with a later receive or send, ends nothing.</summary>
public sealed class UdpPortTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The ways to receive that this system has.</summary>
    public static TheoryData<bool> Ways => OperatingSystem.IsLinux() ? [false, true] : [false];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Port_unreachable_ends_no_receive_loop_where_the_system_tells_of_it(bool onLoop)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has the option by which it tells of it.");
        using var port = UdpPort.TryOpen(IPAddress.Loopback, 0, 64 * 1024, useOffload: true, out _)!;
        TellOfErrors(port.Socket);
        var owner = new RecordingOwner();
        port.Start(new UdpPath(port), owner, onLoop ? LoopOfTheProcess() : null);
        using var friend = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        friend.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var nobody = FindClosedPort();

        // Few: what the system tells stays in the socket's buffer, since nobody asks it for the details.
        for (var round = 0; round < 60; round++)
        {
            port.Send(new SendRun { Length = 1, SegmentSize = 1, Remote = nobody }, [0]);
            if (round % 10 == 0)
            {
                await friend.SendToAsync(new byte[] { (byte)round }, port.LocalEndPoint);
                Assert.Equal([(byte)round], await owner.NextAsync());
            }
        }

        await friend.SendToAsync("last"u8.ToArray(), port.LocalEndPoint);
        Assert.Equal("last"u8.ToArray(), await owner.NextAsync());
        Assert.Empty(owner.Failures);
    }

    [Theory]
    [InlineData("255.255.255.255", 9)]
    [InlineData("0.0.0.0", 0)]
    [InlineData("127.0.0.1", 0)]
    [InlineData("192.0.2.1", 9)]
    public void A_send_the_system_refuses_is_a_lost_packet(string address, int destination)
    {
        using var port = UdpPort.TryOpen(IPAddress.Loopback, 0, 64 * 1024, useOffload: true, out _)!;

        foreach (var length in (int[])[1, 1200, 65507])
        {
            port.Send(new SendRun { Length = length, SegmentSize = length, Remote = new IPEndPoint(IPAddress.Parse(address), destination) }, new byte[length]);
            port.Send(new SendRun { Length = length, SegmentSize = Math.Min(length, 500), Remote = new IPEndPoint(IPAddress.Parse(address), destination) }, new byte[length]);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Disposing_ends_receiving_and_is_no_failure(bool onLoop)
    {
        var port = UdpPort.TryOpen(IPAddress.Loopback, 0, 64 * 1024, useOffload: true, out _)!;
        var owner = new RecordingOwner();
        port.Start(new UdpPath(port), owner, onLoop ? LoopOfTheProcess() : null);
        using var friend = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await friend.SendToAsync(new byte[] { 1 }, port.LocalEndPoint);
        Assert.Equal([1], await owner.NextAsync());

        port.Dispose();
        port.Dispose();

        // The system may give the number at once to another.
        using var next = UdpPort.TryOpen(IPAddress.Loopback, port.LocalEndPoint.Port, 64 * 1024, useOffload: true, out _)!;
        next.Start(new UdpPath(next), owner, onLoop ? LoopOfTheProcess() : null);
        await friend.SendToAsync(new byte[] { 2 }, next.LocalEndPoint);
        Assert.Equal([2], await owner.NextAsync());
        Assert.Empty(owner.Failures);
    }

    [Fact]
    public void A_port_that_is_taken_says_why()
    {
        using var first = UdpPort.TryOpen(IPAddress.Loopback, 0, 64 * 1024, useOffload: false, out _)!;

        Assert.Null(UdpPort.TryOpen(IPAddress.Loopback, first.LocalEndPoint.Port, 64 * 1024, useOffload: false, out var error));

        Assert.Equal(SocketError.AddressAlreadyInUse, error!.SocketErrorCode);
    }

    [Fact]
    public void Buffers_larger_than_any_system_gives_are_no_reason_to_fail()
    {
        using var port = UdpPort.TryOpen(IPAddress.Loopback, 0, int.MaxValue, useOffload: false, out var error);

        Assert.True(port is not null, error?.ToString());
    }

    [Fact]
    public void A_socket_that_gives_nothing_but_errors_is_asked_less_and_less_often_and_told_of_once()
    {
        var backoff = new ReceiveBackoff();
        var told = 0;
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < ReceiveBackoff.MostAtOnce + 40; i++)
        {
            pauses.Add(backoff.OnFailed(out var isWorthTelling));
            told += isWorthTelling ? 1 : 0;
        }

        Assert.Equal(1, told);
        Assert.All(pauses.Take(ReceiveBackoff.MostAtOnce), static pause => Assert.Equal(TimeSpan.Zero, pause));
        Assert.All(pauses.Skip(ReceiveBackoff.MostAtOnce), static pause => Assert.True(pause > TimeSpan.Zero));
        Assert.Equal(pauses.Order(), pauses);
        Assert.Equal(ReceiveBackoff.LongestPause, pauses[^1]);

        backoff.OnReceived();
        Assert.Equal(TimeSpan.Zero, backoff.OnFailed(out _));
    }

    private static ReceiveLoop? LoopOfTheProcess() => OperatingSystem.IsLinux() ? ReceiveLoops.Shared.Next() : null;

    /// <summary>IP_RECVERR of ip(7): what comes back by ICMP becomes an error of the next call, as on Windows.</summary>
    private static void TellOfErrors(Socket socket)
    {
        const int SolIp = 0;
        const int IpRecvErr = 11;
        socket.SetRawSocketOption(SolIp, IpRecvErr, BitConverter.GetBytes(1));
    }

    private static IPEndPoint FindClosedPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    private sealed class RecordingOwner : IUdpPortOwner
    {
        private readonly System.Threading.Channels.Channel<byte[]> _received = System.Threading.Channels.Channel.CreateUnbounded<byte[]>();
        public TimeProvider TimeProvider => TimeProvider.System;

        public System.Collections.Concurrent.ConcurrentQueue<Exception> Failures { get; } = [];

        public async Task<byte[]> NextAsync() => await _received.Reader.ReadAsync(Token).AsTask().WaitAsync(Patience, Token);

        public void OnReceived(IDatagramPath path, IPEndPoint remote, Span<byte> data) => _received.Writer.TryWrite(data.ToArray());

        public void OnIdle(RaiseQueue raises)
        {
        }

        public void OnPortClosed()
        {
        }

        public void OnTrouble(IPEndPoint local, SocketException exception)
        {
        }

        public void OnFailed(Exception exception) => Failures.Enqueue(exception);
    }
}
