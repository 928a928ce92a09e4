using System.Diagnostics;
using TypedPeer.Samples.Game.Rules;

namespace TypedPeer.Samples.Game.Online;

/// <summary>The world and everybody who sees it. All of it runs on the game's loop.</summary>
internal sealed class Arena(World world)
{
    #region Plumbing
    private readonly PeerGroup<IPlayer> _everybody = new();
    #endregion
    private readonly List<Visitor> _visitors = [];

    public World World => world;

    /// <summary>Gets those who are here.</summary>
    public IReadOnlyList<Visitor> Visitors => _visitors;

    public void Watch(Visitor visitor)
    {
        _visitors.Add(visitor);
        #region Plumbing
        _everybody.Add(visitor.Link.Session);
        _ = LeaveWhenOverAsync(visitor);
        #endregion
    }

    public async ValueTask<Seat> JoinAsync(Visitor visitor, string name)
    {
        // Who comes back may be here before we have noticed that they were lost.
        var key = visitor.Link.RemoteIdentity.ToString();
        #region Plumbing
        foreach (var before in _visitors.Where(other => other != visitor && other.Link.RemoteIdentity == visitor.Link.RemoteIdentity).ToArray())
        {
            await LeaveAsync(before);

            // Nobody is left to answer its goodbye, so it takes its time.
            _ = before.Link.DisposeAsync().AsTask();
        }
        #endregion

        var player = visitor.Player = world.Enter(key, name);
        Watch(visitor);
        await _everybody.Except(visitor.Link.Session).JoinedAsync(new Presence(player.Number, player.Name));
        return new Seat(player.Number, player.Coins, GetPresent());
    }

    /// <summary>Returns who is here.</summary>
    public Presence[] GetPresent() => [.. world.Players.Where(static player => player.IsHere).Select(static player => new Presence(player.Number, player.Name))];

    /// <summary>One tick: the rules, then what everybody is told.</summary>
    public async Task TickAsync()
    {
        foreach (var coin in world.Tick())
        {
            _visitors.ForEach(visitor => visitor.Tally.Add(coin));
            await _everybody.All.CoinTakenAsync(coin);
        }

        await _everybody.All.StateAsync(world.GetState(Stopwatch.GetTimestamp()));
    }

    /// <summary>Tells everybody that it is over, and gathers what they have counted.</summary>
    public IAsyncEnumerable<PeerGroupResult<PlayerCounts>> EndAsync() =>
        _everybody.InvokeAsync(static (player, token) => player.EndAsync(token));

    #region Plumbing
    private async Task LeaveWhenOverAsync(Visitor visitor)
    {
        await visitor.Link.Completion;
        await LeaveAsync(visitor);
    }
    #endregion

    private async ValueTask LeaveAsync(Visitor visitor)
    {
        if (_visitors.Remove(visitor) && visitor.Player is { } player)
        {
            player.IsHere = false;
            #region Plumbing
            _everybody.Remove(visitor.Link.Session);
            #endregion
            await _everybody.All.LeftAsync(player.Number);
        }
    }
}
