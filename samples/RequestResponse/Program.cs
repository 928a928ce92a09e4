using System.CommandLine;
using Spectre.Console;
using TypedPeer.Samples.RequestResponse;
using TypedPeer.Signaling;

var listen = new Option<bool>("--listen") { Description = "Print an address, and serve whoever connects to it." };
var connect = new Option<string?>("--connect") { Description = "Call the peer that printed this address.", HelpName = "ADDRESS" };
var offer = new Option<bool>("--offer") { Description = "Call a peer elsewhere that runs with --answer: take the offer there, paste its answer here." };
var answer = new Option<bool>("--answer") { Description = "Answer a peer elsewhere: paste its offer here, take the answer there." };
var via = new Option<string?>("--via") { Description = "Join a signalling server, print a name, and serve whoever calls it; with --call, call the peer of that name.", HelpName = "URL" };
var name = new Option<string?>("--name") { Description = "With --via: the name to have there; the server gives one when there is none.", HelpName = "NAME" };
var call = new Option<string?>("--call") { Description = "With --via: the name to call.", HelpName = "NAME" };
var diagnose = new Option<string[]?>("--diagnose")
{
    Description = "Tell what kind of NAT is in the way and whether relays work, asking STUN servers and relays (stun:HOST, turn:HOST) or those that a signalling server names.",
    HelpName = "URL",
    Arity = ArgumentArity.ZeroOrMore,
    AllowMultipleArgumentsPerToken = true,
};
var username = new Option<string?>("--username") { Description = "With --diagnose: who this is to the relays.", HelpName = "NAME" };
var credential = new Option<string?>("--credential") { Description = $"With --diagnose: the password for that; better given as {Diagnosis.CredentialVariable} in the environment.", HelpName = "TEXT" };
var megabytes = new Option<int>("--mebibytes") { Description = "How much to move each way, in MiB (0 to 65536).", DefaultValueFactory = _ => 32 };
var timeout = new Option<int>("--timeout") { Description = "Give up after this many seconds (1 to 86400).", DefaultValueFactory = _ => 600 };
var transport = new Option<string>("--transport")
{
    Description = $"Whose data channel to use: {Transports.Ours}, or {Transports.SipSorcery}, in samples/RequestResponse.SipSorcery.",
    DefaultValueFactory = _ => Transports.Ours,
};
var overPipes = new Option<bool>("--answer-over-pipes") { Hidden = true };
megabytes.Validators.Add(result => RequireRange(result, megabytes, 0, 65536));
transport.Validators.Add(result =>
{
    if (Transports.FindObstacle(result.GetValueOrDefault<string>()) is { } obstacle)
    {
        result.AddError(obstacle);
    }
});
timeout.Validators.Add(result => RequireRange(result, timeout, 1, 86400));

var command = new RootCommand(
    "Two processes call each other's typed methods over one WebRTC data channel. Without options the second process is started for you;"
    + " with --listen on one machine and --connect on another they meet by an address, with --via by a name; --diagnose tells what is in the way; with --offer and --answer you carry both by copy and paste.")
{
    listen, connect, via, name, call, offer, answer, diagnose, username, credential, megabytes, timeout, transport, overPipes,
};
command.Validators.Add(result =>
{
    var withoutTransport = result.GetValue(listen) || result.GetValue(connect) is not null || result.GetValue(via) is not null;
    if (new[] { result.GetValue(listen), result.GetValue(connect) is not null, result.GetValue(via) is not null, result.GetValue(offer), result.GetValue(answer) }.Count(static chosen => chosen) > 1)
    {
        result.AddError("Choose one of --listen, --connect, --via, --offer and --answer.");
    }

    if (result.GetValue(via) is null && (result.GetValue(name) ?? result.GetValue(call)) is not null)
    {
        result.AddError("--name and --call go with --via URL.");
    }

    if (result.GetValue(via) is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" or "ws" or "wss"))
    {
        result.AddError($"'{url}' is no address of a signalling server, such as http://127.0.0.1:9000/.");
    }

    if (withoutTransport && result.GetValue(transport) is { } chosenTransport && chosenTransport != Transports.Ours)
    {
        result.AddError($"--listen, --connect and --via need --transport {Transports.Ours}; {Transports.SipSorcery} meets by --offer and --answer.");
    }
});
command.SetAction(async (arguments, stopped) =>
{
    using var source = CancellationTokenSource.CreateLinkedTokenSource(stopped);
    source.CancelAfter(TimeSpan.FromSeconds(arguments.GetValue(timeout)));
    var console = CreateConsole();
    var stack = arguments.GetValue(transport)!;
    var bytes = arguments.GetValue(megabytes) * 1024L * 1024;
    try
    {
        if (arguments.GetResult(diagnose) is not null)
        {
            var diagnosis = new Diagnosis(arguments.GetValue(username), arguments.GetValue(credential));
            await diagnosis.RunAsync(arguments.GetValue(diagnose) ?? [], source.Token);
        }
        else if (arguments.GetValue(overPipes))
        {
            // Standard output belongs to the signalling here.
            await Roles.AnswerAsync(stack, SignalingChannel.Over(Console.In, Console.Out), new Report(console, quiet: true), source.Token);
        }
        else if (arguments.GetValue(listen))
        {
            await ByAddress.ListenAsync(new Report(console), console, source.Token);
        }
        else if (arguments.GetValue(connect) is { } address)
        {
            await ByAddress.ConnectAsync(address, bytes, new Report(console), console, source.Token);
        }
        else if (arguments.GetValue(via) is { } server && arguments.GetValue(call) is { } peer)
        {
            await ByName.CallAsync(server, arguments.GetValue(name), peer, bytes, new Report(console), console, source.Token);
        }
        else if (arguments.GetValue(via) is { } home)
        {
            await ByName.AnswerAsync(home, arguments.GetValue(name), new Report(console), console, source.Token);
        }
        else if (arguments.GetValue(answer))
        {
            await Roles.AnswerAsync(stack, ByHand.Answer(console), new Report(console), source.Token);
        }
        else if (arguments.GetValue(offer))
        {
            await Roles.OfferAsync(stack, bytes, new Report(console), console, source.Token);
        }
        else
        {
            await Roles.CallSecondProcessAsync(stack, bytes, new Report(console), console, source.Token);
        }

        return 0;
    }
    catch (OperationCanceledException) when (source.IsCancellationRequested)
    {
        await Console.Error.WriteLineAsync(stopped.IsCancellationRequested ? "FAILED: stopped by the user" : $"FAILED: not done after {arguments.GetValue(timeout)} s");
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

// A log or a pipe gets plain, unwrapped lines.
static IAnsiConsole CreateConsole()
{
    if (!Console.IsOutputRedirected)
    {
        return AnsiConsole.Console;
    }

    var plain = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No });
    plain.Profile.Width = int.MaxValue;
    return plain;
}

static void RequireRange(System.CommandLine.Parsing.OptionResult result, Option<int> option, int least, int most)
{
    if (result.GetValueOrDefault<int>() is var value && (value < least || value > most))
    {
        result.AddError($"{option.Name} must be between {least} and {most}.");
    }
}
