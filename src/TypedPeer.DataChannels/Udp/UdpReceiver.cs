using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Udp;

/// <summary>How a port's datagrams come to its owner: until it is disposed of, before the socket is.</summary>
/// <param name="socket">The port's socket.</param>
/// <param name="addresses">What the port remembers of its peers.</param>
/// <param name="path">The path by which they come in.</param>
/// <param name="owner">Who takes them.</param>
internal abstract class UdpReceiver(Socket socket, AddressCache addresses, IDatagramPath path, IUdpPortOwner owner) : IDisposable
{
    /// <summary>How many reads are taken before the owner is asked to answer, so that a fast sender is acknowledged in time.</summary>
    protected const int MaxReadsBeforeAnswer = 16;

    private readonly ReceiveBackoff _backoff = new();
    private readonly CancellationTokenSource _disposed = new();

    /// <summary>Gets the socket.</summary>
    protected Socket Socket => socket;

    /// <summary>Gets who takes the datagrams.</summary>
    protected IUdpPortOwner Owner => owner;

    /// <summary>Gets where the sender of the last datagram is to be found.</summary>
    protected SocketAddress From { get; } = new(socket.AddressFamily);

    /// <summary>Gets whether it is disposed of.</summary>
    protected bool IsDisposed => _disposed.IsCancellationRequested;

    /// <summary>Begins to receive.</summary>
    /// <exception cref="Exception">It cannot be done this way.</exception>
    public abstract void Start();

    /// <inheritdoc/>
    public virtual void Dispose() => _disposed.Cancel();

    /// <summary>Goes on after something went wrong.</summary>
    protected abstract void Resume();

    /// <summary>Hands over what was read, and who sent it; nothing was, where the length is 0.</summary>
    protected void Take(Span<byte> data)
    {
        _backoff.OnReceived();
        if (!data.IsEmpty)
        {
            owner.OnReceived(path, addresses.ToEndPoint(From), data);
        }
    }

    /// <summary>All that was at hand is handed over: time to answer. Nothing escapes.</summary>
    /// <param name="raises">Takes whose events are to be raised.</param>
    protected void Answer(RaiseQueue raises)
    {
        try
        {
            owner.OnIdle(raises);
        }
        catch (Exception exception)
        {
            owner.OnFailed(exception);
        }
    }

    /// <summary>
    /// An ICMP answer to something we sent, an interface that went away for a moment, a datagram larger than any peer of ours sends: the
    /// socket itself is fine, and receiving goes on. One failure after another only comes from a socket that is not: then it is asked less and less often.
    /// </summary>
    /// <returns>False where <see cref="Resume"/> follows some time later.</returns>
    protected bool GoesOnAfter(SocketException exception)
    {
        var pause = _backoff.OnFailed(out var isWorthTelling);
        if (isWorthTelling)
        {
            owner.OnTrouble((IPEndPoint)path.LocalEndPoint, exception);
        }

        if (pause == TimeSpan.Zero)
        {
            return true;
        }

        _ = ResumeAfterAsync(pause);
        return false;
    }

    private async Task ResumeAfterAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, owner.TimeProvider, _disposed.Token).ConfigureAwait(false);
            Resume();
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
        catch (Exception exception)
        {
            // The application's clock.
            owner.OnFailed(exception);
        }
    }
}
