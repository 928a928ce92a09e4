using TypedPeer.Samples.Game.Rules;

namespace TypedPeer.Samples.Game.Online;

/// <summary>What a player asks of the server.</summary>
[PeerContract]
public partial interface IArena
{
    /// <summary>Comes in, or back: who has been here before by the same certificate keeps number and coins.</summary>
    ValueTask<Seat> JoinAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Watches without playing, and tells who is here.</summary>
    ValueTask<Presence[]> WatchAsync(CancellationToken cancellationToken = default);

    /// <summary>Runs this way from now on. Of several that wait, the last one counts.</summary>
    [OneWay]
    [LatestWins]
    ValueTask SteerAsync(Direction direction);

    /// <summary>Jumps ahead. Every dash counts, and its number comes back.</summary>
    ValueTask<int> DashAsync(CancellationToken cancellationToken = default);
}
