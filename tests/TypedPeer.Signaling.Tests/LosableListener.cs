using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Tests;

/// <summary>A listener that can vanish without a goodbye, and come back as the same peer at the same address.</summary>
internal sealed class LosableListener : IAsyncDisposable
{
    private readonly PeerCertificate _certificate = PeerCertificate.Create();
    private PeerPort _port;
    private PeerListener? _listener;

    private LosableListener() => _port = PeerPort.Open(Loopback.Options().Connections.Port);

    public PeerAddress Address => _listener!.Address;

    public PeerListener Listener => _listener!;

    public static async Task<LosableListener> StartAsync(Greeter greeter)
    {
        var made = new LosableListener();
        await made.ListenAsync(greeter);
        return made;
    }

    /// <summary>Ends every connection under the sessions, as a process that is killed does where the system tells its peers.</summary>
    public ValueTask VanishAsync() => _port.DisposeAsync();

    /// <summary>Is there again.</summary>
    public async Task ComeBackAsync(Greeter greeter)
    {
        var port = Address.EndPoints[0].Port;
        await _listener!.DisposeAsync();
        _port = PeerPort.Open(Loopback.Options(port).Connections.Port);
        await ListenAsync(greeter);
    }

    public async ValueTask DisposeAsync()
    {
        await _listener!.DisposeAsync();
        await _port.DisposeAsync();
        _certificate.Dispose();
    }

    private async Task ListenAsync(Greeter greeter) =>
        _listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(greeter), Loopback.Options(certificate: _certificate) with { Port = _port }, Loopback.Token);
}
