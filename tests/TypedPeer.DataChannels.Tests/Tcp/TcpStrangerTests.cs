using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Streams;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Tcp;

/// <summary>Anybody may connect to a passive candidate, and send, or not send, what he likes.</summary>
public sealed class TcpStrangerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TcpOwner _owner = new();
    private readonly List<Socket> _sockets = [];
    private PassiveTcpPath? _path;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _path?.Dispose();
        _sockets.ForEach(static socket => socket.Dispose());
        Assert.Empty(_owner.Failures);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("half a length")]
    [InlineData("the beginning of a check")]
    [InlineData("whole datagrams that prove nothing")]
    public async Task Who_does_not_prove_to_be_the_peer_is_gone_after_ten_seconds_whatever_he_sends(string what)
    {
        var path = Listen();
        var stranger = await ConnectAsync(path);
        byte[] bytes = what switch
        {
            "nothing" => [],
            "half a length" => [0],
            "the beginning of a check" => [0, 100, 0, 1, 0, 80],
            _ => [0, 1, 7, 0, 2, 8, 8],
        };
        await stranger.SendAsync(bytes, Cancelled);
        if (bytes.Length == 7)
        {
            await _owner.Received.ReadAsync(Cancelled);
        }

        await HoldsAsync(path, 1);
        _owner.Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(1, path.Count);
        _owner.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(0, path.Count);
        await IsClosedAsync(stranger);
    }

    [Fact]
    public async Task Of_many_that_connect_few_are_held_and_the_peer_gets_in_all_the_same()
    {
        var path = Listen();
        for (int round = 0; round < 300; round++)
        {
            await WhileTimePassesAsync(ConnectAsync(path));
            Assert.InRange(path.Count, 0, new TcpOptions().MaximumStrangersOfAddress);
        }

        _owner.OnDatagram = static (by, from) => by.OnValidated(from);
        var peer = await WhileTimePassesAsync(ConnectAsync(path));
        await peer.SendAsync(Frame([0, 1, 2, 3]), Cancelled);
        await WhileTimePassesAsync(_owner.Received.WaitToReadAsync(Cancelled).AsTask());

        Assert.Equal(((IPEndPoint)peer.LocalEndPoint!, "00010203"), await ReceiveAsync());
    }

    [Fact]
    public async Task A_stranger_may_send_no_more_than_a_packet_at_a_time_and_little_in_all()
    {
        var path = Listen();
        var tooLong = await ConnectAsync(path);
        await tooLong.SendAsync(new byte[] { 0x06, 0x00 }, Cancelled);
        await IsClosedAsync(tooLong);

        var tooMuch = await ConnectAsync(path);
        byte[] frame = Frame(new byte[1400]);
        try
        {
            for (int sent = 0; sent < 128 * 1024; sent += frame.Length)
            {
                await tooMuch.SendAsync(frame, Cancelled);
            }
        }
        catch (SocketException)
        {
            // It is closed while it sends.
        }

        await IsClosedAsync(tooMuch);
        int received = 0;
        while (_owner.Received.TryRead(out var datagram))
        {
            received += datagram.Data.Length;
        }

        Assert.InRange(received, 1, 64 * 1024);
    }

    [Fact]
    public async Task The_peer_may_send_datagrams_of_any_size_and_is_closed_when_it_is_silent_for_a_minute()
    {
        var path = Listen();
        _owner.OnDatagram = static (by, from) => by.OnValidated(from);
        var peer = await ConnectAsync(path);
        await peer.SendAsync(Frame([1]), Cancelled);
        await ReceiveAsync();
        byte[] large = new byte[ushort.MaxValue];
        Random.Shared.NextBytes(large);
        await peer.SendAsync(Frame(large), Cancelled);
        Assert.Equal(Convert.ToHexString(large), (await ReceiveAsync()).Data);

        _owner.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, path.Count);
        _owner.Clock.Advance(TimeSpan.FromSeconds(2));

        await IsClosedAsync(peer);
        Assert.Contains("nothing any more", (await _owner.Lost.ReadAsync(Cancelled)).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_peer_that_resets_or_half_closes_its_connection_is_told_of_and_nothing_of_it_is_left(bool resets)
    {
        var path = Listen();
        _owner.OnDatagram = static (by, from) => by.OnValidated(from);
        var peer = await ConnectAsync(path);
        var address = (IPEndPoint)peer.LocalEndPoint!;
        await peer.SendAsync(Frame([1]), Cancelled);
        await ReceiveAsync();

        if (resets)
        {
            peer.LingerState = new LingerOption(true, 0);
            peer.Close();
        }
        else
        {
            peer.Shutdown(SocketShutdown.Send);
        }

        Assert.Equal(address, (await _owner.Lost.ReadAsync(Cancelled).AsTask().WaitAsync(Patience, Cancelled)).Remote);
        Assert.Equal(0, path.Count);
        Send(path, address, [1, 2, 3]);
        Assert.Equal(0, path.Count);
    }

    [Fact]
    public async Task A_peer_that_reads_nothing_makes_datagrams_be_lost_and_nobody_wait()
    {
        var path = Listen();
        _owner.OnDatagram = static (by, from) => by.OnValidated(from);
        var peer = await ConnectAsync(path);
        await peer.SendAsync(Frame([1]), Cancelled);
        var from = (await ReceiveAsync()).From;
        byte[] data = new byte[60_000];
        Send(path, from, data);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int round = 0; round < 2000; round++)
        {
            Send(path, from, data);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * 1024 * 1024);
        await peer.SendAsync(Frame([2]), Cancelled);
        Assert.Equal("02", (await ReceiveAsync()).Data);
    }

    [Fact]
    public async Task Nothing_but_a_check_makes_this_side_connect_and_only_so_often_at_once()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        silent.Listen(100);
        using var path = new ActiveTcpPath(IPAddress.Loopback, _owner, new TcpOptions { MaximumDials = 2 }, _owner.OnLost);
        var remote = (IPEndPoint)silent.LocalEndPoint!;

        Send(path, remote, [22, 254, 253, 0, 0]);
        Assert.Equal(0, path.Count);
        Send(path, remote, Check());
        Send(path, remote, Check());
        Assert.Equal(1, path.Count);

        using var accepted = await silent.AcceptAsync(Cancelled);
        byte[] read = new byte[2 * Frame(Check()).Length];
        await new NetworkStream(accepted).ReadExactlyAsync(read, Cancelled);
        Assert.Equal([.. Frame(Check()), .. Frame(Check())], read);

        for (int last = 2; last < 6; last++)
        {
            Send(path, new IPEndPoint(IPAddress.Parse("127.0.0." + last), remote.Port), Check());
        }

        Assert.InRange(path.Count, 1, 2);
    }

    [Fact]
    public async Task An_address_that_refuses_is_told_of_at_once()
    {
        var free = FreePort.Tcp();
        using var path = new ActiveTcpPath(IPAddress.Loopback, _owner, new TcpOptions(), _owner.OnLost);

        Send(path, new IPEndPoint(IPAddress.Loopback, free), Check());

        var (remote, why) = await _owner.Lost.ReadAsync(Cancelled).AsTask().WaitAsync(Patience, Cancelled);
        Assert.Equal(free, remote.Port);
        Assert.Contains("failed", why, StringComparison.Ordinal);
        Assert.Equal(0, path.Count);
    }

    private static byte[] Check() => [0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

    private static byte[] Frame(byte[] datagram)
    {
        byte[] frame = new byte[2 + datagram.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)datagram.Length);
        datagram.CopyTo(frame, 2);
        return frame;
    }

    private static void Send(IDatagramPath path, IPEndPoint remote, byte[] data) =>
        path.Send(new SendRun { Length = data.Length, SegmentSize = Math.Min(data.Length, 1200), Path = path, Remote = remote }, data);

    private static async Task IsClosedAsync(Socket socket)
    {
        byte[] buffer = new byte[100];
        try
        {
            while (await socket.ReceiveAsync(buffer, Cancelled).AsTask().WaitAsync(Patience, Cancelled) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Without a farewell.
        }
    }

    /// <summary>Waits until a connection is accepted, which happens on another thread.</summary>
    private static async Task HoldsAsync(PassiveTcpPath path, int count)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (path.Count != count)
        {
            await timer.WaitForNextTickAsync(Cancelled);
        }
    }

    /// <summary>No more are accepted than the limit says, so that those behind wait for the clock.</summary>
    private async Task<T> WhileTimePassesAsync<T>(Task<T> task)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (!task.IsCompleted)
        {
            _owner.Clock.Advance(TimeSpan.FromMilliseconds(5));
            await timer.WaitForNextTickAsync(Cancelled);
        }

        return await task;
    }

    private PassiveTcpPath Listen()
    {
        _path = PassiveTcpPath.TryOpen(new IPEndPoint(IPAddress.Loopback, 0), _owner, new TcpOptions(), _owner.OnLost, out var error)!;
        Assert.Null(error);
        _path.Start();
        return _path;
    }

    private async Task<Socket> ConnectAsync(PassiveTcpPath path)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _sockets.Add(socket);
        await socket.ConnectAsync(path.LocalEndPoint, Cancelled);
        return socket;
    }

    private async Task<(IPEndPoint From, string Data)> ReceiveAsync()
    {
        var (from, data) = await _owner.Received.ReadAsync(Cancelled).AsTask().WaitAsync(Patience, Cancelled);
        return (from, Convert.ToHexString(data));
    }
}
