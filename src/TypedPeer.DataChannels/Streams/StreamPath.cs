using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Udp;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Streams;

/// <summary>A connection to a relay, over TCP or TLS.</summary>
internal sealed class StreamPath : IDatagramPath, IStreamOwner, IDisposable
{
    private readonly StreamConnection _connection;
    private readonly IUdpPortOwner _owner;
    private readonly Action<IDatagramPath, string> _onLost;

    private readonly SslClientAuthenticationOptions? _tls;

    private StreamPath(Socket socket, IPEndPoint relay, SslClientAuthenticationOptions? tls, IUdpPortOwner owner, Action<IDatagramPath, string> onLost)
    {
        _tls = tls;
        _connection = new StreamConnection(socket, relay, RelayFraming.Instance, this);
        _owner = owner;
        _onLost = onLost;
    }

    /// <summary>Gets the other end.</summary>
    public IPEndPoint Relay => _connection.Remote;

    /// <inheritdoc/>
    public IPEndPoint LocalEndPoint => _connection.LocalEndPoint;

    /// <inheritdoc/>
    public DatagramPathKind Kind => DatagramPathKind.Tcp;

    /// <summary>Below a relay by UDP, which lets nothing wait for anything, and TLS below TCP, which costs more.</summary>
    public int Preference => _tls is null ? 6 : 5;

    /// <summary>Opens a socket for a connection; null when the system refuses.</summary>
    /// <param name="local">The local address.</param>
    /// <param name="relay">The other end.</param>
    /// <param name="tls">What the certificate is to be of; null for no TLS.</param>
    /// <param name="owner">Who takes what comes.</param>
    /// <param name="onLost">Called once, on the thread pool, when there is no connection, or none any more, with the reason as a sentence.</param>
    /// <param name="error">Why there is no socket.</param>
    public static StreamPath? TryOpen(IPAddress local, IPEndPoint relay, SslClientAuthenticationOptions? tls, IUdpPortOwner owner, Action<IDatagramPath, string> onLost, out SocketException? error) =>
        StreamConnection.TryOpen(local, out error) is { } socket ? new StreamPath(socket, relay, tls, owner, onLost) : null;

    /// <inheritdoc cref="StreamConnection.Start"/>
    public void Start() => _connection.Start(_tls);

    /// <inheritdoc/>
    public bool CanReach(IPEndPoint remote) => remote.Equals(Relay);

    /// <inheritdoc/>
    public void Send(in SendRun run, ReadOnlySpan<byte> data) => _connection.Send(run, data);

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    int IStreamOwner.LongestFrom(StreamConnection connection) => RelayFraming.Instance.LongestFrame;

    void IStreamOwner.OnFrames(StreamConnection connection, Span<byte> frames) => _owner.OnReceived(this, Relay, frames);

    void IStreamOwner.OnIdle(RaiseQueue raises) => _owner.OnIdle(raises);

    void IStreamOwner.OnLost(StreamConnection connection, string why) => _onLost(this, $"The connection to the relay {Relay} {why}.");

    void IStreamOwner.OnFailed(Exception exception) => _owner.OnFailed(exception);
}
