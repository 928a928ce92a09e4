using TypedPeer.Samples.Game.Online;
using TypedPeer.Samples.Game.Rules;

namespace TypedPeer.Samples.Game.Demo;

/// <summary>Runs to the nearest coin, and dashes twice a second.</summary>
internal sealed class Bot(GameClient client)
{
    private static readonly TimeSpan BetweenThoughts = TimeSpan.FromMilliseconds(50);

    public async Task PlayAsync(IArena arena, Tally tally, CancellationToken cancellationToken)
    {
        for (var thought = 1; ; thought++)
        {
            if (client.State is { } state && Aim(state) is { } direction)
            {
                await arena.SteerAsync(direction);
            }

            if (thought % 10 == 0)
            {
                // Not given up half-way: each dash is counted at both ends.
                await arena.DashAsync(CancellationToken.None);
                tally.Dashes++;
            }

            await Task.Delay(BetweenThoughts, cancellationToken);
        }
    }

    private Direction? Aim(WorldState state)
    {
        var me = state.Players.FirstOrDefault(player => player.Number == client.Number);
        if (me.Number == 0 || state.Coins.Length == 0)
        {
            return null;
        }

        var (dx, dy) = state.Coins.Select(coin => (X: coin.X - me.At.X, Y: coin.Y - me.At.Y)).MinBy(static way => Math.Abs(way.X) + Math.Abs(way.Y));
        return Math.Abs(dx) >= Math.Abs(dy)
            ? dx >= 0 ? Direction.Right : Direction.Left
            : dy >= 0 ? Direction.Down : Direction.Up;
    }
}
