using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace TypedPeer.Signaling.Server.Ice;

/// <summary>A UDP port that tells whoever asks which address it is seen from. One datagram at a time, one buffer, no state.</summary>
internal sealed partial class StunPort : IAsyncDisposable
{
    /// <summary>More than any datagram: a longer one than the buffer is an error on some systems and cut on others.</summary>
    private const int BufferSize = 65536;

    /// <summary>How long a system that cannot receive is left alone: a failure that stays would otherwise keep a processor busy.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Socket _socket;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private readonly StunPortStatistics _statistics;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _running;

    private StunPort(Socket socket, ILogger logger, TimeProvider timeProvider, StunPortStatistics statistics)
    {
        _socket = socket;
        _logger = logger;
        _timeProvider = timeProvider;
        _statistics = statistics;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Where it listens, with the port that the system chose for 0.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>Begins to answer.</summary>
    /// <exception cref="SocketException">The port is in use, or the address is not this machine's.</exception>
    public static StunPort Open(IPEndPoint endPoint, ILogger logger, TimeProvider timeProvider, StunPortStatistics statistics)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            IgnoreUnreachable(socket);
            socket.Bind(endPoint);
            return new StunPort(socket, logger, timeProvider, statistics);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Ends it, and waits until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _socket.Dispose();
        _closing.Dispose();
    }

    /// <summary>Windows fails the next receive where an answer met a closed port: a stranger could then stop the port.</summary>
    private static void IgnoreUnreachable(Socket socket)
    {
        const int UdpConnectionReset = unchecked((int)0x9800000C);
        if (OperatingSystem.IsWindows())
        {
            socket.IOControl(UdpConnectionReset, [0, 0, 0, 0], null);
        }
    }

    private async Task RunAsync()
    {
        var buffer = new byte[BufferSize];
        var answer = new byte[StunAnswer.MaximumSize];
        var source = new SocketAddress(_socket.AddressFamily);
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                var length = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, source, _closing.Token).ConfigureAwait(false);
                await AnswerAsync(buffer.AsMemory(0, length), source, answer).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException failure)
            {
                LogReceiveFailed(_logger, LocalEndPoint, failure);
                await Task.Delay(Pause, _timeProvider, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async ValueTask AnswerAsync(ReadOnlyMemory<byte> datagram, SocketAddress source, byte[] answer)
    {
        var seen = (IPEndPoint)LocalEndPoint.Create(source);
        if (seen.Address.IsIPv4MappedToIPv6)
        {
            seen = new IPEndPoint(seen.Address.MapToIPv4(), seen.Port);
        }

        var length = StunAnswer.Write(datagram.Span, seen, answer);
        if (length == 0)
        {
            _statistics.Ignored();
            return;
        }

        try
        {
            await _socket.SendToAsync(answer.AsMemory(0, length), SocketFlags.None, source, _closing.Token).ConfigureAwait(false);
            _statistics.Answered();
        }
        catch (SocketException failure)
        {
            // One address that cannot be reached is that address's matter; it may be a lie as well.
            _statistics.Failed();
            LogSendFailed(_logger, seen, failure);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "The STUN port {EndPoint} cannot receive; it tries again in a second.")]
    private static partial void LogReceiveFailed(ILogger logger, IPEndPoint endPoint, Exception failure);

    [LoggerMessage(EventId = 2, Level = LogLevel.Debug, Message = "A STUN answer to {Address} could not be sent.")]
    private static partial void LogSendFailed(ILogger logger, IPEndPoint address, Exception failure);
}
