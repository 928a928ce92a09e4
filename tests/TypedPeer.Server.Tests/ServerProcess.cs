using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace TypedPeer.Server.Tests;

/// <summary>The tool as a process of its own, ended by its id.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    /// <summary>The signal of Ctrl+C.</summary>
    public const int Interrupt = 2;

    /// <summary>The signal of service managers.</summary>
    public const int Terminate = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Channel<string> _output = Channel.CreateUnbounded<string>();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Task _reading;

    private ServerProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, line => _output.Writer.TryWrite(line)), ReadAsync(process.StandardError, _errors.Enqueue))
            .ContinueWith(_ => _output.Writer.TryComplete(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>Where it listens, with its path.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>What it said on the standard error stream so far.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Starts it on a free port of loopback, and waits until it says where it listens.</summary>
    public static async Task<ServerProcess> StartAsync(params string[] arguments)
    {
        var server = Start(["--host", "127.0.0.1", "--port", "0", .. arguments]);
        try
        {
            var line = await server.NextLineAsync();
            Assert.StartsWith("Listening on http", line, StringComparison.Ordinal);
            server.Address = new Uri(line["Listening on ".Length..]);
            return server;
        }
        catch (Exception failure)
        {
            var errors = string.Join('\n', server.Errors);
            await server.DisposeAsync();
            throw new InvalidOperationException($"The server did not start: {errors}", failure);
        }
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using var server = Start(arguments);
        await server._process.WaitForExitAsync().WaitAsync(Patience);
        await server._reading.WaitAsync(Patience);
        var lines = new List<string>();
        while (server._output.Reader.TryRead(out var line))
        {
            lines.Add(line);
        }

        return (server._process.ExitCode, string.Join('\n', lines), string.Join('\n', server.Errors));
    }

    /// <summary>Takes what it says next on the standard output.</summary>
    public async Task<string> NextLineAsync() => await _output.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>Asks it to stop, and gives its exit code.</summary>
    public async Task<int> StopAsync(int signal = Terminate)
    {
        Assert.Equal(0, Kill(_process.Id, signal));
        await _process.WaitForExitAsync().WaitAsync(Patience);
        await _reading.WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>Ends it without a word.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private static ServerProcess Start(string[] arguments)
    {
        // Who runs tests in the background has children ignore Ctrl+C.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "TypedPeer.Server.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new ServerProcess(Process.Start(start)!);
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> onLine)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            onLine(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
