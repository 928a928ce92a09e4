namespace TypedPeer.Samples.Game.Online;

/// <summary>What one end has counted of one session, to be compared with what the other end has.</summary>
/// <param name="Player">The player's number.</param>
/// <param name="Coins">How many coins it was told of, or told.</param>
/// <param name="Sum">The sum over them of the coin's number times the taker's, so that none is mistaken for another one.</param>
/// <param name="Dashes">How many dashes were answered.</param>
public readonly record struct PlayerCounts(int Player, int Coins, long Sum, int Dashes);
