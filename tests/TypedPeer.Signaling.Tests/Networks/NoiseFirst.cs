using TypedPeer.Signaling.Networks.Protocol;

namespace TypedPeer.Signaling.Tests.Networks;

/// <summary>A way to a server whose first text on each connection is none, which the network tells its application of before anything else.</summary>
internal sealed class NoiseFirst(ISignalingTransport server) : ISignalingTransport
{
    public Task<string> IssueIdAsync(string? accessToken, CancellationToken cancellationToken) => server.IssueIdAsync(accessToken, cancellationToken);

    public async Task<ISignalingConnection> ConnectAsync(string id, string token, string? accessToken, CancellationToken cancellationToken) =>
        new Connection(await server.ConnectAsync(id, token, accessToken, cancellationToken));

    private sealed class Connection(ISignalingConnection connection) : ISignalingConnection
    {
        private bool _hasBegun;

        public ValueTask SendAsync(string text, CancellationToken cancellationToken) => connection.SendAsync(text, cancellationToken);

        public ValueTask<string?> ReceiveAsync(CancellationToken cancellationToken)
        {
            if (_hasBegun)
            {
                return connection.ReceiveAsync(cancellationToken);
            }

            _hasBegun = true;
            return ValueTask.FromResult<string?>("{");
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
