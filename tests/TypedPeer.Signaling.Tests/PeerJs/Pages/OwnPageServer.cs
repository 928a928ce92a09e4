using TypedPeer.Signaling.Tests.Networks;

namespace TypedPeer.Signaling.Tests.PeerJs.Pages;

/// <summary>Our server.</summary>
internal sealed class OwnPageServer : IPageServer
{
    private readonly OwnServer _server;

    private OwnPageServer(OwnServer server) => _server = server;

    public int Port => _server.Address.Port;

    public string Path => "/peerjs";

    public string Address => _server.Address.ToString();

    public static async Task<IPageServer> StartAsync() => new OwnPageServer(await OwnServer.StartAsync());

    public Task KillAsync() => _server.StopAsync();

    public Task RestartAsync() => _server.StartAgainAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
