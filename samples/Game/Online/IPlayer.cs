using TypedPeer.Samples.Game.Rules;

namespace TypedPeer.Samples.Game.Online;

/// <summary>What the server tells everybody.</summary>
[PeerContract]
public partial interface IPlayer
{
    /// <summary>The field as it is. Whoever is slow misses some, and never sees an old one after a new one.</summary>
    [OneWay]
    [LatestWins]
    ValueTask StateAsync(WorldState state);

    /// <summary>A coin was taken. Each is told once, to everybody who is here.</summary>
    [OneWay]
    ValueTask CoinTakenAsync(Coin coin);

    /// <summary>A player is here now.</summary>
    [OneWay]
    ValueTask JoinedAsync(Presence player);

    /// <summary>A player has left, or was lost.</summary>
    [OneWay]
    ValueTask LeftAsync(int player);

    /// <summary>The game is over; answers with what this side has counted.</summary>
    ValueTask<PlayerCounts> EndAsync(CancellationToken cancellationToken = default);
}
