using System.CommandLine;
using TypedPeer.Samples.Game;
using TypedPeer.Samples.Game.Demo;

var demo = new Option<bool>("--demo") { Description = "Start a server and players as processes, kill one and let it come back, and compare what both ends have counted." };
var server = new Option<bool>("--server") { Description = "Run the game, and print the address that players dial." };
var join = new Option<string?>("--join") { Description = "Play on the server that printed this address: arrows steer, space dashes, q leaves.", HelpName = "ADDRESS" };
var name = new Option<string>("--name") { Description = "The player's name.", DefaultValueFactory = _ => Environment.UserName };
var identity = new Option<string?>("--identity") { Description = "A file to keep the player's certificate in: who comes back with it has their coins again.", HelpName = "FILE" };
var bot = new Option<bool>("--bot") { Description = "Let the program play." };
var port = new Option<int>("--port") { Description = "The server's UDP port; 0 for any.", DefaultValueFactory = _ => 0 };
var seconds = new Option<int?>("--seconds") { Description = "How long the game lasts once all players are here (3 to 86400); without it until Ctrl+C, for --demo 20." };
var players = new Option<int>("--players") { Description = "How many players a demonstration has, and a server waits for before its --seconds begin (1 to 64).", DefaultValueFactory = _ => 8 };
var untilTold = new Option<bool>("--until-told") { Description = "End the game when a line comes by standard input: a process that comes back may take its time.", Hidden = true };
var measure = new Option<bool>("--measure") { Description = "Measure how old states are, beside messages of a bare channel.", Hidden = true };
seconds.Validators.Add(result => RequireRange(result, result.GetValueOrDefault<int?>() ?? 3, seconds.Name, 3, 86400));
players.Validators.Add(result => RequireRange(result, result.GetValueOrDefault<int>(), players.Name, 1, 64));
port.Validators.Add(result => RequireRange(result, result.GetValueOrDefault<int>(), port.Name, 0, 65535));

var command = new RootCommand("Players run for coins, sixty ticks a second: one server, any number of terminals, typed calls over WebRTC data channels.")
{
    demo, server, join, name, identity, bot, port, seconds, players, untilTold, measure,
};
command.Validators.Add(result =>
{
    if (new[] { result.GetValue(demo), result.GetValue(server), result.GetValue(join) is not null }.Count(static chosen => chosen) != 1)
    {
        result.AddError("Choose one of --demo, --server and --join ADDRESS.");
    }
});
command.SetAction(async (arguments, stopped) =>
{
    TimeSpan? time = arguments.GetValue(seconds) is { } given ? TimeSpan.FromSeconds(given) : null;
    try
    {
        if (arguments.GetValue(server))
        {
            return await Roles.ServeAsync(arguments.GetValue(port), arguments.GetValue(players), time, arguments.GetValue(untilTold), arguments.GetValue(measure), stopped) ? 0 : 1;
        }

        if (arguments.GetValue(join) is { } address)
        {
            await Roles.JoinAsync(address, arguments.GetValue(name)!, arguments.GetValue(identity), arguments.GetValue(bot), arguments.GetValue(measure), stopped);
            return 0;
        }

        var count = arguments.GetValue(players);
        if (await new Demonstration(count, time ?? TimeSpan.FromSeconds(20)).RunAsync(stopped))
        {
            Console.WriteLine($"OK: {count} players and the server have counted the same");
            return 0;
        }

        await Console.Error.WriteLineAsync("FAILED: the two ends have not counted the same");
        return 1;
    }
    catch (OperationCanceledException) when (stopped.IsCancellationRequested)
    {
        await Console.Error.WriteLineAsync("FAILED: stopped by the user");
        return 1;
    }
    catch (Exception exception)
    {
        // The last line of defence of a program: say the reason and fail.
        await Console.Error.WriteLineAsync($"FAILED: {exception.Message}");
        await Console.Error.WriteLineAsync(exception.ToString());
        return 1;
    }
});

return await command.Parse(args).InvokeAsync();

static void RequireRange(System.CommandLine.Parsing.OptionResult result, int value, string option, int least, int most)
{
    if (value < least || value > most)
    {
        result.AddError($"{option} must be between {least} and {most}.");
    }
}
