namespace TypedPeer.Samples.Game.Online;

/// <summary>What a player gets on joining.</summary>
/// <param name="Number">The player's number.</param>
/// <param name="Coins">How many coins the player has: more than none for one who is back.</param>
/// <param name="Present">Who is here already.</param>
public sealed record Seat(int Number, int Coins, Presence[] Present);
