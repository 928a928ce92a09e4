using System.Net;
using System.Net.Sockets;

namespace TypedPeer.Benchmarks.EndToEnd.Relays;

/// <summary>
/// One end of a path: what a peer sends here leaves by <see cref="Other"/>. The peer is known when it has sent a datagram, and it has
/// one socket alone; until then nothing can be sent to it.
/// </summary>
internal sealed class RelayPort : IDisposable
{
    private const int BufferBytes = 16 * 1024 * 1024;
    private const int SolSocket = 1;
    private const int ReceiveBufferForce = 33;
    private readonly SocketAddress _peer = new(AddressFamily.InterNetwork);
    private bool _isPeerKnown;

    public RelayPort(RelayDirection direction)
    {
        Direction = direction;
        Socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = BufferBytes, SendBufferSize = BufferBytes };
        if (OperatingSystem.IsLinux())
        {
            GrowBeyondTheLimit();
        }

        Socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }

    public Socket Socket { get; }

    public int Number => ((IPEndPoint)Socket.LocalEndPoint!).Port;

    /// <summary>Gets or sets the path's other end.</summary>
    public RelayPort Other { get; set; } = null!;

    /// <summary>Gets where datagrams go that come from this port's peer.</summary>
    public RelayDirection Direction { get; }

    /// <summary>Gets how many bytes of UDP payload this port's peer has been sent.</summary>
    public long Delivered { get; private set; }

    public bool TryReceive(RelayDatagram datagram)
    {
        if (Socket.Available == 0)
        {
            return false;
        }

        datagram.Length = Socket.ReceiveFrom(datagram.Buffer.AsSpan(), SocketFlags.None, _peer);
        _isPeerKnown = true;
        return true;
    }

    public void Send(RelayDatagram datagram)
    {
        if (_isPeerKnown)
        {
            Delivered += Socket.SendTo(datagram.Buffer.AsSpan(0, datagram.Length), SocketFlags.None, _peer);
        }
    }

    public void Dispose() => Socket.Dispose();

    /// <summary>A burst must not be lost in front of the queue that is asked for. Only root may pass the system's limit.</summary>
    private void GrowBeyondTheLimit()
    {
        try
        {
            Socket.SetRawSocketOption(SolSocket, ReceiveBufferForce, BitConverter.GetBytes(BufferBytes));
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AccessDenied)
        {
            // What overflows then is counted, see Overruns.
        }
    }
}
