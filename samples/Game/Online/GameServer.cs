using System.Diagnostics;
using TypedPeer.DataChannels;
using TypedPeer.Samples.Game.Rules;
using TypedPeer.Signaling;

namespace TypedPeer.Samples.Game.Online;

/// <summary>The game, and the listener that players dial.</summary>
internal sealed class GameServer : IAsyncDisposable
{
    #region Plumbing
    private readonly TaskScheduler _loop = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
    #endregion
    private readonly Arena _arena;
    private PeerListener _listener = null!;

    private GameServer(int seed) => _arena = new Arena(new World(seed));

    public PeerAddress Address => _listener.Address;

    /// <summary>Begins to listen.</summary>
    /// <param name="seed">Where coins lie.</param>
    /// <param name="port">The UDP port; 0 for any.</param>
    /// <param name="visited">Called for each link that comes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<GameServer> StartAsync(int seed, int port, Action<PeerLink>? visited, CancellationToken cancellationToken)
    {
        var game = new GameServer(seed);
        #region Plumbing
        game._listener = await PeerListener.ListenAsync(
            (peer, link) => peer.Serve<IArena>(new Visitor(game._arena, link)),
            new PeerListenerOptions
            {
                // Who is gone does not keep the end of a game waiting for long.
                Session = new PeerSessionOptions { HandlerScheduler = game._loop, StopTimeout = TimeSpan.FromSeconds(2) },
                Connections = new PeerConnectionListenerOptions { Port = new PeerPortOptions { Port = port } },
            },
            cancellationToken);
        game._listener.LinkConnected += visited;
        #endregion
        return game;
    }

    /// <summary>
    /// Plays until so many players have been here for so long, or the token is cancelled, and returns what both ends of each session have counted.
    /// </summary>
    public Task<IReadOnlyList<(PlayerCounts Ours, PlayerCounts Theirs)>> PlayAsync(int players, TimeSpan time, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(() => PlayOnLoopAsync(players, time, cancellationToken), CancellationToken.None, TaskCreationOptions.None, _loop).Unwrap();

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task<IReadOnlyList<(PlayerCounts Ours, PlayerCounts Theirs)>> PlayOnLoopAsync(int players, TimeSpan time, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        TimeSpan? end = null;
        for (var tick = 1L; Stopwatch.GetElapsedTime(started) is var now && (end is null || now < end) && !cancellationToken.IsCancellationRequested; tick++)
        {
            await _arena.TickAsync();
            end ??= time < TimeSpan.MaxValue && _arena.World.Players.Count() >= players ? now + time : null;
            var due = TimeSpan.FromSeconds((double)tick / World.TicksPerSecond) - Stopwatch.GetElapsedTime(started);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, CancellationToken.None);
            }
        }

        return await CountAsync();
    }

    private async Task<IReadOnlyList<(PlayerCounts Ours, PlayerCounts Theirs)>> CountAsync()
    {
        List<(PlayerCounts, PlayerCounts)> counts = [];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await foreach (var theirs in _arena.EndAsync().WithCancellation(patience.Token))
        {
            if (theirs.Exception is null && _arena.Visitors.FirstOrDefault(visitor => visitor.Link.Session == theirs.Session) is { Player: { } player } visitor)
            {
                counts.Add((visitor.Tally.For(player.Number), theirs.Result));
            }
        }

        return counts;
    }
}
