using TypedPeer.Signaling;
using TypedPeer.VirtualNetwork;
using TypedPeer.VirtualNetwork.Networks;

namespace TypedPeer.Schedules.Tests;

/// <summary>One of the peers of a schedule: a machine, and the network on it, which may be started anew.</summary>
internal sealed class SchedulePeer(VirtualWorld world, VirtualSignalingServer server, Journal journal, AcceptWatch accepts, string id, int number, Random random)
{
    private int _moves;
    private int _starts;

    /// <summary>Its id.</summary>
    public string Id => id;

    /// <summary>Its machine.</summary>
    public VirtualHost Host { get; private set; } = null!;

    /// <summary>Its way to the server.</summary>
    public VirtualUplink Uplink { get; private set; } = null!;

    /// <summary>Its network.</summary>
    public PeerNetwork Network { get; private set; } = null!;

    /// <summary>All its networks: those before are dead machines that nobody has switched on again.</summary>
    public List<PeerNetwork> Networks { get; } = [];

    /// <summary>All links that it has had.</summary>
    public List<PeerLink> Links { get; } = [];

    /// <summary>How it answers who asks to come in.</summary>
    public bool RefusesAll { get; set; }

    /// <summary>Whether the server takes its token.</summary>
    public bool IsTokenExpired { get; set; }

    /// <summary>Joins, or joins anew as a process that was started again: with the same id and connection token, and another certificate.</summary>
    public async Task StartAsync()
    {
        Host = new VirtualHost(world, NextAddress());
        Uplink = server.CreateUplink();
        accepts.Forget(id);
        var started = ++_starts;
        while (true)
        {
            try
            {
                Network = await PeerNetwork.JoinAsync(Uplink, Host.Configure(CreateOptions()), CancellationToken.None);
                break;
            }
            catch (PeerNetworkException exception) when (exception.Error is PeerNetworkError.ServerUnreachable or PeerNetworkError.ServerLost or PeerNetworkError.Timeout or PeerNetworkError.TokenRefused)
            {
                journal.Add($"{id} does not get in: {exception.Error}");
                await Task.Delay(TimeSpan.FromSeconds(2), world.Time);
            }
        }

        Networks.Add(Network);
        journal.Add($"{id} has joined, for the {started}. time");
        Network.StateChanged += state => journal.Add($"{id}/{started} is {state}");
        Network.LinkConnected += Links.Add;
        Network.PeerChanged += peer => journal.Add($"{id}/{started} and {peer.Id}: {peer.State}");
    }

    /// <summary>Its machine has another address from now on.</summary>
    public void Move() => Host.Move(NextAddress());

    /// <summary>Its machine is off every network, and its server finds out by itself.</summary>
    public void Vanish()
    {
        Host.Move();
        Uplink.IsSilent = true;
    }

    /// <summary>Its machine is back, with another address.</summary>
    public void Return()
    {
        Move();
        Uplink.IsSilent = false;
    }

    private string NextAddress() => $"10.{number}.{++_moves / 250}.{1 + (_moves % 250)}";

    private PeerNetworkOptions CreateOptions() => new()
    {
        Id = id,
        Room = "lobby",
        ConnectionToken = $"{id}'s",
        AccessToken = _ => ValueTask.FromResult<string?>(IsTokenExpired ? "expired" : "valid"),
        Accept = AcceptAsync,
        Configure = static (peer, _) => peer.Serve<IEcho>(new Echo()),
    };

    private async ValueTask<bool> AcceptAsync(PeerAcceptContext context, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(3) * 400), world.Time, cancellationToken);
        if (!RefusesAll)
        {
            accepts.Accept(id, context.PeerId);
        }

        return !RefusesAll;
    }
}
