using System.Net;
using System.Net.Sockets;

namespace TypedPeer.Signaling.Redis.Tests.Servers;

/// <summary>A loopback port whose connections go to another one, until they are cut: to those on both sides it is as if a machine had lost its power, or its cable.</summary>
internal sealed class TcpForwarder : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Lock _lock = new();
    private readonly HashSet<Pair> _pairs = [];
    private readonly List<Socket> _kept = [];
    private readonly Task _accepting;
    private int _target;

    public TcpForwarder(int target)
    {
        _target = target;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Cuts all connections; those that come later go to another port, or are cut at once.</summary>
    /// <param name="target">The other port; null for none.</param>
    /// <param name="isNoticed">Whether the side that connections go to hears of the cut.</param>
    public void Cut(int? target = null, bool isNoticed = true)
    {
        lock (_lock)
        {
            _target = target ?? 0;
            foreach (var pair in _pairs)
            {
                pair.IsKept = !isNoticed;
                pair.Client.Close(0);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        _listener.Dispose();
        await _accepting;
        Task[] running;
        lock (_lock)
        {
            running = [.. _pairs.Select(static pair => pair.Running)];
        }

        await Task.WhenAll(running);
        _kept.ForEach(static socket => socket.Dispose());
    }

    private static bool IsLoss(Exception exception) => exception is SocketException or ObjectDisposedException or OperationCanceledException;

    private static async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16_384];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                await to.SendAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception exception) when (IsLoss(exception))
        {
            // The end of this direction, which ends the other one.
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var pair = new Pair(await _listener.AcceptAsync());
                lock (_lock)
                {
                    if (_target == 0)
                    {
                        pair.Client.Close(0);
                        continue;
                    }

                    _pairs.Add(pair);
                    pair.Running = RunAsync(pair, _target);
                }
            }
        }
        catch (Exception exception) when (IsLoss(exception))
        {
            // It is disposed of.
        }
    }

    private async Task RunAsync(Pair pair, int target)
    {
        var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, target);
            var (up, down) = (PumpAsync(pair.Client, server), PumpAsync(server, pair.Client));
            await Task.WhenAny(up, down);
            pair.Client.Close(0);
            if (!pair.IsKept)
            {
                server.Close(0);
                await Task.WhenAll(up, down);
            }
        }
        catch (SocketException)
        {
            pair.Client.Close(0);
        }

        lock (_lock)
        {
            _pairs.Remove(pair);
            _kept.Add(server);
        }
    }

    private sealed class Pair(Socket client)
    {
        public Socket Client { get; } = client;

        public bool IsKept { get; set; }

        public Task Running { get; set; } = Task.CompletedTask;
    }
}
