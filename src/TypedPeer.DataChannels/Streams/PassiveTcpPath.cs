using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Listening;
using TypedPeer.DataChannels.Udp;

namespace TypedPeer.DataChannels.Streams;

/// <summary>A TCP port to which the peer connects, as may anybody else.</summary>
internal sealed class PassiveTcpPath : TcpPath
{
    /// <summary>What the candidate is called.</summary>
    public const string Type = "passive";

    private readonly Socket _socket;
    private readonly CancellationTokenSource _disposed = new();

    private PassiveTcpPath(Socket socket, IUdpPortOwner owner, TcpOptions options, Action<IDatagramPath, IPEndPoint, string> onLost)
        : base(owner, options, onLost)
    {
        _socket = socket;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <inheritdoc/>
    public override IPEndPoint LocalEndPoint { get; }

    /// <inheritdoc/>
    public override string TcpType => Type;

    /// <inheritdoc/>
    public override int Preference => 4;

    /// <summary>Opens a port; null when the system refuses. <see cref="Start"/> is to follow.</summary>
    public static PassiveTcpPath? TryOpen(IPEndPoint local, IUdpPortOwner owner, TcpOptions options, Action<IDatagramPath, IPEndPoint, string> onLost, out SocketException? error)
    {
        var socket = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(local);
            socket.Listen(options.Backlog);
            error = null;
            return new PassiveTcpPath(socket, owner, options, onLost);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            error = exception;
            return null;
        }
    }

    /// <summary>Accepts connections until the end.</summary>
    public void Start() => _ = AcceptAsync();

    /// <inheritdoc/>
    public override bool CanReach(IPEndPoint remote) => false;

    /// <inheritdoc/>
    public override void Dispose()
    {
        _disposed.Cancel();
        _socket.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override StreamConnection? TryConnect(IPEndPoint remote, ReadOnlySpan<byte> data) => null;

    private async Task AcceptAsync()
    {
        var budget = new WorkBudget(Options.AcceptsPerSecond);
        var start = Time.GetTimestamp();
        try
        {
            while (true)
            {
                if (budget.TryTake((long)Time.GetElapsedTime(start).TotalMicroseconds))
                {
                    await AcceptOneAsync().ConfigureAwait(false);
                }
                else
                {
                    // The system keeps who waits, and refuses who does not fit.
                    await Task.Delay(Options.AcceptPause, Time, _disposed.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception) when (_disposed.IsCancellationRequested && exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The path is closed.
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private async Task AcceptOneAsync()
    {
        Socket socket;
        try
        {
            socket = await _socket.AcceptAsync(_disposed.Token).ConfigureAwait(false);
        }
        catch (SocketException exception) when (!_disposed.IsCancellationRequested)
        {
            if (exception.SocketErrorCode != SocketError.ConnectionReset)
            {
                // No descriptors are left: they may be again.
                Trouble(exception);
                await Task.Delay(Options.AcceptPause, Time, _disposed.Token).ConfigureAwait(false);
            }

            return;
        }

        try
        {
            socket.NoDelay = true;
            Accept(socket);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Whoever connected is gone by now, so that not even its address is known.
            socket.Dispose();
        }
    }
}
