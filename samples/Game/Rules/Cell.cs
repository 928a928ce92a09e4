namespace TypedPeer.Samples.Game.Rules;

/// <summary>A place on the field.</summary>
public readonly record struct Cell(int X, int Y);
