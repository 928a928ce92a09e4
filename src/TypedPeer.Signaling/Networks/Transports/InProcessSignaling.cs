using TypedPeer.Signaling.Networks.Protocol;
using TypedPeer.Signaling.Networks.Transports;

namespace TypedPeer.Signaling;

/// <summary>
/// Stands for a signaling server within this process, with rooms and messages: networks that join the same one find each other, without any server. For tests of
/// applications. Their connections are real ones, over this machine's own network.
/// </summary>
public sealed class InProcessSignaling
{
    private readonly InProcessServer _server = new();

    /// <summary>Gets or sets whether it can be reached. While it cannot, its clients have lost their server, and are tried again by themselves.</summary>
    public bool IsReachable
    {
        get => !_server.IsDown;
        set => _server.IsDown = !value;
    }

    /// <summary>Gets it as what networks use.</summary>
    internal ISignalingTransport Transport => _server;

    /// <summary>Gets it as what tests look into.</summary>
    internal InProcessServer Server => _server;
}
