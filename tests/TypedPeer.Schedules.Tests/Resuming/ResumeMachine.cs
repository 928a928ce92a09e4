using TypedPeer.DataChannels;
using TypedPeer.Signaling;
using TypedPeer.VirtualNetwork;
using TypedPeer.VirtualNetwork.Networks;

namespace TypedPeer.Schedules.Tests.Resuming;

/// <summary>A machine whose process may be started anew as the same peer: with the same id and certificate, and nothing else of what it knew.</summary>
internal sealed class ResumeMachine(VirtualWorld world, VirtualSignalingServer server, Ledger ledger, string id, int number) : IDisposable
{
    private readonly PeerCertificate _certificate = PeerCertificate.Create(timeProvider: world.Time);
    private int _moves;

    /// <summary>A link is up for the first time.</summary>
    public event Action<PeerLink>? LinkConnected;

    public string Id => id;

    public VirtualHost Host { get; private set; } = null!;

    public VirtualUplink Uplink { get; private set; } = null!;

    public PeerNetwork Network { get; private set; } = null!;

    public List<PeerNetwork> Networks { get; } = [];

    public async Task StartAsync()
    {
        Host = new VirtualHost(world, NextAddress());
        Uplink = server.CreateUplink();
        while (true)
        {
            try
            {
                Network = await PeerNetwork.JoinAsync(Uplink, Host.Configure(CreateOptions()), CancellationToken.None);
                Networks.Add(Network);
                Network.LinkConnected += link => LinkConnected?.Invoke(link);
                return;
            }
            catch (PeerNetworkException exception) when (exception.Error is PeerNetworkError.ServerUnreachable or PeerNetworkError.ServerLost or PeerNetworkError.Timeout)
            {
                await Task.Delay(TimeSpan.FromSeconds(2), world.Time);
            }
        }
    }

    public void Move() => Host.Move(NextAddress());

    /// <summary>The process is gone, and nobody is told.</summary>
    public void Vanish()
    {
        Host.Move();
        Uplink.IsSilent = true;
    }

    public void Dispose() => _certificate.Dispose();

    private string NextAddress() => $"10.{number}.{++_moves / 250}.{1 + (_moves % 250)}";

    private PeerNetworkOptions CreateOptions() => new()
    {
        Id = id,
        ConnectionToken = $"{id}'s",
        Configure = (peer, _) => peer.Serve<ILedger>(ledger.Open()),
        Link = new PeerLinkOptions
        {
            Connection = new PeerConnectionOptions { Certificate = _certificate },

            // Some sessions wait longer than paths are cut, and some do not.
            Session = new PeerSessionOptions { ResumeTimeout = TimeSpan.FromMinutes(number % 2 == 0 ? 1 : 10) },
            MaxReconnectAttempts = int.MaxValue,
            ReconnectTimeout = TimeSpan.FromHours(2),
        },
    };
}
