using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using TypedPeer.DataChannels;
using TypedPeer.Signaling;
using TypedPeer.Transfers;

namespace TypedPeer.Samples.Chat.Room;

/// <summary>A room and this side in it: joins by the server, has a link to every other member, and calls them.</summary>
internal sealed class ChatRoom : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Member> _members = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, NetworkPeerState> _states = new(StringComparer.Ordinal);
    private readonly string _folder;
    private PeerNetwork? _network;
    private long _number = TimeProvider.System.GetUtcNow().Ticks;

    private ChatRoom(string folder) => _folder = folder;

    /// <summary>Raised for a line: who said it, and what.</summary>
    public event Action<string, string>? Heard;

    /// <summary>Raised when a file begins to come: from whom, and how far it is.</summary>
    public event Action<string, FileOnItsWay>? Receiving;

    /// <summary>Raised for what happens to the room: somebody came, left, was lost, is back.</summary>
    public event Action<string>? Happened;

    public string Id => _network!.Id;

    /// <summary>Gets the other members.</summary>
    public IReadOnlyList<NetworkPeer> Peers => _network!.Peers;

    /// <summary>Joins, and begins to connect to everybody who is there or comes.</summary>
    public static async Task<ChatRoom> JoinAsync(string server, string room, string name, string folder, bool isLoopback, Action<ChatRoom> listen, CancellationToken cancellationToken)
    {
        var chat = new ChatRoom(folder);
        listen(chat);
        var connection = isLoopback ? new PeerConnectionOptions { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback), TcpCandidates = TcpCandidates.None } : new();
        var network = chat._network = await PeerNetwork.JoinAsync(
            server,
            new PeerNetworkOptions
            {
                Id = name,

                // In a demonstration a process that takes the place of a killed one is known by this, as a program is that keeps its token in a file.
                ConnectionToken = isLoopback ? $"demonstration-{name}" : null,
                Room = room,
                Metadata = new JsonObject { ["process"] = Environment.ProcessId },
                Configure = (peer, link) => peer.Serve<IMember>(chat.MemberOf(link.PeerId!)).Serve<IFileTransfer>(chat.MemberOf(link.PeerId!).Files),
                Link = new PeerLinkOptions { Connection = connection },
            },
            cancellationToken);
        network.PeerJoined += peer =>
        {
            chat.Happened?.Invoke($"{peer.Id} is here");
            _ = chat.ConnectAsync(peer.Id);
        };
        network.PeerLeft += peer => chat.Happened?.Invoke($"{peer.Id} has left");
        network.PeerChanged += chat.OnChanged;
        network.LinkConnected += link => chat.Happened?.Invoke($"connected to {link.PeerId} by {link.Connection.SelectedCandidatePair}");
        network.StateChanged += state => chat.Happened?.Invoke($"the server: {state}");
        foreach (var peer in network.Peers)
        {
            _ = chat.ConnectAsync(peer.Id);
        }

        return chat;
    }

    /// <summary>Says a line to everybody, and returns when all have heard it.</summary>
    public Task SayAsync(string text, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _number);
        return Task.WhenAll(Peers.Select(peer => TryAsync(peer.Id, (member, token) => member.SayAsync(number, text, token).AsTask(), cancellationToken)));
    }

    /// <summary>Sends a file to one member, and returns when it is there and both ends have the same hash. Over as many sessions as it takes, and also when the member's process begins anew.</summary>
    public async Task<SentFile> SendFileAsync(string peer, string path, FileOnItsWay file, long bytesPerSecond, CancellationToken cancellationToken)
    {
        var sender = new FileSender(token => SessionAsync(peer, token));
        var sent = await sender.SendAsync(path, new FileSendOptions { Progress = file, MaxBytesPerSecond = bytesPerSecond }, cancellationToken);
        file.Complete(sent.Length, sent.Sha256);
        return sent;
    }

    public async ValueTask DisposeAsync()
    {
        if (_network is not null)
        {
            await _network.DisposeAsync();
        }
    }

    private Member MemberOf(string peer) => _members.GetOrAdd(peer, id => new Member(id, _folder, (from, text) => Heard?.Invoke(from, text), (from, transfer) => Receiving?.Invoke(from, transfer)));

    /// <summary>Calls a member. Sessions outlive their connections; where one is lost all the same, what is called here is called again, and counts once.</summary>
    private async Task TryAsync(string peer, Func<IMember, CancellationToken, Task> call, CancellationToken cancellationToken)
    {
        while (true)
        {
            var session = await SessionAsync(peer, cancellationToken);
            try
            {
                await call(session.GetRemote<IMember>(), cancellationToken);
                return;
            }
            catch (PeerException exception) when (exception.Status is PeerStatus.ConnectionLost or PeerStatus.Unavailable)
            {
                Happened?.Invoke($"the session with {peer} was lost: once more");
            }
        }
    }

    /// <summary>Gets a session with a member, who may be away for a while.</summary>
    private async Task<PeerSession> SessionAsync(string peer, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var link = await _network!.ConnectAsync(peer, cancellationToken);
                return await link.GetSessionAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is PeerNetworkException or PeerException { Status: PeerStatus.Unavailable })
            {
                Happened?.Invoke($"{peer} is away: {exception.Message}");
                await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
            }
        }
    }

    /// <summary>Events come one at a time; what a peer says of itself may change as well.</summary>
    private void OnChanged(NetworkPeer peer)
    {
        if (!_states.TryGetValue(peer.Id, out var before) || before != peer.State)
        {
            _states[peer.Id] = peer.State;
            Happened?.Invoke($"{peer.Id}: {peer.State}");
        }
    }

    private async Task ConnectAsync(string peer)
    {
        try
        {
            await _network!.ConnectAsync(peer);
        }
        catch (PeerNetworkException exception)
        {
            Happened?.Invoke($"no connection to {peer}: {exception.Message}");
        }
    }
}
