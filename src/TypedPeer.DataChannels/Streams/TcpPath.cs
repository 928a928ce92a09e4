using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Udp;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Streams;

/// <summary>
/// A TCP candidate of this host and its connections, each to another address (RFC 6544). Whoever has not proved by a check to be the peer has little
/// time and little room, and nothing of it is held once that is over.
/// </summary>
internal abstract class TcpPath : IDatagramPath, IStreamOwner, IDisposable
{
    private readonly IUdpPortOwner _owner;
    private readonly Action<IDatagramPath, IPEndPoint, string> _onLost;
    private readonly List<TcpConnection> _connections = [];
    private TcpConnection? _last;
    private ITimer? _sweeper;
    private bool _isDisposed;

    /// <param name="owner">Who takes what comes.</param>
    /// <param name="options">The limits.</param>
    /// <param name="onLost">Called, on the thread pool, when a connection to an address is no more, or never was, with the reason as a sentence.</param>
    protected TcpPath(IUdpPortOwner owner, TcpOptions options, Action<IDatagramPath, IPEndPoint, string> onLost)
    {
        _owner = owner;
        _onLost = onLost;
        Options = options;
    }

    /// <inheritdoc/>
    public abstract IPEndPoint LocalEndPoint { get; }

    /// <inheritdoc/>
    public DatagramPathKind Kind => DatagramPathKind.Tcp;

    /// <inheritdoc/>
    public abstract string TcpType { get; }

    /// <inheritdoc/>
    public abstract int Preference { get; }

