using System.CommandLine;
using System.CommandLine.Help;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace TypedPeer.Server;

/// <summary>The command: what it is called with, how it ends.</summary>
internal static class ServerCommand
{
    /// <summary>The exit code of what could not run: a port in use, a file that is not what it should be.</summary>
    private const int Failure = 1;

    /// <summary>The exit code of a command line that says nothing that could be done.</summary>
    private const int Usage = 2;

    /// <summary>Runs it to its end, and gives its exit code.</summary>
    public static async Task<int> InvokeAsync(string[] arguments)
    {
        var options = new ServerOptions();
        // Not a root command: that is called as its assembly, which is not what people type.
        var root = new Command("typedpeer-server", "A signalling server for PeerJS and TypedPeer clients: PeerServer's protocol, with rooms, tokens, STUN and TURN credentials.")
        {
            new HelpOption(), new VersionOption(),
        };
        options.AddTo(root);
        root.SetAction((result, cancellationToken) => RunAsync(options.Read(result), cancellationToken));
        root.Subcommands.Add(TokenCommand.Create());

        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync($"typedpeer-server: {error.Message}");
            }

            await Console.Error.WriteLineAsync("typedpeer-server --help tells of all flags.");
            return Usage;
        }

        try
        {
            // The host itself ends in order at SIGTERM and SIGINT, and what fails is told below.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception failure) when (Explain(failure) is { } explanation)
        {
            await Console.Error.WriteLineAsync($"typedpeer-server: {explanation}");
            return Failure;
        }
    }

    private static async Task<int> RunAsync(ServerSettings settings, CancellationToken cancellationToken)
    {
        await using var application = await ServerApplication.StartAsync(settings, cancellationToken);
        foreach (var address in application.Addresses)
        {
            Console.WriteLine($"Listening on {address}");
        }

        await application.StoppedAsync();
        Console.WriteLine("Stopped.");
        return 0;
    }

    /// <summary>In words of the command line what its user can do something about; null for all else, which is a bug and shown as one.</summary>
    private static string? Explain(Exception failure) => failure switch
    {
        IOException { InnerException: AddressInUseException or SocketException } taken => taken.Message,
        SocketException socket => socket.Message,
        IOException or UnauthorizedAccessException or FormatException => failure.Message,
        System.Security.Cryptography.CryptographicException tls => $"The TLS certificate or its key cannot be read: {tls.Message}",
        OptionsValidationException options => string.Join(' ', options.Failures),
        ArgumentException argument => argument.Message,
        _ => null,
    };
}
