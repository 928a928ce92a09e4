using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using TypedPeer.Signaling.Server.Driver;
using TypedPeer.Signaling.Server.Endpoints;

namespace TypedPeer.Signaling.Server.Sockets;

/// <summary>
/// Accepts connections, and looks at what each says first without taking it: who wants a client's WebSocket is served here, on the socket, with none of what Kestrel holds for a connection and a request;
/// all others are Kestrel's, which finds everything as they sent it.
/// </summary>
internal sealed class SignalingListener : IConnectionListener
{
    /// <summary>The largest head that is looked at, in bytes: those of clients have some hundred, and larger ones are Kestrel's.</summary>
    public const int MaxHead = 4096;

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    /// <summary>How long nobody is accepted where the process has no descriptor left.</summary>
    private static readonly TimeSpan FullPause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _listening;
    private readonly SignalingDriver _driver;
    private readonly Reception _reception;
    private readonly SocketRequests _requests;
    private readonly SocketConnectionContextFactory _others;
    private readonly byte[] _path;
    private readonly byte[] _key;
    private readonly Channel<ConnectionContext> _forKestrel = Channel.CreateUnbounded<ConnectionContext>();
    private readonly ConcurrentDictionary<Socket, long> _silent = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimer _timer;
    private readonly Action _leave;
    private readonly Task _accepting;

    /// <summary>How many clients there are, and one for the listener.</summary>
    private int _holders = 1;

    public SignalingListener(Socket listening, SignalingDriver driver, SocketRequests requests, SocketOptions options, SocketConnectionContextFactory others)
    {
        _listening = listening;
        _driver = driver;
        _reception = new(driver);
        _requests = requests;
        _others = others;
        _path = Encoding.ASCII.GetBytes(options.Path);
        Key = driver.Options.Key;
        _key = Encoding.UTF8.GetBytes(Key);
        UsesForwardedHeaders = options.UsesForwardedHeaders;
        NeedsRequests = UsesForwardedHeaders || driver.Options.Authorize is not null || driver.Options.IceServers is not null;
        EndPoint = listening.LocalEndPoint!;
        _leave = Leave;
        _timer = driver.Time.CreateTimer(static listener => ((SignalingListener)listener!).EndSilent(SocketOptions.ArrivalTimeout), this, LookInterval, LookInterval);
        _accepting = AcceptAllAsync();
    }

    public EndPoint EndPoint { get; }

    /// <summary>Gets the key of the server.</summary>
    public string Key { get; }

    /// <summary>Gets whether the proxy's headers say who a client is.</summary>
    public bool UsesForwardedHeaders { get; }

    /// <summary>Gets whether somebody asks for clients' requests.</summary>
    public bool NeedsRequests { get; }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _forKestrel.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false) && _forKestrel.Reader.TryRead(out var connection) ? connection : null;

    /// <summary>Accepts nobody any more, and waits for the clients, whom the server ends when the application stops; breaks off those that are left.</summary>
    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        _listening.Dispose();
        await _accepting.ConfigureAwait(false);
        _forKestrel.Writer.TryComplete();
        EndSilent(TimeSpan.Zero);
        Leave();
        await _drained.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_drained.Task.IsCompleted)
        {
            // The application does not stop in order, or no longer waits.
            _driver.AbortAll();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync().ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
        _others.Dispose();
    }

    /// <summary>Says whether a key is the server's.</summary>
    public bool IsKey(ReadOnlySpan<byte> key) => key.SequenceEqual(_key);

    /// <summary>Makes the request of a client as applications know it.</summary>
    public HttpContext CreateRequest(Socket socket, byte[] head) => _requests.Create(socket, head);

    /// <summary>Counts a client.</summary>
    /// <returns>To be called once, when it is gone.</returns>
    public Action Enter()
    {
        Interlocked.Increment(ref _holders);
        return _leave;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            _drained.TrySetResult();
        }
    }

    private async Task AcceptAllAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await _listening.AcceptAsync(_stopping.Token).ConfigureAwait(false));
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                SignalingLog.NoneAccepted(_driver.Logger, exception.Message);
                await Task.Delay(FullPause, _driver.Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Who came was gone before it was accepted, or nobody is to be any more.
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            socket.Blocking = false;
            var (isThere, arrival) = await LookAsync(socket).ConfigureAwait(false);
            if (!isThere)
            {
                socket.Dispose();
            }
            else if (arrival is null)
            {
                HandOver(socket);
            }
            else
            {
                var (connection, isDecided) = await _reception.AdmitAsync(arrival, _stopping.Token).ConfigureAwait(false);
                if (connection is not null)
                {
                    _ = connection.RunAsync();
                }
                else if (!isDecided)
                {
                    HandOver(socket);
                }
            }
        }
#pragma warning disable CA1031 // Whatever escapes ends this connection and nothing else; what no network does is an error in the log.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            SignalingLog.ArrivalFailed(_driver.Logger, exception is SocketException or IOException or ObjectDisposedException or OperationCanceledException ? LogLevel.Debug : LogLevel.Error, exception);
            socket.Dispose();
        }
    }

    /// <summary>Waits until a connection says something, and looks at it.</summary>
    /// <returns>False where it ended without a word; and the client that it is, or null.</returns>
    private async ValueTask<(bool IsThere, SocketArrival? Arrival)> LookAsync(Socket socket)
    {
        _silent[socket] = _driver.Time.GetTimestamp();
        try
        {
            await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None).ConfigureAwait(false);
        }
        finally
        {
            _silent.TryRemove(socket, out _);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(MaxHead);
        try
        {
            // It is there: this does not wait.
            var length = await socket.ReceiveAsync(buffer.AsMemory(0, MaxHead), SocketFlags.Peek).ConfigureAwait(false);
            return (length > 0, TryRead(socket, buffer.AsSpan(0, length)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private SocketArrival? TryRead(Socket socket, ReadOnlySpan<byte> bytes) =>
        RequestHead.TryRead(bytes, _path, out var head) && Origins.IsAllowed(_driver.Options, head.Origin.IsEmpty ? default : Encoding.ASCII.GetString(head.Origin))
            ? new SocketArrival(this, socket, bytes, head)
            : null;

    private void HandOver(Socket socket)
    {
        var connection = _others.Create(socket);
        if (!_forKestrel.Writer.TryWrite(connection))
        {
            connection.Abort();
            socket.Dispose();
        }
    }

    /// <summary>Has whoever waits for the first word find the end.</summary>
    private static void End(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has found it.
        }
    }

    private void EndSilent(TimeSpan after)
    {
        foreach (var (socket, since) in _silent)
        {
            if (_driver.Time.GetElapsedTime(since) >= after && _silent.TryRemove(socket, out _))
            {
                End(socket);
            }
        }
    }
}
