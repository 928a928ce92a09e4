using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace TypedPeer.DataChannels.Tests.Support;

/// <summary>The only way between two peers on this machine, until it is cut: a socket towards each, and descriptions that name no other.</summary>
internal sealed partial class UdpRelay : IDisposable
{
    private readonly UdpClient _towardsFirst = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly UdpClient _towardsSecond = new(new IPEndPoint(IPAddress.Loopback, 0));
    private IPEndPoint? _first;
    private IPEndPoint? _second;
    private volatile bool _isCut;

    public UdpRelay()
    {
        _ = ForwardAsync(_towardsFirst, () => (_towardsSecond, _second));
        _ = ForwardAsync(_towardsSecond, () => (_towardsFirst, _first));
    }

    /// <summary>From now on nothing passes.</summary>
    public void Cut() => _isCut = true;

    /// <summary>Learns where the first peer is, and tells the second to look for it here.</summary>
    public SessionDescription Redirect(SessionDescription description, bool fromFirst)
    {
        var port = int.Parse(Candidate().Match(description.Sdp).Groups["port"].Value, CultureInfo.InvariantCulture);
        var (address, here) = (new IPEndPoint(IPAddress.Loopback, port), (IPEndPoint)(fromFirst ? _towardsSecond : _towardsFirst).Client.LocalEndPoint!);
        if (fromFirst)
        {
            Volatile.Write(ref _first, address);
        }
        else
        {
            Volatile.Write(ref _second, address);
        }

        var replaced = false;
        var sdp = Candidate().Replace(description.Sdp, _ =>
        {
            var line = replaced ? string.Empty : $"a=candidate:1 1 udp 2130706431 127.0.0.1 {here.Port} typ host\r\n";
            replaced = true;
            return line;
        });
        return new SessionDescription(description.Type, sdp);
    }

    public void Dispose()
    {
        _towardsFirst.Dispose();
        _towardsSecond.Dispose();
    }

    [GeneratedRegex(@"a=candidate:\S+ 1 udp \d+ 127\.0\.0\.1 (?<port>\d+)[^\r\n]*\r\n", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 10_000)]
    private static partial Regex Candidate();

    private async Task ForwardAsync(UdpClient from, Func<(UdpClient To, IPEndPoint? Address)> target)
    {
        while (true)
        {
            try
            {
                var received = await from.ReceiveAsync();
                var (to, address) = target();
                if (!_isCut && address is not null)
                {
                    await to.SendAsync(received.Buffer, address);
                }
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset)
            {
                // A peer that is not there yet, or any more.
            }
            catch (SocketException)
            {
                return;
            }
        }
    }
}
