namespace TypedPeer.Samples.Game.Rules;

/// <summary>A player as everybody sees it.</summary>
public readonly record struct PlayerState(int Number, Cell At, int Coins);
