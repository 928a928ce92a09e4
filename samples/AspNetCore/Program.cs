using System.CommandLine;
using TypedPeer.Samples.AspNetCore;

var demo = new Option<bool>("--demo") { Description = "Start a server and four clients as processes of their own, and compare what they count." };
var urls = new Option<string>("--urls") { Description = "Where the server listens for HTTP.", DefaultValueFactory = static _ => "http://127.0.0.1:5080", HelpName = "URLS" };
var jobs = new Option<int>("--jobs") { Description = "How many jobs each client submits (1 to 100000).", DefaultValueFactory = static _ => 500, Recursive = true };
var stopWithInput = new Option<bool>("--stop-with-input") { Hidden = true };
var server = new Option<Uri?>("--server")
{
    Description = "The server's address.",
    Required = true,
    HelpName = "URL",
    CustomParser = static result =>
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https"))
        {
            return url;
        }

        result.AddError($"'{result.Tokens[0].Value}' is no address that begins with http:// or https://.");
        return null;
    },
};
var token = new Option<string?>("--token") { Description = $"A token that the server printed; otherwise that of the variable {Commands.TokenVariable}.", HelpName = "TOKEN" };
var untilStop = new Option<bool>("--until-stop") { Description = "Stay in a call until the server stops." };
jobs.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() is < 1 or > 100_000)
    {
        result.AddError("--jobs is 1 to 100000.");
    }
});

var call = new Command("call", "Call a server with a token: submit jobs, list them, and ask for what only operators may.") { server, token, untilStop };
call.SetAction((arguments, stopped) => RunAsync(cancellation => Commands.CallAsync(
    arguments.GetValue(server)!,
    arguments.GetValue(token) ?? Environment.GetEnvironmentVariable(Commands.TokenVariable) ?? throw new InvalidOperationException("A call needs a token: the server prints two."),
    arguments.GetValue(jobs),
    arguments.GetValue(untilStop),
    cancellation), stopped));

var root = new RootCommand("An ASP.NET Core application whose users call typed methods over a WebRTC data channel: offer and answer in one HTTP request with a bearer token.")
{
    demo, urls, jobs, stopWithInput, call,
};
root.SetAction((arguments, stopped) => RunAsync(
    cancellation => arguments.GetValue(demo)
        ? Demonstration.RunAsync(arguments.GetValue(jobs), cancellation)
        : Commands.ServeAsync(arguments.GetValue(urls)!, arguments.GetValue(stopWithInput), cancellation),
    stopped,
    arguments.GetValue(demo) ? TimeSpan.FromMinutes(4) : Timeout.InfiniteTimeSpan));
return await root.Parse(args).InvokeAsync();

static async Task<int> RunAsync(Func<CancellationToken, Task> run, CancellationToken stopped, TimeSpan? limit = null)
{
    using var source = CancellationTokenSource.CreateLinkedTokenSource(stopped);
    source.CancelAfter(limit ?? Timeout.InfiniteTimeSpan);
    try
    {
        await run(source.Token);
        return 0;
    }
#pragma warning disable CA1031 // Whatever it is, it is this program's outcome.
    catch (Exception exception)
#pragma warning restore CA1031
    {
        Console.WriteLine($"FAILED: {exception.Message}");
        return 1;
    }
}
