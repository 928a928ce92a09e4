namespace TypedPeer.Samples.Game.Rules;

/// <summary>All there is to draw, sixty times a second. What is older than the next one is worth nothing.</summary>
/// <param name="Tick">Counts from 1.</param>
/// <param name="Taken">When the state was taken, in ticks of the machine's monotonic clock, which all processes of one machine share.</param>
/// <param name="Players">Those who are here.</param>
/// <param name="Coins">Where coins lie.</param>
public sealed record WorldState(long Tick, long Taken, PlayerState[] Players, Cell[] Coins);
