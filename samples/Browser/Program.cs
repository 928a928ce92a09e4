using System.CommandLine;
using TypedPeer.Samples.Browser;
using TypedPeer.Samples.Browser.Demo;
using TypedPeer.Samples.Browser.Peers;

const string Default = "http://127.0.0.1:5090";

var urls = new Option<string>("--urls") { Description = "Where the page is served.", DefaultValueFactory = static _ => Default, HelpName = "URLS" };
var peer = new Option<string?>("--peer") { Description = "Join as a process without a page: it draws something and says what it sees.", HelpName = "NAME" };
var room = new Option<string>("--room") { Description = "Which room a process joins; a page has it in its address, ?room=ROOM.", DefaultValueFactory = static _ => "lobby", HelpName = "ROOM" };
var server = new Option<string>("--server") { Description = "The server that a process joins by.", DefaultValueFactory = static _ => Default, HelpName = "URL" };
var folder = new Option<string>("--into") { Description = "Where a process keeps the files of others.", DefaultValueFactory = static _ => "received", HelpName = "FOLDER" };
var token = new Option<string?>("--token") { Description = "A secret by which a process that is started anew takes its place again.", HelpName = "TOKEN" };
var demo = new Option<bool>("--demo") { Description = "Start everything here, pages in Chromium included; ends with OK if all boards are equal." };
var pictures = new Option<string?>("--pictures") { Description = "Where a demonstration puts pictures of the pages.", HelpName = "FOLDER", Hidden = true };

var command = new RootCommand("A board that people in pages and programs in .NET draw on together, from peer to peer: serves the page, and the signalling by which they meet.")
{
    urls, peer, room, server, folder, token, demo, pictures,
};
command.Validators.Add(result =>
{
    if (result.GetValue(demo) && result.GetValue(peer) is not null)
    {
        result.AddError("Choose one of --demo and --peer NAME.");
    }
});
server.Validators.Add(static result =>
{
    if (!Uri.TryCreate(result.GetValueOrDefault<string>(), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
    {
        result.AddError($"'{result.GetValueOrDefault<string>()}' is no address of a server, such as {Default}.");
    }
});
command.SetAction(async (arguments, stopped) =>
{
    try
    {
        if (arguments.GetValue(demo))
        {
            Console.WriteLine($"OK: {await Demonstration.RunAsync(arguments.GetValue(pictures), stopped)}");
        }
        else if (arguments.GetValue(peer) is { } name)
        {
            var signalling = new Uri(new Uri(arguments.GetValue(server)!), "/peerjs").AbsoluteUri;
            await PeerProgram.RunAsync(new(signalling, arguments.GetValue(room)!, name, arguments.GetValue(folder)!, arguments.GetValue(token)), stopped);
        }
        else
        {
            await ServeAsync(arguments.GetValue(urls)!, stopped);
        }

        return 0;
    }
    catch (OperationCanceledException) when (stopped.IsCancellationRequested)
    {
        return arguments.GetValue(demo) ? 1 : 0;
    }
#pragma warning disable CA1031 // The last line of defence of a program: say the reason and fail.
    catch (Exception exception)
#pragma warning restore CA1031
    {
        await Console.Error.WriteLineAsync($"FAILED: {exception.Message}");
        return 1;
    }
});
return await command.Parse(args).InvokeAsync();

static async Task ServeAsync(string urls, CancellationToken stopped)
{
    await using var app = await BoardServer.StartAsync(urls, stopped);
    foreach (var url in app.Urls)
    {
        Console.WriteLine($"listening: {url} (the page in TypeScript), {url}{BoardServer.BlazorPath}/ (the page in Blazor)");
    }

    Console.WriteLine(BoardServer.HasPage
        ? "Open both, or one in two tabs, and draw. A process joins with: --peer NAME"
        : "npm was missing when this was built, so there is only the page in Blazor: for the other install Node 20 or later and start again. A process joins with: --peer NAME");
    await app.WaitForShutdownAsync(stopped);
}
