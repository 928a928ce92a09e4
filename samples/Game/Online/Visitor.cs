using TypedPeer.Samples.Game.Rules;
using TypedPeer.Signaling;

namespace TypedPeer.Samples.Game.Online;

/// <summary>One link, as the server answers it. Its handlers run on the game's loop, so that there is nothing to lock.</summary>
internal sealed class Visitor(Arena arena, PeerLink link) : IArena
{
    public PeerLink Link => link;

    public Player? Player { get; set; }

    public Tally Tally { get; } = new();

    public ValueTask<Seat> JoinAsync(string name, CancellationToken cancellationToken) => arena.JoinAsync(this, name);

    public ValueTask<Presence[]> WatchAsync(CancellationToken cancellationToken)
    {
        arena.Watch(this);
        return ValueTask.FromResult(arena.GetPresent());
    }

    public ValueTask SteerAsync(Direction direction)
    {
        Playing.Facing = direction;
        return ValueTask.CompletedTask;
    }

    public ValueTask<int> DashAsync(CancellationToken cancellationToken)
    {
        arena.World.Dash(Playing);
        return ValueTask.FromResult(++Tally.Dashes);
    }

    private Player Playing => Player ?? throw new PeerException(PeerStatus.FailedPrecondition, "Join first.");
}
