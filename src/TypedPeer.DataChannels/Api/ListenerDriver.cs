using System.Net;
using System.Threading.Channels;
using TypedPeer.Channels;
using TypedPeer.DataChannels.Driver;
using TypedPeer.DataChannels.Listening;
using TypedPeer.DataChannels.Udp.Sharing;

namespace TypedPeer.DataChannels.Api;

/// <summary>
/// Runs a gate on a port, a clock and the thread pool: sends what it says, makes the connections it lets in, gives them out once they are
/// secured, and ends those that take too long.
/// </summary>
internal sealed class ListenerDriver : IStrangers, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly PeerConnectionListenerOptions _options;
    private readonly PeerConnectionOptions _connections;
    private readonly PeerPort _port;
    private readonly PeerCertificate _certificate;
    private readonly ListenerGate _gate;
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly ITimer _timer;
    private readonly Dictionary<Admission, PeerConnection> _underWay = [];
    private readonly Channel<PeerConnection> _secured = Channel.CreateUnbounded<PeerConnection>();
    private readonly byte[] _reply = new byte[ListenerGate.MaxReplyLength];
    private bool _isDisposed;

    public ListenerDriver(PeerConnectionListenerOptions options, PeerPort port, PeerCertificate certificate, PeerAddress address)
    {
        _options = options;
        _connections = options.Connections with { Certificate = certificate, IceServers = [], IceServerProvider = null, IceTransportPolicy = IceTransportPolicy.All, ExpectedFingerprint = null };
        _port = port;
        _certificate = certificate;
        _gate = new ListenerGate(options, address.CertificateHash);
        _time = options.Connections.TimeProvider;
        _origin = _time.GetTimestamp();
        _timer = _time.CreateTimer(static state => ((ListenerDriver)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private long Now => _time.GetElapsedTime(_origin).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <inheritdoc/>
    public void OnStranger(SharedSocket socket, IPEndPoint remote, Span<byte> datagram)
    {
        try
        {
            if (Ask(socket, remote, datagram) is { } admission)
            {
                Admit(admission, socket, remote, datagram);
            }
        }
        catch (Exception exception)
        {
            // The application's clock, or a bug: it must not end a receive loop that others live by.
            ApplicationFailures.Trace(exception);
        }
    }

    /// <summary>Takes the next connection.</summary>
    public async ValueTask<PeerConnection> AcceptAsync(CancellationToken cancellationToken) =>
        await TryAcceptAsync(cancellationToken).ConfigureAwait(false) ?? throw new ObjectDisposedException(nameof(PeerConnectionListener));

    /// <summary>Takes the next connection; null once there are no more. One that has ended while it waited is passed over.</summary>
    public async ValueTask<PeerConnection?> TryAcceptAsync(CancellationToken cancellationToken)
    {
        while (await _secured.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (_secured.Reader.TryRead(out var connection))
            {
                lock (_lock)
                {
                    _gate.Admissions.Waiting--;
                }

                if (connection.ConnectionState is not (PeerConnectionState.Closed or PeerConnectionState.Failed))
                {
                    return connection;
                }

                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }

        return null;
    }

    /// <summary>Ends those that are under way, and those nobody has taken.</summary>
    public async ValueTask DisposeAsync()
    {
        List<PeerConnection> left;
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            left = [.. _underWay.Values];
            _underWay.Clear();
        }

        await _timer.DisposeAsync().ConfigureAwait(false);
        _secured.Writer.TryComplete();
        while (_secured.Reader.TryRead(out var connection))
        {
            left.Add(connection);
        }

        foreach (var connection in left)
        {
            await connection.CloseAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        if (_options.Certificate is null)
        {
            _certificate.Dispose();
        }
    }

    private Admission? Ask(SharedSocket socket, IPEndPoint remote, ReadOnlySpan<byte> datagram)
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return null;
            }

            var reply = _gate.Handle(socket.LocalEndPoint, remote, datagram, _reply, Now);
            if (reply.FirstLength > 0)
            {
                socket.Send(_reply.AsSpan(0, reply.FirstLength), remote);
            }

            if (reply.SecondLength > 0)
            {
                socket.Send(_reply.AsSpan(reply.FirstLength, reply.SecondLength), remote);
            }

            return reply.Admission;
        }
    }

    private void Admit(Admission admission, SharedSocket socket, IPEndPoint remote, Span<byte> datagram)
    {
        PeerConnection connection;
        try
        {
            connection = new PeerConnection(_connections, transport => transport with { Ice = transport.Ice with { FirstCredentials = admission.Local }, TlsId = null }, _port);
        }
        catch
        {
            End(admission);
            throw;
        }

        var hasBegun = false;
        try
        {
            hasBegun = TryBegin(admission, connection);
        }
        finally
        {
            if (!hasBegun)
            {
                End(admission);
                _ = connection.DisposeAsync().AsTask();
            }
        }

        if (!hasBegun)
        {
            return;
        }

        _ = EndAfterAsync(admission, connection.Finished);
        _ = GiveOutAsync(admission, connection);
        Acceptance.Run(connection.OnDialled(), socket, remote, admission.Remote, datagram);
    }

    private bool TryBegin(Admission admission, PeerConnection connection)
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return false;
            }

            _underWay.Add(admission, connection);
            Arm();
            return true;
        }
    }

    /// <summary>Never fails.</summary>
    private async Task GiveOutAsync(Admission admission, PeerConnection connection)
    {
        var isGivenOut = false;
        try
        {
            await connection.Connected.ConfigureAwait(false);
            isGivenOut = TryGiveOut(admission, connection);
        }
        catch (PeerChannelClosedException)
        {
            // It has ended before anybody knew of it.
        }

        if (!isGivenOut)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Holds no connection: one that its application forgets ends, too. Never fails.</summary>
    private async Task EndAfterAsync(Admission admission, Task finished)
    {
        await finished.ConfigureAwait(false);
        End(admission);
    }

    private bool TryGiveOut(Admission admission, PeerConnection connection)
    {
        lock (_lock)
        {
            _gate.Admissions.OnSecured(admission);
            if (!_underWay.Remove(admission) || _isDisposed || !_secured.Writer.TryWrite(connection))
            {
                return false;
            }

            _gate.Admissions.Waiting++;
            return true;
        }
    }

    private void End(Admission admission)
    {
        lock (_lock)
        {
            _underWay.Remove(admission);
            _gate.Admissions.OnEnded(admission);
        }
    }

    private void OnTimer()
    {
        try
        {
            EndLate();
        }
        catch (Exception exception)
        {
            // The application's clock: whose thread this is has nothing to do with it. The next dialler sets the timer again.
            ApplicationFailures.Trace(exception);
        }
    }

    private void EndLate()
    {
        var late = new List<PeerConnection>();
        lock (_lock)
        {
            while (_gate.Admissions.TryTakeExpired(Now, out var admission))
            {
                if (_underWay.Remove(admission, out var connection))
                {
                    late.Add(connection);
                }
            }

            Arm();
        }

        foreach (var connection in late)
        {
            _ = connection.CloseAsync(new CancellationToken(canceled: true)).AsTask();
        }
    }

    /// <summary>All take the same time, so the first is the next; called under the lock.</summary>
    private void Arm()
    {
        if (!_isDisposed && _gate.Admissions.NextDeadline is < long.MaxValue and var deadline)
        {
            // A timer counts in milliseconds: never too early.
            _timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, ((deadline - Now) / 1000) + 1)), Timeout.InfiniteTimeSpan);
        }
    }
}
