using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Streams;

/// <summary>
/// One TCP connection, with TLS or without, by which datagrams travel in frames. It can be sent on at once: what waits for the connection, or for the
/// network, is bounded, and what does not fit is lost as a datagram would be.
/// </summary>
internal sealed class StreamConnection : IDisposable
{
    /// <summary>What may wait to be written: what a congestion window holds. More would wait here instead of being lost, which is all that tells a sender to slow down.</summary>
    private const int MaxWaiting = 256 * 1024;

    private const int FirstBuffer = 2048;

    private readonly Socket _socket;
    private readonly StreamFraming _framing;
    private readonly IStreamOwner _owner;
    private readonly CancellationTokenSource _disposed = new();
    private readonly Lock _lock = new();
    private readonly WriteSignal _hasMore = new();
    private byte[] _waiting = [];
    private byte[] _writing = [];
    private int _waitingLength;
    private bool _isWriting = true;
    private Stream? _stream;

    /// <summary>Makes a connection of a socket that is bound, or connected already.</summary>
    public StreamConnection(Socket socket, IPEndPoint remote, StreamFraming framing, IStreamOwner owner)
    {
        _socket = socket;
        _framing = framing;
        _owner = owner;
        Remote = remote;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>Gets the other end.</summary>
    public IPEndPoint Remote { get; }

    /// <summary>Gets the own end.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>Gets how many runs did not fit.</summary>
    public long Dropped { get; private set; }

    /// <summary>Opens a socket for a connection; null when the system refuses.</summary>
    public static Socket? TryOpen(IPAddress local, out SocketException? error)
    {
        var socket = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            socket.Bind(new IPEndPoint(local, 0));
            error = null;
            return socket;
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            error = exception;
            return null;
        }
    }

    /// <summary>Connects where that has not been done, and reads until the end.</summary>
    /// <param name="tls">What the certificate is to be of; null for no TLS.</param>
    public void Start(SslClientAuthenticationOptions? tls = null) => _ = RunAsync(tls);

    /// <summary>Sends a run, if there is room for it.</summary>
    public void Send(in SendRun run, ReadOnlySpan<byte> data)
    {
        var length = _framing.GetLength(run);
        lock (_lock)
        {
            if (length > MaxWaiting - _waitingLength)
            {
                Dropped++;
                return;
            }

            if (length > _waiting.Length - _waitingLength)
            {
                Array.Resize(ref _waiting, Math.Min(MaxWaiting, Math.Max(Math.Max(FirstBuffer, _waiting.Length * 2), _waitingLength + length)));
            }

            _framing.Write(run, data, _waiting.AsSpan(_waitingLength));
            _waitingLength += length;
            if (_isWriting)
            {
                return;
            }

            _isWriting = true;
        }

        // Most often all of it happens here, on the thread that sends.
        _hasMore.Set();
    }

    /// <summary>Closes at once, and what waits is lost.</summary>
    public void Dispose()
    {
        _disposed.Cancel();
        _socket.Dispose();
    }

    /// <summary>Closes without a farewell, so that not even the system keeps anything of it.</summary>
    public void Abort()
    {
        try
        {
            _socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is over already.
        }

        Dispose();
    }

    private async Task RunAsync(SslClientAuthenticationOptions? tls)
    {
        string why;
        try
        {
            if (!_socket.Connected)
            {
                await _socket.ConnectAsync(Remote, _disposed.Token).ConfigureAwait(false);
            }

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
            why = $"failed ({exception.GetType().Name}): {exception.Message.TrimEnd('.')}";
        }
        catch (Exception exception)
        {
            _owner.OnFailed(exception);
            return;
        }

        _owner.OnLost(this, why);
    }

    /// <summary>Reads until the other end closes, or sends what is no frame; says which.</summary>
    private async Task<string> ReadAsync(Stream stream)
    {
        var raises = new RaiseQueue();
        byte[] buffer = new byte[FirstBuffer];
        int filled = 0;
        while (true)
        {
            if (buffer.Length < _framing.LongestFrame && _owner.LongestFrom(this) > FirstBuffer)
            {
                Array.Resize(ref buffer, _framing.LongestFrame);
            }

            int read = await stream.ReadAsync(buffer.AsMemory(filled), _disposed.Token).ConfigureAwait(false);
            if (read == 0)
            {
                return "was closed by the other end";
            }

            filled += read;
            int whole = _framing.GetWhole(buffer.AsSpan(0, filled), _owner.LongestFrom(this));
            if (whole < 0)
            {
                return "brings what is no message, or one that is too long";
            }

            if (whole > 0)
            {
                _owner.OnFrames(this, buffer.AsSpan(0, whole));
                buffer.AsSpan(whole, filled - whole).CopyTo(buffer);
                filled -= whole;
                _owner.OnIdle(raises);

                // Whose events take long must not keep this thread from reading on.
                raises.RaiseElsewhere();
            }
        }
    }

    /// <summary>
    /// Writes what waits and what will, until the end of the connection: one loop, since one for each run would leave garbage each time. A failure is the
    /// reader's to find out, who sees the same.
    /// </summary>
    private async Task WriteAsync()
    {
        try
        {
            while (true)
            {
                int length = TakeWaiting();
                if (length == 0)
                {
                    await _hasMore.WaitAsync().ConfigureAwait(false);
                    continue;
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

    /// <summary>Takes what waits, to be written; 0 where nothing does, and whoever sends next sets the signal.</summary>
    private int TakeWaiting()
    {
        lock (_lock)
        {
            if (_waitingLength == 0)
            {
                _hasMore.Reset();
                _isWriting = false;
                return 0;
            }

            (_waiting, _writing) = (_writing, _waiting);
            int length = _waitingLength;
            _waitingLength = 0;
            return length;
        }
    }
}
