using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;
using TypedPeer.Samples.Game.Online;
using TypedPeer.Samples.Game.Rules;

namespace TypedPeer.Samples.Game.Screen;

/// <summary>Draws a state: the field, and who has how many coins.</summary>
internal static class Field
{
    private const int LinesBeneath = 4;

    private static readonly string[] Colors = ["red", "green", "blue", "fuchsia", "aqua", "orange1", "lime", "purple", "teal", "maroon"];

    /// <summary>Returns the picture, with the last few lines of what happened beneath it.</summary>
    public static IRenderable Draw(GameClient client, IEnumerable<string> told)
    {
        var lines = new Markup(Markup.Escape(string.Join('\n', told.TakeLast(LinesBeneath))));
        return client.State is { } state ? new Rows(Draw(client, state), lines) : new Rows(new Markup("[grey]waiting for the first state ...[/]"), lines);
    }

    private static Columns Draw(GameClient client, WorldState state)
    {
        var table = new Table().NoBorder().AddColumn("").AddColumn("coins");
        foreach (var player in state.Players.OrderByDescending(static player => player.Coins))
        {
            var name = Markup.Escape(client.Names.GetValueOrDefault(player.Number, $"#{player.Number}"));
            table.AddRow($"[{ColorOf(player.Number)}]{SignOf(player.Number)} {(player.Number == client.Number ? $"[bold]{name}[/]" : name)}[/]", $"{player.Coins}");
        }

        return new Columns(new Panel(new Markup(Draw(state))).Header($"tick {state.Tick}"), table) { Expand = false };
    }

    private static string Draw(WorldState state)
    {
        var cells = new string[World.Width * World.Height];
        Array.Fill(cells, " ");
        foreach (var coin in state.Coins)
        {
            Put(coin, "[yellow]o[/]");
        }

        foreach (var player in state.Players)
        {
            Put(player.At, $"[bold {ColorOf(player.Number)}]{SignOf(player.Number)}[/]");
        }

        var text = new StringBuilder();
        for (var y = 0; y < World.Height; y++)
        {
            text.AppendJoin("", cells.AsSpan(y * World.Width, World.Width)!).Append(y == World.Height - 1 ? "" : "\n");
        }

        return text.ToString();

        // What comes from elsewhere may be anywhere.
        void Put(Cell at, string sign)
        {
            if (at is { X: >= 0 and < World.Width, Y: >= 0 and < World.Height })
            {
                cells[(at.Y * World.Width) + at.X] = sign;
            }
        }
    }

    private static string ColorOf(int player) => Colors[(int)((uint)player % Colors.Length)];

    private static char SignOf(int player) => (char)('A' + (int)((uint)(player - 1) % 26));
}
