using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TypedPeer.Signaling.Server.Ice;

/// <summary>The STUN port for as long as the application runs.</summary>
internal sealed partial class StunPortService(
    IOptions<StunPortOptions> options, StunPortStatistics statistics, TimeProvider timeProvider, ILogger<StunPortService> logger) : IHostedService, IAsyncDisposable
{
    private StunPort? _port;

    /// <summary>Where it listens; null before it does.</summary>
    public IPEndPoint? EndPoint => _port?.LocalEndPoint;

    /// <exception cref="IOException">The port is in use, or the address is not this machine's.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var endPoint = options.Value.EndPoint;
        try
        {
            _port = StunPort.Open(endPoint, logger, timeProvider, statistics);
        }
        catch (SocketException failure)
        {
            throw new IOException($"STUN cannot listen on UDP {endPoint}: {failure.Message}", failure);
        }

        LogListening(logger, _port.LocalEndPoint);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _port, null) is { } port)
        {
            await port.DisposeAsync().ConfigureAwait(false);
        }
    }

    [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "STUN answers on UDP {EndPoint}.")]
    private static partial void LogListening(ILogger logger, IPEndPoint endPoint);
}
