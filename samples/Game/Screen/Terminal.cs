using Spectre.Console;
using TypedPeer.Samples.Game.Online;

namespace TypedPeer.Samples.Game.Screen;

/// <summary>Draws what a client knows, twenty times a second, until it is cancelled. Nothing else may write to the terminal meanwhile.</summary>
internal static class Terminal
{
    private static readonly TimeSpan BetweenPictures = TimeSpan.FromMilliseconds(50);

    public static async Task DrawAsync(GameClient client, IReadOnlyCollection<string> told, CancellationToken cancellationToken)
    {
        await AnsiConsole.Live(Field.Draw(client, told)).StartAsync(async picture =>
        {
            using var timer = new PeriodicTimer(BetweenPictures);
            try
            {
                while (await timer.WaitForNextTickAsync(cancellationToken))
                {
                    picture.UpdateTarget(Field.Draw(client, told));
                }
            }
            catch (OperationCanceledException)
            {
                picture.UpdateTarget(Field.Draw(client, told));
            }
        });
    }
}
