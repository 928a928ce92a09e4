using System.Reflection;
using TypedPeer.Benchmarks.EndToEnd.Peers;
using TypedPeer.DataChannels;

namespace TypedPeer.Benchmarks.EndToEnd.Session;

/// <summary>This process's half: the serving process, a raw channel to it and a session to it, each over a connection of its own.</summary>
internal sealed class SessionClient : IAsyncDisposable
{
    private readonly PeerProcess _process;
    private readonly List<PeerConnection> _connections = [];

    private SessionClient(PeerProcess process) => _process = process;

    public string Version => _process.Version;

    public RawChannel Raw { get; private set; } = null!;

    public PeerSession Session { get; private set; } = null!;

    public ISessionBenchmark Remote { get; private set; } = null!;

    /// <summary>Gets a session beside it that would go on over another channel.</summary>
    public PeerSession Resuming { get; private set; } = null!;

    public static async Task<SessionClient> StartAsync()
    {
        var client = new SessionClient(await PeerProcess.StartAsync("dotnet", Assembly.GetExecutingAssembly().Location, "session-peer"));
        client.Raw = new RawChannel(await client.ConnectAsync(SessionPeer.Raw), answers: false);
        client.Session = PeerSession.Start(await client.ConnectAsync(SessionPeer.Session));
        client.Remote = client.Session.GetRemote<ISessionBenchmark>();
        client.Resuming = PeerSession.Start(await client.ConnectAsync(SessionPeer.Resuming), null, SessionPeer.Resumes);
        await client.Session.Connected;
        await client.Resuming.Connected;
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        await Resuming.DisposeAsync();
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }

        await _process.DisposeAsync();
    }

    private Task<DataChannel> ConnectAsync(string label)
    {
        var connection = new PeerConnection();
        _connections.Add(connection);
        return Connecting.OfferAsync(connection, _process, label);
    }
}
