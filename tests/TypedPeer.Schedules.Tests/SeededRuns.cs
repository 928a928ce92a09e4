using System.Globalization;

namespace TypedPeer.Schedules.Tests;

/// <summary>Runs of schedules drawn from seeds that follow each other; TYPEDPEER_SEED sets the first.</summary>
internal static class SeededRuns
{
    /// <summary>Runs them, and tells of all that failed, with what led to it. One alone writes what happened.</summary>
    /// <param name="variable">The environment variable that says how many.</param>
    /// <param name="count">How many where it says nothing.</param>
    /// <param name="create">Makes the schedule of a seed.</param>
    /// <param name="journalOf">What happened in a schedule.</param>
    /// <param name="run">Runs one.</param>
    /// <returns>How many ran, and what failed.</returns>
    public static async Task<(int Count, IReadOnlyList<string> Failures)> RunAsync<TSchedule>(
        string variable, int count, Func<int, TSchedule> create, Func<TSchedule, Journal> journalOf, Func<TSchedule, Task> run)
        where TSchedule : IDisposable
    {
        var failures = new List<string>();
        count = Read(variable) ?? count;
        var first = Read("TYPEDPEER_SEED") ?? 1;
        for (var seed = first; seed < first + count; seed++)
        {
            using var schedule = create(seed);
            try
            {
                await run(schedule);
                if (count == 1)
                {
                    TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', journalOf(schedule).Lines));
                }
            }
#pragma warning disable CA1031 // All of them are told, with what led to them.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failures.Add($"seed {seed} (TYPEDPEER_SEED={seed} {variable}=1 runs it alone): {exception}\n{string.Join('\n', journalOf(schedule).Lines.TakeLast(60))}");
            }
        }

        return (count, failures);
    }

    /// <summary>Fails with the first of them.</summary>
    public static void AssertNone(int count, IReadOnlyList<string> failures) =>
        Assert.True(failures.Count == 0, $"{failures.Count} of {count}:\n{string.Join("\n\n", failures.Take(5))}");

    private static int? Read(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : null;
}
