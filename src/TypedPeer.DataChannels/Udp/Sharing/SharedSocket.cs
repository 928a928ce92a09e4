using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Stun;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Udp.Sharing;

/// <summary>
/// One socket of a port of many: finds whose each datagram is. The connections whose datagrams were read are told when there is no more to read.
/// </summary>
internal sealed class SharedSocket : IUdpPortOwner, IDatagramPath, IDisposable
{
    private readonly SharedPort _port;
    private readonly UdpPort _udp;
    private readonly Lock _sending = new();
    private readonly List<PortMember> _touched = [];

    public SharedSocket(SharedPort port, UdpPort udp, int address)
    {
        _port = port;
        _udp = udp;
        Address = address;
        LocalKey = AddressKey.Of(udp.LocalEndPoint);
    }

    /// <summary>Gets the port.</summary>
    public SharedPort Port => _port;

    /// <summary>Gets which of the port's addresses it is on.</summary>
    public int Address { get; }

    /// <inheritdoc/>
    public IPEndPoint LocalEndPoint => _udp.LocalEndPoint;

    /// <summary>Gets the address as a key.</summary>
    public AddressKey LocalKey { get; }

    /// <inheritdoc/>
    public DatagramPathKind Kind => DatagramPathKind.Udp;

    /// <summary>Gets whether one call sends a whole run.</summary>
    public bool SendOffload => _udp.SendOffload;

    TimeProvider IUdpPortOwner.TimeProvider => _port.TimeProvider;

    /// <summary>Gets the loop on whose thread it receives.</summary>
    public ReceiveLoop? Loop { get; private set; }

    /// <summary>Begins to receive.</summary>
    /// <param name="loop">The loop on whose thread it receives; null for the thread pool.</param>
    public void Start(ReceiveLoop? loop)
    {
        Loop = loop;
        _udp.Start(this, this, loop);
    }

    /// <summary>Sends a run. Any thread may: the segment size belongs to the socket.</summary>
    public void Send(in SendRun run, ReadOnlySpan<byte> data)
    {
        lock (_sending)
        {
            _udp.Send(run, data);
        }
    }

    /// <summary>Sends one datagram.</summary>
    public void Send(ReadOnlySpan<byte> datagram, IPEndPoint remote) =>
        Send(new SendRun { Length = datagram.Length, SegmentSize = datagram.Length, Path = this, Remote = remote }, datagram);

    /// <summary>A connection sends a request, whose answer is to find it.</summary>
    public void NoteRequest(StunTransactionId id, PortMember member) => _port.Table.OnRequest(id, member, Environment.TickCount64);

    /// <summary>Hands a datagram to a connection.</summary>
    public void Deliver(PortMember member, IPEndPoint remote, Span<byte> data)
    {
        try
        {
            member.Owner.OnReceived(member.Paths[Address], remote, data);
        }
        catch (Exception exception)
        {
            // A bug, and this connection's: the others go on.
            member.Owner.OnFailed(exception);
        }

        if (!_touched.Contains(member))
        {
            _touched.Add(member);
        }
    }

    void IUdpPortOwner.OnReceived(IDatagramPath path, IPEndPoint remote, Span<byte> data)
    {
        while (!data.IsEmpty)
        {
            var kind = Demultiplexer.Next(data, out var length);
            if (kind == PacketKind.Dtls)
            {
                // Several datagrams of one sender: whoever the first is for takes all that follow, as on a port of its own.
                if (_port.Table.TryFindByAddress(new AddressPair(LocalKey, AddressKey.Of(remote)), out var member))
                {
                    Deliver(member, remote, data);
                    return;
                }
            }
            else if (kind == PacketKind.Stun)
            {
                OnStun(remote, data[..length]);
            }

            data = data[length..];
        }
    }

    void IUdpPortOwner.OnIdle(RaiseQueue raises)
    {
        foreach (var member in _touched)
        {
            try
            {
                member.Owner.OnIdle(raises);
            }
            catch (Exception exception)
            {
                member.Owner.OnFailed(exception);
            }
        }

        _touched.Clear();
    }

    void IUdpPortOwner.OnTrouble(IPEndPoint local, SocketException exception) => _port.OnTrouble(local, exception);

    void IUdpPortOwner.OnFailed(Exception exception) => _port.OnFailed(exception);

    void IUdpPortOwner.OnPortClosed()
    {
    }

    /// <inheritdoc/>
    public void Dispose() => _udp.Dispose();

    private void OnStun(IPEndPoint remote, Span<byte> datagram)
    {
        const int IdOffset = 8;
        if (!StunMessage.IsStun(datagram))
        {
            return;
        }

        var member = StunUsername.IsOfClass(datagram, StunMessageClass.Request)
            ? StunUsername.TryFind(datagram, out var username) ? _port.Table.FindByUsername(username) : null
            : _port.Table.FindByRequest(StunTransactionId.Read(datagram[IdOffset..]));
        if (member is not null)
        {
            Deliver(member, remote, datagram);
        }
        else
        {
            _port.Strangers?.OnStranger(this, remote, datagram);
        }
    }
}
