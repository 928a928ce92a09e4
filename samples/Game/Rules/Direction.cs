namespace TypedPeer.Samples.Game.Rules;

/// <summary>Where a player runs.</summary>
public enum Direction
{
    Up,
    Right,
    Down,
    Left,
}
