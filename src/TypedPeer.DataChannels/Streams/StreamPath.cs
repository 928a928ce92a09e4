using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Turn;
using TypedPeer.DataChannels.Udp;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Streams;

/// <summary>
/// A connection to a relay, over TCP or TLS, by which frames travel that delimit themselves (<see cref="TurnFrames"/>). It can be sent on at once: what
/// waits for the connection, or for the network, is bounded, and what does not fit is lost as a datagram would be.
/// </summary>
internal sealed class StreamPath : IDatagramPath, IDisposable
{
    /// <summary>What may wait to be written: what a congestion window holds. More would wait here instead of being lost, which is all that tells a sender to slow down.</summary>
    private const int MaxWaiting = 256 * 1024;

    /// <summary>The longest frame there can be, with its padding.</summary>
    private const int MaxFrame = 20 + ushort.MaxValue + 3;

    private readonly Socket _socket;
    private readonly IUdpPortOwner _owner;
    private readonly Action<IDatagramPath, string> _onLost;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Lock _lock = new();
    private byte[] _waiting = new byte[4096];
    private byte[] _writing = new byte[4096];
    private int _waitingLength;
    private bool _isWriting = true;
    private Stream? _stream;

    private StreamPath(Socket socket, IPEndPoint relay, IUdpPortOwner owner, Action<IDatagramPath, string> onLost)
    {
        _socket = socket;
        _owner = owner;
        _onLost = onLost;
        Relay = relay;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>Gets the other end.</summary>
    public IPEndPoint Relay { get; }

    /// <inheritdoc/>
    public IPEndPoint LocalEndPoint { get; }

    /// <inheritdoc/>
    public DatagramPathKind Kind => DatagramPathKind.Tcp;

    /// <summary>Gets how many runs did not fit.</summary>
    public long Dropped { get; private set; }

    /// <summary>Opens a socket for a connection; null when the system refuses.</summary>
    /// <param name="local">The local address.</param>
    /// <param name="relay">The other end.</param>
    /// <param name="owner">Who takes what comes.</param>
    /// <param name="onLost">Called once, on the thread pool, when there is no connection, or none any more, with the reason as a sentence.</param>
    /// <param name="error">Why there is no socket.</param>
    public static StreamPath? TryOpen(IPAddress local, IPEndPoint relay, IUdpPortOwner owner, Action<IDatagramPath, string> onLost, out SocketException? error)
    {
        var socket = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            socket.Bind(new IPEndPoint(local, 0));
            error = null;
            return new StreamPath(socket, relay, owner, onLost);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            error = exception;
            return null;
        }
    }

    /// <summary>Connects, and reads until the end.</summary>
    /// <param name="tls">What the certificate is to be of; null for no TLS.</param>
    public void Start(SslClientAuthenticationOptions? tls) => _ = RunAsync(tls);

    /// <inheritdoc/>
    public bool CanReach(IPEndPoint remote) => remote.Equals(Relay);

    /// <inheritdoc/>
    public void Send(in SendRun run, ReadOnlySpan<byte> data)
    {
        lock (_lock)
        {
            if (data.Length > MaxWaiting - _waitingLength)
            {
                Dropped++;
                return;
            }

            if (data.Length > _waiting.Length - _waitingLength)
            {
                Array.Resize(ref _waiting, Math.Min(MaxWaiting, Math.Max(_waiting.Length * 2, _waitingLength + data.Length)));
            }

            data.CopyTo(_waiting.AsSpan(_waitingLength));
            _waitingLength += data.Length;
            if (_isWriting)
            {
                return;
            }

            _isWriting = true;
        }

        // Most often all of it happens here, on the thread that sends.
        _ = WriteAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed.Cancel();
        _socket.Dispose();
    }

    private async Task RunAsync(SslClientAuthenticationOptions? tls)
    {
        string why;
        try
        {
            await _socket.ConnectAsync(Relay, _disposed.Token).ConfigureAwait(false);
            Stream stream = new NetworkStream(_socket, ownsSocket: false);
            if (tls is not null)
            {
                var secured = new SslStream(stream);
                await secured.AuthenticateAsClientAsync(tls, _disposed.Token).ConfigureAwait(false);
                stream = secured;
            }

            await using (stream.ConfigureAwait(false))
            {
                _stream = stream;
                _ = WriteAsync();
                why = await ReadAsync(stream).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (_disposed.IsCancellationRequested && exception is OperationCanceledException or ObjectDisposedException or IOException or SocketException)
        {
            return;
        }
        catch (Exception exception) when (_stream is null || exception is IOException or SocketException)
        {
            // Before there is a stream it may also be the application's look at the certificate.
            why = $"The connection to the relay {Relay} failed ({exception.GetType().Name}): {exception.Message}";
        }
        catch (Exception exception)
        {
            _owner.OnFailed(exception);
            return;
        }

        _onLost(this, why);
    }

    /// <summary>Reads until the relay closes, or sends what is no frame; says which.</summary>
    private async Task<string> ReadAsync(Stream stream)
    {
        var raises = new RaiseQueue();
        byte[] buffer = new byte[MaxFrame];
        int filled = 0;
        while (true)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(filled), _disposed.Token).ConfigureAwait(false);
            if (read == 0)
            {
                return $"The relay {Relay} has closed the connection.";
            }

            filled += read;
            int whole = TurnFrames.GetWhole(buffer.AsSpan(0, filled));
            if (whole < 0)
            {
                return $"The relay {Relay} sends what is no message of TURN.";
            }

            if (whole > 0)
            {
                _owner.OnReceived(this, Relay, buffer.AsSpan(0, whole));
                buffer.AsSpan(whole, filled - whole).CopyTo(buffer);
                filled -= whole;
                _owner.OnIdle(raises);

                // Whose events take long must not keep this thread from reading on.
                raises.RaiseElsewhere();
            }
        }
    }

    /// <summary>Writes what waits until nothing does. A failure is the reader's to find out, who sees the same.</summary>
    private async Task WriteAsync()
    {
        try
        {
            while (true)
            {
                int length;
                lock (_lock)
                {
                    if (_waitingLength == 0)
                    {
                        _isWriting = false;
                        return;
                    }

                    (_waiting, _writing) = (_writing, _waiting);
                    (length, _waitingLength) = (_waitingLength, 0);
                }

                await _stream!.WriteAsync(_writing.AsMemory(0, length), _disposed.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // What waits stays, and nothing is written any more.
        }
        catch (Exception exception)
        {
            _owner.OnFailed(exception);
        }
    }
}
