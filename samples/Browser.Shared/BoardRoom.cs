using System.Collections.Concurrent;
using System.Security.Cryptography;
using TypedPeer.Signaling;

namespace TypedPeer.Samples.Browser;

/// <summary>
/// A room, and this process in it: joins by the server, has a link to every other peer, and keeps one board with them. Whoever is connected, for the
/// first time or anew, is read once; after that strokes come one by one, and boards that stay different all the same are read again.
/// </summary>
public sealed class BoardRoom : IAsyncDisposable
{
    private static readonly TimeSpan CompareEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, BoardDigest> _digests = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _reading = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ends = new();

    /// <summary>A program that is started anew with the same id counts from one again.</summary>
    private readonly string _life = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
    private PeerNetwork _network = null!;
    private BoardProfile _profile;
    private Task _comparing = Task.CompletedTask;
    private long _changedAt;
    private int _number;

    private BoardRoom(BoardProfile profile, IBoardFiles files) => (_profile, Files) = (profile, files);

    /// <summary>Raised with what happened, in a sentence.</summary>
    public event Action<string>? Happened;

    /// <summary>Gets what is drawn.</summary>
    public Board Board { get; } = new();

    /// <summary>Gets this peer's id.</summary>
    public string Id => _network.Id;

    /// <summary>Gets the other peers.</summary>
    public IReadOnlyList<NetworkPeer> Peers => _network.Peers;

    internal IBoardFiles Files { get; }

    private IBoard All => _network.Group<IBoard>().All;

    /// <summary>Joins, and begins to connect to everybody who is there or comes.</summary>
    public static async Task<BoardRoom> JoinAsync(string server, PeerNetworkOptions options, BoardProfile profile, IBoardFiles files, Action<string>? happened = null, CancellationToken cancellationToken = default)
    {
        var room = new BoardRoom(profile, files) { Happened = happened };
        room.Board.Changed += () => Volatile.Write(ref room._changedAt, Environment.TickCount64);
        room._network = await PeerNetwork.JoinAsync(
            server,
            options with { Metadata = profile.ToJson(), Configure = (peer, link) => peer.Serve<IBoard>(new BoardSeat(room, link.PeerId!)) },
            cancellationToken);
        await room.BeginAsync(cancellationToken);
        return room;
    }

    /// <summary>Draws a line, for all.</summary>
    public async ValueTask DrawAsync(byte width, IEnumerable<Dot> dots)
    {
        foreach (var some in dots.Chunk(Stroke.MaxDots))
        {
            var stroke = new Stroke { Id = $"{Id}.{_life}.{Interlocked.Increment(ref _number)}", Clock = Board.NextClock(), Color = _profile.Color, Width = width, Dots = some };
            Board.Add(stroke);
            await All.DrawAsync(stroke);
        }
    }

    /// <summary>Wipes the board, for all.</summary>
    public async ValueTask ClearAsync()
    {
        var clearing = new Clearing(Board.NextClock(), Id);
        Board.Clear(clearing);
        await All.ClearAsync(clearing);
    }

    /// <summary>Offers a file to all.</summary>
    public ValueTask OfferAsync(FileOffer offer) => All.OfferAsync(offer);

    /// <summary>Returns the name of a peer.</summary>
    public string NameOf(string id) => BoardProfile.Of(id, Peers.FirstOrDefault(peer => peer.Id == id)?.Metadata).Name;

    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync();
        await _comparing;
        await _network.DisposeAsync();
        _ends.Dispose();
    }

    internal void Compare(string peer, BoardDigest digest) => _digests[peer] = digest;

    internal void TakeOffer(string peer, FileOffer offer) => Files.Take(NameOf(peer), offer, async token =>
    {
        var link = await _network.ConnectAsync(peer, token);
        return await link.GetRemote<IBoard>().OpenAsync(offer.Id, token);
    });

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        _network.PeerJoined += peer => Observe(ConnectAsync(peer.Id));
        _network.PeerLeft += peer => Happened?.Invoke($"{BoardProfile.Of(peer.Id, peer.Metadata).Name} has left");
        _network.LinkConnected += Greet;
        var taken = _network.Peers.Select(static peer => BoardProfile.Of(peer.Id, peer.Metadata).Color).ToHashSet();
        if (taken.Contains(_profile.Color))
        {
            _profile = _profile with { Color = BoardProfile.FreeColor(taken) };
            await _network.SetMetadataAsync(_profile.ToJson(), cancellationToken);
        }

        foreach (var peer in _network.Peers)
        {
            if (peer.Link is { } link)
            {
                Greet(link);
            }

            Observe(ConnectAsync(peer.Id));
        }

        _comparing = CompareAlwaysAsync(_ends.Token);
    }

    private async Task ConnectAsync(string peer)
    {
        try
        {
            await _network.ConnectAsync(peer, _ends.Token);
        }
        catch (PeerNetworkException exception)
        {
            Happened?.Invoke($"no link to {NameOf(peer)}: {exception.Message}");
        }
    }

    /// <summary>Both sides say what they have, also when the peer was started anew.</summary>
    private void Greet(PeerLink link)
    {
        link.StateChanged += state =>
        {
            Happened?.Invoke($"{NameOf(link.PeerId!)}: {state}");
            if (state == PeerLinkState.Connected)
            {
                Observe(GreetAsync(link));
            }
        };
        Happened?.Invoke($"{NameOf(link.PeerId!)}: {link.State}");
        Observe(GreetAsync(link));
    }

    private async Task GreetAsync(PeerLink link)
    {
        var remote = link.GetRemote<IBoard>();
        await remote.CompareAsync(Board.Digest);
        foreach (var offer in Files.Own)
        {
            await remote.OfferAsync(offer);
        }

        await ReadAsync(link);
    }

    private async Task ReadAsync(PeerLink link)
    {
        if (!_reading.TryAdd(link.PeerId!, true))
        {
            return;
        }

        try
        {
            await foreach (var part in link.GetRemote<IBoard>().ReadAsync(_ends.Token))
            {
                Board.Merge(part);
            }
        }
        finally
        {
            _reading.TryRemove(link.PeerId!, out _);
        }
    }

    /// <summary>Boards that stay different although nobody draws become one again.</summary>
    private async Task CompareAlwaysAsync(CancellationToken cancellationToken)
    {
        var said = Board.Digest;
        using var timer = new PeriodicTimer(CompareEvery);
        while (await NextAsync(timer, cancellationToken))
        {
            var digest = Board.Digest;
            if (digest != said)
            {
                await All.CompareAsync(said = digest);
            }

            if (Environment.TickCount64 - Volatile.Read(ref _changedAt) < CompareEvery.TotalMilliseconds)
            {
                continue;
            }

            foreach (var peer in Peers)
            {
                if (peer is { State: NetworkPeerState.Connected, Link: { } link } && _digests.TryGetValue(peer.Id, out var other) && other != digest)
                {
                    Observe(ReadAsync(link));
                }
            }
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>What is lost with a link is made good when it is back; anything else is told.</summary>
    private async void Observe(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException) when (_ends.IsCancellationRequested)
        {
        }
        catch (Exception exception) when (exception is PeerException or PeerNetworkException)
        {
            Happened?.Invoke($"to be made good: {exception.Message}");
        }
    }
}
