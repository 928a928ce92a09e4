using Microsoft.Extensions.Logging;

namespace TypedPeer.Signaling.Server.Driver;

/// <summary>The events of a server. What a handler throws is logged and goes no further.</summary>
internal sealed class ServerEvents(ILogger logger)
{
    public event Action<PeerServerClient>? Connected;

    public event Action<PeerServerClient>? Disconnected;

    public event PeerMessageHandler? MessageReceived;

    public event Action<PeerServerClient, string>? ClientFailed;

    public void RaiseConnected(PeerServerClient client) => Raise(Connected, client);

    public void RaiseDisconnected(PeerServerClient client) => Raise(Disconnected, client);

    public void RaiseClientFailed(PeerServerClient client, string code)
    {
        try
        {
            ClientFailed?.Invoke(client, code);
        }
#pragma warning disable CA1031 // The application's code may throw anything; it is logged.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            SignalingLog.HandlerFailed(logger, exception);
        }
    }

    public void RaiseMessage(PeerServerClient client, ReadOnlySpan<byte> message)
    {
        try
        {
            MessageReceived?.Invoke(client, message);
        }
#pragma warning disable CA1031 // The application's code may throw anything; it is logged.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            SignalingLog.HandlerFailed(logger, exception);
        }
    }

    private void Raise(Action<PeerServerClient>? handlers, PeerServerClient client)
    {
        try
        {
            handlers?.Invoke(client);
        }
#pragma warning disable CA1031 // The application's code may throw anything; it is logged.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            SignalingLog.HandlerFailed(logger, exception);
        }
    }
}
