using TypedPeer.Signaling;
using TypedPeer.Signaling.Networks.Protocol;

namespace TypedPeer.VirtualNetwork.Networks;

/// <summary>The way of one machine to a signaling server, whose connections may be cut, or fall silent.</summary>
internal sealed class VirtualUplink(VirtualWorld world, VirtualSignalingServer server) : ISignalingTransport
{
    private readonly List<VirtualSignalingConnection> _connections = [];
    private bool _isSilent;

    /// <summary>Whether nothing passes, and neither side is told. What is lost is sent again by both until it has been silent for too long.</summary>
    public bool IsSilent
    {
        get => _isSilent;
        set
        {
            _isSilent = value;
            foreach (var connection in _connections.ToArray())
                connection.SetSilent(value);
        }
    }

    /// <summary>Breaks the connections there are, which both sides are told.</summary>
    public void Cut()
    {
        foreach (var connection in _connections.ToArray())
            connection.Break();
    }

    /// <inheritdoc/>
    public async Task<string> IssueIdAsync(string? accessToken, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        return await server.Server.IssueIdAsync(accessToken, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ISignalingConnection> ConnectAsync(string id, string token, string? accessToken, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        if (server.Refuses?.Invoke(id, accessToken) is { } error)
            throw new PeerNetworkException(error, "The server refuses.");

        var accepted = await server.Server.ConnectAsync(id, token, accessToken, cancellationToken);
        var connection = new VirtualSignalingConnection(world, accepted, server.NextDelay, ended => _connections.Remove(ended));
        _connections.Add(connection);
        return connection;
    }

    /// <summary>There and back, as soon as anything passes.</summary>
    private async Task PassAsync(CancellationToken cancellationToken)
    {
        do
        {
            await Task.Delay(TimeSpan.FromMicroseconds(2 * server.NextDelay()), world.Time, cancellationToken);
            if (_isSilent)
                await Task.Delay(TimeSpan.FromSeconds(1), world.Time, cancellationToken);
        }
        while (_isSilent);
    }
}
