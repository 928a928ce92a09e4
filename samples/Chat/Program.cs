using System.CommandLine;
using TypedPeer.Samples.Chat;
using TypedPeer.Samples.Chat.Demo;

var demo = new Option<bool>("--demo") { Description = "Start a server and members as processes, let nothing pass ten times, kill one of them and start it again, and compare what both ends have counted." };
var server = new Option<bool>("--server") { Description = "Start the signalling server, and at a terminal join it as well." };
var urls = new Option<string>("--urls") { Description = "Where the server listens.", DefaultValueFactory = _ => "http://127.0.0.1:9000" };
var join = new Option<string?>("--join") { Description = "Join a room by a server.", HelpName = "URL" };
var name = new Option<string>("--name") { Description = "The name others see, unique on the server.", DefaultValueFactory = _ => $"{Environment.UserName}-{Environment.ProcessId}" };
var room = new Option<string>("--room") { Description = "Which room.", DefaultValueFactory = _ => "lobby" };
var folder = new Option<string>("--into") { Description = "Where received files go.", DefaultValueFactory = _ => "received", HelpName = "FOLDER" };
var seconds = new Option<int>("--seconds") { Description = "How long a demonstration talks (8 to 300).", DefaultValueFactory = _ => 24 };
var mebibytes = new Option<int>("--mebibytes") { Description = "How large the files of a demonstration are, in MiB (1 to 256).", DefaultValueFactory = _ => 16 };
var bot = new Option<bool>("--bot") { Hidden = true };
var courier = new Option<string?>("--courier") { Hidden = true };
var road = new Option<bool>("--road") { Hidden = true };
seconds.Validators.Add(result => RequireRange(result, seconds, 8, 300));
mebibytes.Validators.Add(result => RequireRange(result, mebibytes, 1, 256));

var command = new RootCommand("A room in the terminal: who is there, lines as typed calls, and files, between peers that find each other by name.")
{
    demo, server, urls, join, name, room, folder, seconds, mebibytes, bot, courier, road,
};
command.Validators.Add(result =>
{
    if (new[] { result.GetValue(demo), result.GetValue(server), result.GetValue(join) is not null }.Count(static chosen => chosen) != 1)
    {
        result.AddError("Choose one of --demo, --server and --join URL.");
    }

    if (result.GetValue(join) is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" or "ws" or "wss"))
    {
        result.AddError($"'{url}' is no address of a server, such as http://127.0.0.1:9000.");
    }
});
command.SetAction(async (arguments, stopped) =>
{
    var time = TimeSpan.FromSeconds(arguments.GetValue(seconds));
    try
    {
        if (arguments.GetValue(server))
        {
            await Roles.ServeAsync(arguments.GetValue(urls)!, arguments.GetValue(road), arguments.GetValue(room)!, arguments.GetValue(name)!, arguments.GetValue(folder)!, stopped);
            return 0;
        }

        if (arguments.GetValue(join) is { } url)
        {
            if (arguments.GetValue(courier) is { } way)
            {
                var carrier = new Courier(url, arguments.GetValue(folder)!, time, arguments.GetValue(mebibytes));
                await (way == "send" ? carrier.SendAsync(stopped) : carrier.ReceiveAsync(stopped));
            }
            else if (arguments.GetValue(bot))
            {
                using var member = new Bot(url, arguments.GetValue(name)!, 3, time, arguments.GetValue(mebibytes));
                await member.RunAsync(stopped);
            }
            else
            {
                await Roles.JoinAsync(url, arguments.GetValue(room)!, arguments.GetValue(name)!, arguments.GetValue(folder)!, stopped);
            }

            return 0;
        }

        if (await new Demonstration(time, arguments.GetValue(mebibytes)).RunAsync(stopped) is { } result)
        {
            Console.WriteLine($"OK: {result}");
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
        return 1;
    }
});

return await command.Parse(args).InvokeAsync();

static void RequireRange(System.CommandLine.Parsing.OptionResult result, Option<int> option, int least, int most)
{
    if (result.GetValueOrDefault<int>() < least || result.GetValueOrDefault<int>() > most)
    {
        result.AddError($"{option.Name} must be between {least} and {most}.");
    }
}
