using TypedPeer.Samples.Game.Online;
using TypedPeer.Samples.Game.Rules;

namespace TypedPeer.Samples.Game.Screen;

/// <summary>A person's hands: arrows steer, space dashes, q leaves.</summary>
internal sealed class Keys(CancellationTokenSource leaving)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

    public async Task PlayAsync(IArena arena, Tally tally, CancellationToken cancellationToken)
    {
        while (true)
        {
            while (Console.KeyAvailable)
            {
                await PressAsync(Console.ReadKey(intercept: true).Key, arena, tally);
            }

            await Task.Delay(BetweenLooks, cancellationToken);
        }
    }

    private async Task PressAsync(ConsoleKey key, IArena arena, Tally tally)
    {
        switch (key)
        {
            case ConsoleKey.UpArrow or ConsoleKey.W:
                await arena.SteerAsync(Direction.Up);
                break;
            case ConsoleKey.RightArrow or ConsoleKey.D:
                await arena.SteerAsync(Direction.Right);
                break;
            case ConsoleKey.DownArrow or ConsoleKey.S:
                await arena.SteerAsync(Direction.Down);
                break;
            case ConsoleKey.LeftArrow or ConsoleKey.A:
                await arena.SteerAsync(Direction.Left);
                break;
            case ConsoleKey.Spacebar:
                await arena.DashAsync();
                tally.Dashes++;
                break;
            case ConsoleKey.Q or ConsoleKey.Escape:
                await leaving.CancelAsync();
                break;
        }
    }
}
