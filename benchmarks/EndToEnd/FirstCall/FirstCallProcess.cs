using System.Diagnostics;
using System.Globalization;
using TypedPeer.Benchmarks.EndToEnd.Measuring;

namespace TypedPeer.Benchmarks.EndToEnd.FirstCall;

/// <summary>A process of a program of benchmarks/FirstCall, and the lines it says.</summary>
internal sealed class FirstCallProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Process _process;
    private readonly long _started;

    private FirstCallProcess(Process process, long started)
    {
        _process = process;
        _started = started;
    }

    public static FirstCallProcess Start(FirstCallProgram program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program.Path, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        var started = Stopwatch.GetTimestamp();
        return new FirstCallProcess(Process.Start(start)!, started);
    }

    /// <summary>Returns what follows a word in the next line, which must begin with it.</summary>
    public async Task<string> ReadAsync(string word)
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        return line?.StartsWith(word + " ", StringComparison.Ordinal) == true
            ? line[(word.Length + 1)..]
            : throw new InvalidOperationException($"'{_process.StartInfo.FileName}' said '{line}' in place of '{word}'.");
    }

    public async Task WriteAsync(string line)
    {
        // No newline of the platform's: the reader looks for one byte.
        await _process.StandardInput.WriteAsync(line + "\n");
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits for the answer to the first call.</summary>
    public async Task<FirstCallTimes> ReadAnswerAsync()
    {
        var figures = (await ReadAsync("answered")).Split(' ');
        var main = long.Parse(figures[0], CultureInfo.InvariantCulture);
        return new FirstCallTimes(
            Stopwatch.GetElapsedTime(_started, main).TotalMilliseconds,
            Stopwatch.GetElapsedTime(main, long.Parse(figures[1], CultureInfo.InvariantCulture)).TotalMilliseconds,
            double.Parse(figures[2], CultureInfo.InvariantCulture),
            double.Parse(figures[3], CultureInfo.InvariantCulture),
            double.Parse(figures[4], CultureInfo.InvariantCulture));
    }

    /// <summary>Its input ends, which is its sign to go.</summary>
    public ValueTask DisposeAsync() => ChildProcess.EndAsync(_process, Patience);
}
