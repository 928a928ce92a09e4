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

    /// <summary>How long somebody is waited for whom the server no longer knows.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly ConcurrentDictionary<string, BoardMember> _members = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ends = new();

    /// <summary>A program that is started anew with the same id counts from one again.</summary>
    private readonly string _life = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
    private PeerNetwork _network = null!;
    private Task _comparing = Task.CompletedTask;
    private long _changedAt;
    private int _number;

    private BoardRoom(BoardProfile profile, IBoardFiles files) => (Profile, Files) = (profile, files);

    /// <summary>Raised with what happened, in a sentence.</summary>
    public event Action<string>? Happened;

    /// <summary>Raised behind each change of the board, of who is here, of links, and of what others show.</summary>
    public event Action? Changed;

    /// <summary>Gets what is drawn.</summary>
    public Board Board { get; } = new();

    /// <summary>Gets this peer's id.</summary>
    public string Id => _network.Id;

    /// <summary>Gets what this peer says of itself.</summary>
    public BoardProfile Profile { get; private set; }

    /// <summary>Gets how it stands with the server. Links do not need it.</summary>
    public PeerNetworkState State => _network.State;

    /// <summary>Gets the other peers.</summary>
    public IReadOnlyList<NetworkPeer> Peers => _network.Peers;

    internal IBoardFiles Files { get; }

    private IBoard All => _network.Group<IBoard>().All;

    /// <summary>Joins, and begins to connect to everybody who is there or comes.</summary>
    public static async Task<BoardRoom> JoinAsync(string server, PeerNetworkOptions options, BoardProfile profile, IBoardFiles files, Action<string>? happened = null, CancellationToken cancellationToken = default)
    {
        var room = new BoardRoom(profile, files) { Happened = happened };
        room.Board.Changed += () =>
        {
            Volatile.Write(ref room._changedAt, Environment.TickCount64);
            room.Changed?.Invoke();
        };
        room._network = await PeerNetwork.JoinAsync(
            server,
            options with { Metadata = profile.ToJson(), Configure = (peer, link) => peer.Serve<IBoard>(new BoardSeat(room, link.PeerId!, room.Meet(link.PeerId!))) },
            cancellationToken);
        await room.BeginAsync(cancellationToken);
        return room;
    }

    /// <summary>Draws a line, for all.</summary>
    public async ValueTask DrawAsync(byte width, IEnumerable<Dot> dots)
    {
        foreach (var some in dots.Chunk(Stroke.MaxDots))
        {
            await DrawAsync(NewStroke(width, some));
        }
    }

    /// <summary>Returns a stroke that may grow before it is drawn.</summary>
    public Stroke NewStroke(byte width, Dot[] dots) =>
        new() { Id = $"{Id}.{_life}.{Interlocked.Increment(ref _number)}", Clock = Board.NextClock(), Color = Profile.Color, Width = width, Dots = dots };

    /// <summary>Draws a stroke that is finished, for all.</summary>
    public async ValueTask DrawAsync(Stroke stroke)
    {
        // Later than what came while it was drawn.
        stroke = stroke with { Clock = Board.NextClock() };
        Board.Add(stroke);
        await All.DrawAsync(stroke);
    }

    /// <summary>Shows all a stroke that still grows.</summary>
    public ValueTask SketchAsync(Stroke unfinished) => All.SketchAsync(unfinished);

    /// <summary>Shows all where this peer's pen is.</summary>
    public ValueTask PointAsync(Dot at) => All.PointAsync(at);

    /// <summary>Wipes the board, for all.</summary>
    public async ValueTask ClearAsync()
    {
        var clearing = new Clearing(Board.NextClock(), Id);
        Board.Clear(clearing);
        await All.ClearAsync(clearing);
    }

    /// <summary>Offers a file to all.</summary>
    public ValueTask OfferAsync(FileOffer offer) => All.OfferAsync(offer);

    /// <summary>Says something else of this peer.</summary>
    public async Task DescribeAsync(BoardProfile profile, CancellationToken cancellationToken = default)
    {
        Profile = profile;
        Changed?.Invoke();
        await _network.SetMetadataAsync(profile.ToJson(), cancellationToken);
    }

    /// <summary>Returns what a peer has shown; null before it has a link.</summary>
    public BoardMember? MemberOf(string id) => _members.GetValueOrDefault(id);

    /// <summary>Returns what a peer says of itself.</summary>
    public BoardProfile ProfileOf(string id) => BoardProfile.Of(id, Peers.FirstOrDefault(peer => peer.Id == id)?.Metadata);

    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync();
        await _comparing;
        await _network.DisposeAsync();
        _ends.Dispose();
    }

    /// <summary>Tells whoever looks that a peer shows something else.</summary>
    internal void Shown() => Changed?.Invoke();

    internal void TakeOffer(string peer, FileOffer offer) => Files.Take(ProfileOf(peer), offer, async token =>
    {
        var link = await _network.ConnectAsync(peer, token);
        return await link.GetRemote<IBoard>().OpenAsync(offer.Id, token);
    });

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        _network.PeerJoined += peer =>
        {
            Meet(peer.Id).LeftAt = null;
            Observe(ConnectAsync(peer.Id));
        };
        _network.PeerLeft += peer =>
        {
            Meet(peer.Id).LeftAt = Environment.TickCount64;
            Happened?.Invoke($"{BoardProfile.Of(peer.Id, peer.Metadata).Name} has left");
        };
        _network.PeerChanged += _ => Changed?.Invoke();
        _network.StateChanged += _ => Changed?.Invoke();
        _network.LinkConnected += Greet;
        var taken = _network.Peers.Select(static peer => BoardProfile.Of(peer.Id, peer.Metadata).Color).ToHashSet();
        if (taken.Contains(Profile.Color))
        {
            await DescribeAsync(Profile with { Color = BoardProfile.FreeColor(taken) }, cancellationToken);
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

    /// <summary>Whoever is in the room gets a link, again where the last attempt failed.</summary>
    private async Task ConnectAsync(string peer)
    {
        while (!_ends.IsCancellationRequested)
        {
            try
            {
                await _network.ConnectAsync(peer, _ends.Token);
                return;
            }
            catch (PeerNetworkException exception)
            {
                Happened?.Invoke($"no link to {ProfileOf(peer).Name}: {exception.Message}");
            }

            if (!await StaysAsync(peer))
            {
                return;
            }
        }
    }

    /// <summary>A link is over, by whichever side: whoever stays in the room gets another.</summary>
    private async Task ConnectAgainAsync(string peer)
    {
        if (!_ends.IsCancellationRequested && await StaysAsync(peer))
        {
            await ConnectAsync(peer);
        }
    }

    /// <summary>Returns a while later whether a peer is still in the room: one that leaves ends its links first.</summary>
    private async Task<bool> StaysAsync(string peer)
    {
        await Task.Delay(CompareEvery, _ends.Token);
        return Peers.Any(other => other.Id == peer) && MemberOf(peer)?.LeftAt is null;
    }

    /// <summary>Both sides say what they have, also when the peer was started anew.</summary>
    private void Greet(PeerLink link)
    {
        link.StateChanged += state =>
        {
            Happened?.Invoke($"{ProfileOf(link.PeerId!).Name}: {state}");
            if (state == PeerLinkState.Connected)
            {
                Observe(GreetAsync(link));
            }
            else if (state == PeerLinkState.Closed)
            {
                MemberOf(link.PeerId!)?.Forget();
                Observe(ConnectAgainAsync(link.PeerId!));
            }

            Changed?.Invoke();
        };
        Happened?.Invoke($"{ProfileOf(link.PeerId!).Name}: {link.State}");
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
        var member = Meet(link.PeerId!);
        if (!member.BeginReading())
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
            member.EndReading();
        }
    }

    /// <summary>Boards that stay different although nobody draws become one again.</summary>
    private async Task CompareAlwaysAsync(CancellationToken cancellationToken)
    {
        var said = Board.Digest;
        using var timer = new PeriodicTimer(CompareEvery);
        while (await NextAsync(timer, cancellationToken))
        {
            ForgetWhoLeft();
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
                if (peer is { State: NetworkPeerState.Connected, Link: { } link } && MemberOf(peer.Id)?.Digest is { } other && other != digest)
                {
                    Observe(ReadAsync(link));
                }
            }
        }
    }

    private BoardMember Meet(string peer) => _members.GetOrAdd(peer, static _ => new BoardMember());

    /// <summary>Whoever left without a goodbye, and does not come back, is looked for no longer.</summary>
    private void ForgetWhoLeft()
    {
        var peers = Peers;
        foreach (var gone in _members.Keys.Except(peers.Select(static peer => peer.Id), StringComparer.Ordinal))
        {
            _members.TryRemove(gone, out _);
        }

        foreach (var peer in peers)
        {
            if (peer is { State: not NetworkPeerState.Connected, Link: { } link } && MemberOf(peer.Id)?.LeftAt is { } left && Environment.TickCount64 - left > Patience.TotalMilliseconds)
            {
                Observe(link.DisposeAsync().AsTask());
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
