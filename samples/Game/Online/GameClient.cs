using TypedPeer.DataChannels;
using TypedPeer.Samples.Game.Rules;
using TypedPeer.Signaling;

namespace TypedPeer.Samples.Game.Online;

/// <summary>One player's end: what the server tells it, and the way to the server. Comes back by itself when the connection is lost.</summary>
/// <param name="name">The player's name; null to watch.</param>
internal sealed class GameClient(string? name) : IPlayer, IDisposable
{
    private readonly TaskCompletionSource<PlayerCounts> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ending = new();
    private volatile WorldState? _state;
    private Tally _tally = new();
    private Task _playing = Task.CompletedTask;

    /// <summary>Gets the newest state.</summary>
    public WorldState? State => _state;

    /// <summary>Gets the names of those who are or were here, by number.</summary>
    public System.Collections.Concurrent.ConcurrentDictionary<int, string> Names { get; } = new();

    /// <summary>Gets this player's number; 0 before it has joined.</summary>
    public int Number { get; private set; }

    /// <summary>Gets or sets what is called with each state, one at a time.</summary>
    public Action<WorldState>? StateCame { get; set; }

    /// <summary>Gets or sets what is called each time this player has come in.</summary>
    public Action<Seat>? Joined { get; set; }

    /// <summary>Plays until the game is over, and returns what was counted since this player came, or came back.</summary>
    /// <param name="address">The server's.</param>
    /// <param name="certificate">Who this player is.</param>
    /// <param name="linked">Called once with the link.</param>
    /// <param name="play">Steers, until the token is cancelled.</param>
    /// <param name="cancellationToken">Leaves the game.</param>
    public async Task<PlayerCounts> RunAsync(
        string address, PeerCertificate certificate, Action<PeerLink>? linked, Func<IArena, Tally, CancellationToken, Task> play, CancellationToken cancellationToken)
    {
        #region Plumbing
        var options = new PeerLinkOptions { Connection = new PeerConnectionOptions { Certificate = certificate } };
        await using var link = await PeerLink.ConnectAsync(address, peer => peer.Serve<IPlayer>(this), options, cancellationToken);
        linked?.Invoke(link);
        while (true)
        {
            var session = await link.GetSessionAsync(cancellationToken);
            using var playing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
            await JoinAsync(session.GetRemote<IArena>(), play, playing.Token);
            await Task.WhenAny(_over.Task, session.Completion).WaitAsync(cancellationToken);
            await playing.CancelAsync();
        #endregion
            if (_over.Task.IsCompleted)
            {
                await session.StopAsync(cancellationToken);
                return await _over.Task;
            }
        }
    }

    public ValueTask StateAsync(WorldState state)
    {
        _state = state;
        StateCame?.Invoke(state);
        return ValueTask.CompletedTask;
    }

    public ValueTask CoinTakenAsync(Coin coin)
    {
        _tally.Add(coin);
        return ValueTask.CompletedTask;
    }

    public ValueTask JoinedAsync(Presence player)
    {
        Names[player.Number] = player.Name;
        return ValueTask.CompletedTask;
    }

    public ValueTask LeftAsync(int player)
    {
        Names.TryRemove(player, out _);
        return ValueTask.CompletedTask;
    }

    public async ValueTask<PlayerCounts> EndAsync(CancellationToken cancellationToken)
    {
        await _ending.CancelAsync();
        await _playing.WaitAsync(cancellationToken);
        var counts = _tally.For(Number);
        _over.TrySetResult(counts);
        return counts;
    }

    public void Dispose() => _ending.Dispose();

    private async Task JoinAsync(IArena arena, Func<IArena, Tally, CancellationToken, Task> play, CancellationToken cancellationToken)
    {
        var tally = _tally = new Tally();
        if (name is null)
        {
            Remember(await arena.WatchAsync(cancellationToken));
            return;
        }

        var seat = await arena.JoinAsync(name, cancellationToken);
        Number = seat.Number;
        Remember(seat.Present);
        Joined?.Invoke(seat);
        _playing = PlayAsync(arena, tally, play, cancellationToken);
    }

    private void Remember(Presence[] present)
    {
        foreach (var player in present)
        {
            Names[player.Number] = player.Name;
        }
    }

    private static async Task PlayAsync(IArena arena, Tally tally, Func<IArena, Tally, CancellationToken, Task> play, CancellationToken cancellationToken)
    {
        try
        {
            await play(arena, tally, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It is over, or the connection is: whoever runs the game knows.
        }
        catch (PeerException lost) when (lost.Status == PeerStatus.ConnectionLost)
        {
            // The link dials again.
        }
    }
}
