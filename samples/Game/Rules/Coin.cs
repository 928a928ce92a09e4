namespace TypedPeer.Samples.Game.Rules;

/// <summary>One coin and who took it; coins are numbered from 1 without a gap.</summary>
public readonly record struct Coin(int Number, int Player);
