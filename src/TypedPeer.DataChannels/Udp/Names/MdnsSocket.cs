using System.Net;
using System.Net.Sockets;

namespace TypedPeer.DataChannels.Udp.Names;

/// <summary>
/// A socket for one family. One kind asks, on each interface, from a port of its own, and hears who answers it alone; the other has the port
/// that answers for everybody come to, with the programs of this machine that have it as well, and asks nothing.
/// </summary>
internal sealed class MdnsSocket : IMdnsChannel
{
    private readonly Socket _socket;
    private readonly IPEndPoint _group;
    private readonly IReadOnlyList<MdnsInterface> _interfaces;
    private readonly IPEndPoint _anywhere;
    private bool _isAsking;

    private MdnsSocket(IPEndPoint group, IReadOnlyList<MdnsInterface> interfaces)
    {
        _group = group;
        _interfaces = interfaces;
        _anywhere = new IPEndPoint(IsIPv4 ? IPAddress.Any : IPAddress.IPv6Any, 0);
        _socket = new Socket(group.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
    }

    private bool IsIPv4 => _group.AddressFamily == AddressFamily.InterNetwork;

    private SocketOptionLevel Level => IsIPv4 ? SocketOptionLevel.IP : SocketOptionLevel.IPv6;

    /// <summary>Opens both kinds for both families, as far as the system lets them be.</summary>
    public static IReadOnlyList<IMdnsChannel> OpenAll(IReadOnlyList<MdnsInterface> interfaces, MdnsOptions options)
    {
        List<MdnsInterface> asked = [.. interfaces.Take(options.MaxInterfaces)];
        var opened = new List<IMdnsChannel>();
        foreach (var group in (IPEndPoint[])[options.Group4, options.Group6])
        {
            var own = asked.FindAll(network => group.AddressFamily == AddressFamily.InterNetwork ? network.Address is not null : network.Index is not null);
            if (own.Count > 0)
            {
                TryOpen(opened, group, own, static socket => socket.BindForAsking());
                TryOpen(opened, group, own, static socket => socket.BindForHearing());
            }
        }

        return opened;
    }

    public void Ask(ReadOnlyMemory<byte> query)
    {
        foreach (var network in _isAsking ? _interfaces : [])
        {
            try
            {
                _socket.SetSocketOption(Level, SocketOptionName.MulticastInterface, IsIPv4 ? BitConverter.ToInt32(network.Address!.GetAddressBytes()) : network.Index!.Value);
                _socket.SendTo(query.Span, SocketFlags.None, _group);
            }
            catch (SocketException)
            {
                // An interface that has gone, or that knows no multicast.
            }
        }
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var received = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, _anywhere, cancellationToken).ConfigureAwait(false);

        // Responders have no other port (RFC 6762, section 6).
        return received.RemoteEndPoint is IPEndPoint from && from.Port == _group.Port ? received.ReceivedBytes : 0;
    }

    public void Dispose() => _socket.Dispose();

    private static void TryOpen(List<IMdnsChannel> opened, IPEndPoint group, IReadOnlyList<MdnsInterface> interfaces, Action<MdnsSocket> bind)
    {
        MdnsSocket? socket = null;
        try
        {
            socket = new MdnsSocket(group, interfaces);
            bind(socket);
            opened.Add(socket);
        }
        catch (SocketException)
        {
            // No such family here, no more sockets, or a port that its owner shares with nobody: the others may be enough.
            socket?.Dispose();
        }
    }

    private void BindForAsking()
    {
        _socket.SetSocketOption(Level, SocketOptionName.MulticastTimeToLive, 255);
        _socket.Bind(_anywhere);
        _isAsking = true;
    }

    /// <summary>Bound to the group where the system can, so that what is sent to another program of that port alone stays that program's.</summary>
    private void BindForHearing()
    {
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _socket.Bind(new IPEndPoint(OperatingSystem.IsWindows() ? _anywhere.Address : _group.Address, _group.Port));
        var joined = 0;
        foreach (var network in _interfaces)
        {
            try
            {
                _socket.SetSocketOption(
                    Level,
                    SocketOptionName.AddMembership,
                    IsIPv4 ? new MulticastOption(_group.Address, network.Address!) : (object)new IPv6MulticastOption(_group.Address, network.Index!.Value));
                joined++;
            }
            catch (SocketException)
            {
                // An interface that knows no multicast.
            }
        }

        if (joined == 0)
        {
            throw new SocketException((int)SocketError.OperationNotSupported);
        }
    }
}
