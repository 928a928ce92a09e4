using System.Diagnostics;
using System.Threading.Channels;

namespace TypedPeer.Samples.AspNetCore;

/// <summary>This program once more, as a process of its own.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _name;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private ChildProcess(Process process, string name)
    {
        (_process, _name) = (process, name);
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Show(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public static ChildProcess Start(string name, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("The system does not tell where this program lies.");
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        return new(Process.Start(start) ?? throw new InvalidOperationException($"{name} could not be started."), name);
    }

    /// <summary>Waits for a line that begins with <paramref name="prefix"/>, and returns the rest of it.</summary>
    public async Task<string> ReadAsync(string prefix, CancellationToken cancellationToken)
    {
        await foreach (var line in _lines.Reader.ReadAllAsync(cancellationToken))
        {
            if (line.StartsWith(prefix, StringComparison.Ordinal))
            {
                return line[prefix.Length..];
            }
        }

        throw new InvalidOperationException($"{_name} ended without a line that begins with '{prefix}'.");
    }

    /// <summary>Asks the process to stop, as it does when nobody types any more.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    /// <exception cref="InvalidOperationException">It failed.</exception>
    public async Task WaitForSuccessAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        if (_process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{_name} ended with exit code {_process.ExitCode}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            _lines.Writer.TryComplete();
            return;
        }

        Show(line);
        _lines.Writer.TryWrite(line);
    }

    private void Show(string? line)
    {
        if (line is not null)
        {
            Console.WriteLine($"  {_name}: {line}");
        }
    }
}
