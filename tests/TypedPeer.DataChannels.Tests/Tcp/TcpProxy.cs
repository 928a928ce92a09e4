using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace TypedPeer.DataChannels.Tests.Tcp;

/// <summary>The only way from an active candidate to a passive one, which a test can cut.</summary>
internal sealed partial class TcpProxy : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private ConcurrentBag<Socket> _sockets = [];
    private IPEndPoint? _target;

    public TcpProxy()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(16);
        _ = AcceptAsync();
    }

    /// <summary>Gets how many connections were made.</summary>
    public int Connections { get; private set; }

    /// <summary>Puts the proxy in the place of the passive candidate of a description.</summary>
    public string Redirect(string sdp)
    {
        var found = PassivePort().Match(sdp);
        Assert.True(found.Success, "There is no passive candidate.");
        _target = new IPEndPoint(IPAddress.Loopback, int.Parse(found.Groups["port"].Value, System.Globalization.CultureInfo.InvariantCulture));
        return PassivePort().Replace(sdp, match => match.Value.Replace($" {match.Groups["port"].Value} typ", $" {((IPEndPoint)_listener.LocalEndPoint!).Port} typ", StringComparison.Ordinal));
    }

    /// <summary>Resets all connections there are, at both ends.</summary>
    public void Cut()
    {
        foreach (var socket in Interlocked.Exchange(ref _sockets, []))
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read)
            {
                for (int sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It was cut.
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var from = await _listener.AcceptAsync();
                var to = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                from.NoDelay = true;
                await to.ConnectAsync(_target!);
                _sockets.Add(from);
                _sockets.Add(to);
                Connections++;
                _ = PumpAsync(from, to);
                _ = PumpAsync(to, from);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is disposed of.
        }
    }

    [GeneratedRegex(@"127\.0\.0\.1 (?<port>\d+) typ host tcptype passive", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex PassivePort();
}
