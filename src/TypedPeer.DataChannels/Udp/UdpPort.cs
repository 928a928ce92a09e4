using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Udp.Loops;
using TypedPeer.DataChannels.Udp.Offload;

namespace TypedPeer.DataChannels.Udp;

/// <summary>One UDP socket on one local address: what it receives, and sends of whole runs.</summary>
internal sealed class UdpPort : IDisposable
{
    private readonly Socket _socket;
    private readonly AddressCache _addresses;
    private bool _canSegment;
    private int _segmentSize;
    private UdpReceiver? _receiver;

    /// <summary>Opens a port.</summary>
    /// <param name="address">The local address.</param>
    /// <param name="port">Its port; 0 for any.</param>
    /// <param name="socketBufferSize">What is asked for each buffer of the socket.</param>
    /// <param name="useOffload">Whether whole runs are sent and received where the system can.</param>
    /// <param name="reusesPort">Whether several sockets share address and port, among which Linux spreads the senders.</param>
    /// <param name="maxAddresses">How many addresses are remembered.</param>
    /// <exception cref="SocketException">The system refuses.</exception>
    public UdpPort(IPAddress address, int port, int socketBufferSize, bool useOffload, bool reusesPort = false, int maxAddresses = AddressCache.MaxEntries)
    {
        _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            SetBufferSizes(_socket, socketBufferSize);
            IgnoreUnreachable(_socket);
            if (reusesPort)
            {
                ReusePort(_socket);
            }

            _socket.Bind(new IPEndPoint(address, port));
            LocalEndPoint = (IPEndPoint)_socket.LocalEndPoint!;
            _addresses = new AddressCache(address.AddressFamily, maxAddresses);
            _canSegment = useOffload && SegmentationOffload.TrySetSegmentSize(_socket, 0);
            ReceiveOffload = useOffload && SegmentationOffload.TryEnableReceive(_socket);
            if (ReceiveOffload)
            {
                OffloadKeeper.Keep(address.AddressFamily);
            }
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    public IPEndPoint LocalEndPoint { get; }

    /// <summary>Gets the socket, whose options tests change.</summary>
    internal Socket Socket => _socket;

    /// <summary>Gets whether one call sends a whole run.</summary>
    public bool SendOffload => _canSegment;

    /// <summary>Gets whether one call may receive several datagrams.</summary>
    public bool ReceiveOffload { get; }

    /// <summary>Gets how many datagrams the system refused to send; to the protocols they are lost packets.</summary>
    public long SendErrors { get; private set; }

    /// <summary>
    /// Opens a port; null when the address cannot be bound (it may have gone since it was listed, or the port is taken), or the system
    /// has no more sockets to give.
    /// </summary>
    public static UdpPort? TryOpen(IPAddress address, int port, int socketBufferSize, bool useOffload, out SocketException? error)
    {
        try
        {
            error = null;
            return new UdpPort(address, port, socketBufferSize, useOffload);
        }
        catch (SocketException exception)
        {
            error = exception;
            return null;
        }
    }

    /// <summary>Sends a run. Callers serialise.</summary>
    public void Send(in SendRun run, ReadOnlySpan<byte> data)
    {
        var address = _addresses.ToSocketAddress(run.Remote);
        if (data.Length == run.SegmentSize)
        {
            // A datagram above the segment size in force would be cut.
            if (_segmentSize != 0 && data.Length > _segmentSize)
            {
                SetSegmentSize(data.Length);
            }

            TrySend(data, address);
            return;
        }

        if (_canSegment)
        {
            if (SetSegmentSize(run.SegmentSize) && TrySend(data, address))
            {
                return;
            }

            // Some tunnels and drivers cannot: they say so on the first run, and there is no second try.
            SetSegmentSize(0);
            _canSegment = false;
        }

        SendOneByOne(data, run.SegmentSize, address);
    }

    /// <summary>Starts to receive; it ends when the port is disposed of.</summary>
    /// <param name="path">The path by which datagrams come in.</param>
    /// <param name="owner">Who takes them.</param>
    /// <param name="loop">The loop on whose thread that is; null for the thread pool.</param>
    public void Start(IDatagramPath path, IUdpPortOwner owner, ReceiveLoop? loop = null)
    {
        if (loop is not null && OperatingSystem.IsLinux())
        {
            try
            {
                _receiver = new LoopReceiver(_socket, _addresses, path, owner, loop);
                _receiver.Start();
                return;
            }
            catch (Exception exception) when (exception is Win32Exception or EntryPointNotFoundException or DllNotFoundException or OutOfMemoryException)
            {
                // No descriptor or thread for the loop, or a system that only looks like Linux.
            }
        }

        _receiver = new PoolReceiver(_socket, _addresses, path, owner);
        _receiver.Start();
    }

    public void Dispose()
    {
        _receiver?.Dispose();
        _socket.Dispose();
    }

    /// <summary>SO_REUSEPORT, which .NET has no name for.</summary>
    private static void ReusePort(Socket socket)
    {
        const int SolSocket = 1;
        const int SoReusePort = 15;
        socket.SetRawSocketOption(SolSocket, SoReusePort, [1, 0, 0, 0]);
    }

    /// <summary>Systems cap silently what they give, or refuse what is too much: what there is then is what they give by themselves.</summary>
    private static void SetBufferSizes(Socket socket, int bytes)
    {
        try
        {
            socket.ReceiveBufferSize = bytes;
            socket.SendBufferSize = bytes;
        }
        catch (SocketException)
        {
            // Smaller buffers lose packets, which the protocols repair.
        }
    }

    /// <summary>
    /// Windows reports the ICMP answers "port unreachable" and "time exceeded" to something that was sent as a failed receive, on a
    /// socket that has nothing to do with that peer any more. Where it cannot be told not to, <see cref="ReceiveBackoff"/> bears with it.
    /// </summary>
    private static void IgnoreUnreachable(Socket socket)
    {
        const int SioUdpConnReset = unchecked((int)0x9800000C);
        const int SioUdpNetReset = unchecked((int)0x9800000F);
        if (!OperatingSystem.IsWindows())
        {
            return;
        }

        foreach (var control in (ReadOnlySpan<int>)[SioUdpConnReset, SioUdpNetReset])
        {
            try
            {
                socket.IOControl(control, [0, 0, 0, 0], null);
            }
            catch (SocketException)
            {
                // A system without it.
            }
        }
    }

    private bool SetSegmentSize(int bytes)
    {
        if (_segmentSize == bytes)
        {
            return true;
        }

        if (!SegmentationOffload.TrySetSegmentSize(_socket, bytes))
        {
            _canSegment = false;
            return false;
        }

        _segmentSize = bytes;
        return true;
    }

    private void SendOneByOne(ReadOnlySpan<byte> data, int segmentSize, SocketAddress address)
    {
        for (; data.Length > segmentSize; data = data[segmentSize..])
        {
            TrySend(data[..segmentSize], address);
        }

        TrySend(data, address);
    }

    /// <summary>False when the path cannot segment; every other refusal is a lost packet, which the protocols above repair.</summary>
    private bool TrySend(ReadOnlySpan<byte> data, SocketAddress address)
    {
        try
        {
            SendAgain(data, address);
        }
        catch (SocketException exception)
        {
            SendErrors++;
            return exception.SocketErrorCode is not (SocketError.InvalidArgument or SocketError.SocketError or SocketError.MessageSize);
        }
        catch (ObjectDisposedException)
        {
            // Closed by its owner between two runs.
        }

        return true;
    }

    /// <summary>Where a system tells with a send that an earlier one was refused far away, this one has not left yet.</summary>
    private void SendAgain(ReadOnlySpan<byte> data, SocketAddress address)
    {
        try
        {
            _socket.SendTo(data, SocketFlags.None, address);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset)
        {
            _socket.SendTo(data, SocketFlags.None, address);
        }
    }
}
