using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Tests.Resuming;

/// <summary>A listener that is restarted: the same certificate and port, and nothing of what it knew.</summary>
internal sealed class RestartedListener : IAsyncDisposable
{
    private readonly PeerCertificate _certificate = PeerCertificate.Create();
    private PeerPort _port = PeerPort.Open(Loopback.Options().Connections.Port);
    private Action<PeerSessionBuilder>? _serve;
    private PeerListener? _listener;
    private int _starts;

    public PeerAddress Address => _listener!.Address;

    public Repeater Current { get; private set; } = new(0);

    /// <summary>Listens.</summary>
    /// <param name="serve">What is served beside the repeater.</param>
    public static async Task<RestartedListener> StartAsync(Action<PeerSessionBuilder>? serve = null)
    {
        var made = new RestartedListener { _serve = serve };
        await made.ListenAsync();
        return made;
    }

    public async Task RestartAsync()
    {
        var port = Address.EndPoints[0].Port;
        await _port.DisposeAsync();
        await _listener!.DisposeAsync();
        _port = PeerPort.Open(Loopback.Options(port).Connections.Port);
        await ListenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _listener!.DisposeAsync();
        await _port.DisposeAsync();
        _certificate.Dispose();
    }

    private async Task ListenAsync()
    {
        var repeater = Current = new Repeater(++_starts);
        _listener = await PeerListener.ListenAsync(
            peer =>
            {
                peer.Serve<IRepeater>(repeater);
                _serve?.Invoke(peer);
            },
            Loopback.Options(certificate: _certificate) with { Port = _port },
            Loopback.Token);
    }
}
