using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Certificates;
using TypedPeer.DataChannels.Dtls.Connection;
using TypedPeer.DataChannels.Dtls.Messages;
using TypedPeer.DataChannels.Dtls.Records;

namespace TypedPeer.DataChannels.Tests.Dtls.Support;

/// <summary>Runs one of our connections over a real socket of the loopback interface.</summary>
internal sealed class UdpDtlsHost : IDtlsObserver, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DtlsCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _gate = new(1);
    private readonly byte[] _buffer = new byte[65536];
    private EndPoint? _remote;
    private Task _loop = Task.CompletedTask;

    public UdpDtlsHost(DtlsRole role, DtlsOptions? options = null)
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Connection = new DtlsConnection(role, Certificate, options ?? DtlsOptions.Default, this);
    }

    public DtlsConnection Connection { get; }

    public DtlsCertificate Certificate { get; } = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public int LargestDatagram { get; private set; }

    public bool WasAskedForCookie { get; private set; }

    public Task Connected => _connected.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public Task<DtlsCloseReason> Closed => _closed.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public Task<string> Received => _received.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    private static long Now => (long)Stopwatch.GetElapsedTime(0).TotalMicroseconds;

    public void OnConnected(long now) => _connected.TrySetResult();

    public void OnApplicationData(Span<byte> data, long now) => _received.TrySetResult(Encoding.UTF8.GetString(data));

    public void OnClosed(DtlsCloseReason reason)
    {
        _closed.TrySetResult(reason);
        _connected.TrySetException(new InvalidOperationException(reason.ToString()));
        _received.TrySetException(new InvalidOperationException(reason.ToString()));
    }

    public void Start(int? remotePort = null)
    {
        _remote = remotePort is { } port ? new IPEndPoint(IPAddress.Loopback, port) : null;
        Connection.Start(Now);
        Drain();
        _loop = Task.Run(LoopAsync);
    }

    public async Task SendAsync(string text)
    {
        await _gate.WaitAsync(_stop.Token);
        var record = new byte[DtlsConnection.RecordOverhead + text.Length];
        Encoding.ASCII.GetBytes(text, record.AsSpan(DtlsConnection.PlaintextOffset));
        var length = Connection.Protect(record, text.Length);
        _gate.Release();
        _socket.SendTo(record.AsSpan(0, length), _remote!);
    }

    public async Task CloseAsync()
    {
        await _gate.WaitAsync(_stop.Token);
        Connection.Close(Now);
        Drain();
        _gate.Release();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _socket.Dispose();
        Connection.Dispose();
        Certificate.Dispose();
        _stop.Dispose();
        _gate.Dispose();
    }

    private async Task LoopAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var wait = Math.Clamp(Connection.NextDeadline - Now, 0, 1_000_000);
            using var expiry = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            expiry.CancelAfter(TimeSpan.FromMicroseconds(wait));
            var length = 0;
            try
            {
                var result = await _socket.ReceiveFromAsync(_buffer, SocketFlags.None, new IPEndPoint(IPAddress.Loopback, 0), expiry.Token);
                _remote = result.RemoteEndPoint;
                length = result.ReceivedBytes;
            }
            catch (OperationCanceledException)
            {
                // A deadline, or the end.
            }
            catch (SocketException)
            {
                // The other program is gone.
            }

            WasAskedForCookie |= length > RecordHeader.Size && _buffer[0] == (byte)ContentType.Handshake && _buffer[RecordHeader.Size] == (byte)HandshakeType.HelloVerifyRequest;
            await _gate.WaitAsync(CancellationToken.None);
            Connection.HandleDatagram(_buffer.AsSpan(0, length), Now);
            if (Now >= Connection.NextDeadline)
            {
                Connection.HandleDeadline(Now);
            }

            Drain();
            _gate.Release();
        }
    }

    private void Drain()
    {
        var buffer = new byte[1500];
        while (_remote is not null && Connection.WriteDatagram(buffer, Now) is > 0 and var length)
        {
            LargestDatagram = Math.Max(LargestDatagram, length);
            _socket.SendTo(buffer.AsSpan(0, length), _remote);
        }
    }
}
