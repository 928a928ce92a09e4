using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;

namespace TypedPeer.Samples.Game.Demo;

/// <summary>This program again, as a process of its own, and the lines it prints.</summary>
internal sealed class Child : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly ConcurrentQueue<string> _printed = new();

    private Child(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
            {
                _printed.Enqueue(text);
                _lines.Writer.TryWrite(text);
            }
            else
            {
                _lines.Writer.TryComplete();
            }
        };
        process.BeginOutputReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Gets all that it has printed so far.</summary>
    public IReadOnlyCollection<string> Printed => _printed;

    public static Child Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new Child(Process.Start(start)!);
    }

    /// <summary>Waits for a line that begins so, and returns the rest of it.</summary>
    /// <exception cref="InvalidOperationException">The process ended without.</exception>
    public async Task<string> ReadAsync(string prefix, CancellationToken cancellationToken)
    {
        await foreach (var line in _lines.Reader.ReadAllAsync(cancellationToken))
        {
            if (line.StartsWith(prefix, StringComparison.Ordinal))
            {
                return line[prefix.Length..];
            }
        }

        throw new InvalidOperationException($"Process {Id} ended without a line '{prefix}...'.");
    }

    /// <summary>Tells it a line.</summary>
    public async Task TellAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Ends it as a crash does: it gets no chance to say goodbye.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    /// <summary>Waits for its end, and returns its exit code.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
