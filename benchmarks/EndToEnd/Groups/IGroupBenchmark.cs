namespace TypedPeer.Benchmarks.EndToEnd.Groups;

/// <summary>What the members of the group are told.</summary>
[PeerContract]
public partial interface IGroupBenchmark
{
    [OneWay]
    ValueTask CursorMovedAsync(float x, float y);

    [OneWay]
    ValueTask SaidAsync(string name, string text);

    [OneWay]
    ValueTask MovedAsync(WorldState state);
}

/// <summary>What a game of the size of the samples tells each client 60 times a second.</summary>
public sealed record WorldState(long Tick, IReadOnlyList<Actor> Actors);

/// <summary>One figure in it.</summary>
public sealed record Actor(int Id, string Name, float X, float Y, float Angle, int Health);
