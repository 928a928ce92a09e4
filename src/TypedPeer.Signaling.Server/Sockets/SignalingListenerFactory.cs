using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TypedPeer.Signaling.Server.Driver;

namespace TypedPeer.Signaling.Server.Sockets;

/// <summary>Listens for Kestrel, and keeps the clients of the signalling server for itself.</summary>
internal sealed class SignalingListenerFactory(
    SignalingDriver driver, IServiceProvider services, IOptions<SocketOptions> options, IOptions<SocketTransportOptions> transport, ILoggerFactory loggers) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket? socket = null;
        try
        {
            socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.Listen(transport.Value.Backlog);
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            throw exception.SocketErrorCode is SocketError.AddressAlreadyInUse ? new AddressInUseException(exception.Message, exception) : exception;
        }

        var settings = new SocketConnectionFactoryOptions
        {
            IOQueueCount = transport.Value.IOQueueCount,
            MaxReadBufferSize = transport.Value.MaxReadBufferSize,
            MaxWriteBufferSize = transport.Value.MaxWriteBufferSize,
            UnsafePreferInlineScheduling = transport.Value.UnsafePreferInlineScheduling,
            WaitForDataBeforeAllocatingBuffer = transport.Value.WaitForDataBeforeAllocatingBuffer,
        };
        var others = new SocketConnectionContextFactory(settings, loggers.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets"));
        return new(new SignalingListener(socket, driver, new(services, options.Value.UsesForwardedHeaders), options.Value, others));
    }
}
