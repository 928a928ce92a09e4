namespace TypedPeer.Samples.Game.Online;

/// <summary>A player by number and name.</summary>
public readonly record struct Presence(int Number, string Name);