    /// <summary>Gets how many connections there are.</summary>
    public int Count
    {
        get
        {
            lock (Lock)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>Gets the limits.</summary>
    protected TcpOptions Options { get; }

    /// <summary>Gets what guards the connections. Nothing is called under it that could call back.</summary>
    protected Lock Lock { get; } = new();

    /// <summary>Gets the clock.</summary>
    protected TimeProvider Time => _owner.TimeProvider;

    /// <inheritdoc/>
    public abstract bool CanReach(IPEndPoint remote);

    /// <inheritdoc/>
    public void OnValidated(IPEndPoint remote)
    {
        lock (Lock)
        {
            Find(remote)?.OnProven(Time.GetTimestamp());
        }
    }

    /// <inheritdoc/>
    public void Send(in SendRun run, ReadOnlySpan<byte> data)
    {
        StreamConnection? stream;
        bool isNew = false;
        lock (Lock)
        {
            stream = Find(run.Remote)?.Stream;
            if (stream is null && !_isDisposed && TryConnect(run.Remote, data) is { } made)
            {
                stream = made;
                isNew = true;
            }
        }

        stream?.Send(run, data);
        if (isNew)
        {
            stream!.Start();
        }
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        List<TcpConnection> closed;
        lock (Lock)
        {
            _isDisposed = true;
            closed = [.. _connections];
            _connections.Clear();
            _last = null;
            _sweeper?.Dispose();
        }

        foreach (var connection in closed)
        {
            Close(connection);
        }
    }

    /// <summary>Makes a connection to an address that there is none to, if this side connects. Called under the lock.</summary>
    protected abstract StreamConnection? TryConnect(IPEndPoint remote, ReadOnlySpan<byte> data);

    /// <summary>Takes a connection in. Called under the lock.</summary>
    protected void Add(StreamConnection stream)
    {
        _connections.Add(new TcpConnection(Time.GetTimestamp()) { Stream = stream });
        _sweeper ??= Time.CreateTimer(static path => ((TcpPath)path!).Sweep(), this, Options.SweepInterval, Options.SweepInterval);
    }

    /// <summary>Takes a socket in that somebody has connected to, and reads from it. In a full house the stranger gives way who has waited for longest.</summary>
    protected void Accept(Socket socket)
    {
        var stream = new StreamConnection(socket, (IPEndPoint)socket.RemoteEndPoint!, DatagramFraming.Instance, this);
        TcpConnection? gone = null;
        lock (Lock)
        {
            if (!_isDisposed)
            {
                gone = Take(Find(stream.Remote) ?? FindLeaver(AddressKey.Of(stream.Remote).Network));
                Add(stream);
            }
        }

        if (_isDisposed)
        {
            stream.Abort();
            return;
        }

        if (gone is not null)
        {
            Drop(gone, "gave way to another");
        }

        stream.Start();
    }

    /// <summary>Reports what is no socket's failure.</summary>
    protected void Fail(Exception exception) => _owner.OnFailed(exception);

    /// <summary>Reports that the system refuses again and again.</summary>
    protected void Trouble(SocketException exception) => _owner.OnTrouble(LocalEndPoint, exception);

    int IStreamOwner.LongestFrom(StreamConnection connection)
    {
        lock (Lock)
        {
            return Find(connection.Remote) is { IsProven: true } ? ushort.MaxValue : Options.MaximumStrangerFrame;
        }
    }

    void IStreamOwner.OnFrames(StreamConnection connection, Span<byte> frames)
    {
        if (!MayRead(connection, frames.Length))
        {
            return;
        }

        while (DatagramFraming.TryTake(ref frames, out var datagram))
        {
            if (!datagram.IsEmpty)
            {
                _owner.OnReceived(this, connection.Remote, datagram);
            }
        }
    }

    void IStreamOwner.OnIdle(RaiseQueue raises) => _owner.OnIdle(raises);

    void IStreamOwner.OnLost(StreamConnection connection, string why)
    {
        TcpConnection? lost;
        lock (Lock)
        {
            lost = Take(Find(connection));
        }

        if (lost is not null)
        {
            Drop(lost, why);
        }
    }

    void IStreamOwner.OnFailed(Exception exception) => _owner.OnFailed(exception);

    /// <summary>Counts what has come; false where that is more than a stranger may send, whose connection is closed then.</summary>
    private bool MayRead(StreamConnection stream, int length)
    {
        TcpConnection? connection;
        lock (Lock)
        {
            connection = Find(stream);
            connection?.OnReceived(length, Time.GetTimestamp());
            if (connection is null or { IsProven: true } || connection.StrangerBytes <= Options.MaximumStrangerBytes)
            {
                return connection is not null;
            }

            Take(connection);
        }

        Drop(connection, "brings more than nobody may send who has not proved to be the peer");
        return false;
    }

    /// <summary>Closes those whose time is over.</summary>
    private void Sweep()
    {
        try
        {
            List<TcpConnection> over;
            lock (Lock)
            {
                over = _connections.FindAll(connection => Time.GetElapsedTime(connection.Since) >= (connection.IsProven ? Options.IdleTimeout : Options.StrangerPatience));
                over.ForEach(connection => Take(connection));
                if (_connections.FindAll(static connection => connection.IsProven) is { } proven && proven.Count > Options.MaximumConnections)
                {
                    // All of them are the peer's, who uses one.
                    over.AddRange(proven.OrderBy(static connection => connection.Since).Take(proven.Count - Options.MaximumConnections).Select(connection => Take(connection)!));
                }

                if (_connections.Count == 0)
                {
                    _sweeper?.Dispose();
                    _sweeper = null;
                }
            }

            over.ForEach(connection => Drop(connection, connection.IsProven ? "brings nothing any more" : "was not used by the peer in its time"));
        }
        catch (Exception exception)
        {
            // The application's clock.
            _owner.OnFailed(exception);
        }
    }

    /// <summary>Whose place somebody of a network takes; connections are in the order in which they were made.</summary>
    private TcpConnection? FindLeaver(AddressKey network)
    {
        var strangers = _connections.FindAll(static connection => !connection.IsProven);
        var neighbours = strangers.FindAll(connection => AddressKey.Of(connection.Stream.Remote).Network == network);
        return neighbours.Count >= Options.MaximumStrangersOfAddress ? neighbours[0] : strangers.Count >= Options.MaximumStrangers ? strangers[0] : null;
    }

    private TcpConnection? Find(IPEndPoint remote)
    {
        if (_last is { } last && (ReferenceEquals(last.Stream.Remote, remote) || last.Stream.Remote.Equals(remote)))
        {
            return last;
        }

        foreach (var connection in _connections)
        {
            if (connection.Stream.Remote.Equals(remote))
            {
                return _last = connection;
            }
        }

        return null;
    }

    private TcpConnection? Find(StreamConnection stream) => Find(stream.Remote) is { } known && known.Stream == stream ? known : null;

    private TcpConnection? Take(TcpConnection? connection)
    {
        if (connection is not null)
        {
            _connections.Remove(connection);
            _last = null;
        }

        return connection;
    }

    private void Drop(TcpConnection connection, string why)
    {
        Close(connection);
        if (connection.IsProven || TcpType == ActiveTcpPath.Type)
        {
            _onLost(this, connection.Stream.Remote, $"The TCP connection to {connection.Stream.Remote} {why}.");
        }
    }

    private static void Close(TcpConnection connection)
    {
        if (connection.IsProven)
        {
            connection.Stream.Dispose();
        }
        else
        {
            connection.Stream.Abort();
        }
    }
}
