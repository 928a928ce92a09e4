using System.Diagnostics;
using Spectre.Console;

namespace TypedPeer.Samples.RequestResponse;

/// <summary>Tells a person what happens, one aligned line at a time. May be called from any thread.</summary>
internal sealed class Report(IAnsiConsole console, bool quiet = false)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Lock _gate = new();

    /// <summary>Prints a line with the time since the start.</summary>
    public void Line(string subject, string text)
    {
        if (quiet)
        {
            return;
        }

        lock (_gate)
        {
            console.MarkupLineInterpolated($"[grey]{Stopwatch.GetElapsedTime(_start).TotalMilliseconds,9:0.0} ms[/]  [blue]{subject,-13}[/] {text}");
        }
    }

    public void Throughput(string subject, long bytes, TimeSpan elapsed) =>
        Line(subject, $"{bytes / 1048576.0:0.#} MiB in {elapsed.TotalMilliseconds:0} ms, {bytes / 1e6 / elapsed.TotalSeconds:0.0} MB/s, SHA-256 checked");

    /// <summary>Shows a bar while <paramref name="work"/> runs, where the output is a terminal.</summary>
    public async Task<T> ProgressAsync<T>(string subject, long total, Func<IProgress<long>, Task<T>> work)
    {
        if (quiet || !console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal)
        {
            return await work(new Quarters(this, subject, total));
        }

        return await console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new TransferSpeedColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask(subject, maxValue: total);
                return await work(new Bar(bar));
            });
    }

    private sealed class Bar(ProgressTask task) : IProgress<long>
    {
        public void Report(long value) => task.Value = value;
    }

    /// <summary>Where there is no terminal: a line at each quarter, so that a log shows progress too.</summary>
    private sealed class Quarters(Report report, string subject, long total) : IProgress<long>
    {
        private long _next = 1;

        public void Report(long value)
        {
            if (_next < 4 && value * 4 >= total * _next)
            {
                report.Line(subject, $"{_next * 25} %");
                _next++;
            }
        }
    }
}
