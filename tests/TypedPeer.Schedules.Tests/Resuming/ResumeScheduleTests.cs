using System.Globalization;

namespace TypedPeer.Schedules.Tests.Resuming;

/// <summary>Schedules of losses in virtual time: TYPEDPEER_SEED sets the first seed, TYPEDPEER_RESUME_SCHEDULES how many run, which is 1000 in CI.</summary>
public sealed class ResumeScheduleTests
{
    [Fact]
    public async Task Whatever_happens_to_paths_addresses_servers_and_peers_no_call_is_lost_without_saying_so_or_handled_twice_and_idempotent_ones_succeed()
    {
        var failures = new List<string>();
        var (first, count) = (Read("TYPEDPEER_SEED") ?? 1, Read("TYPEDPEER_RESUME_SCHEDULES") ?? 60);
        var (calls, resumed, lost) = (0L, 0, 0);
        for (var seed = first; seed < first + count; seed++)
        {
            using var schedule = new ResumeSchedule(seed);
            try
            {
                await schedule.RunAsync();
                calls += schedule.Figures.Calls;
                resumed += schedule.Figures.Resumed;
                lost += schedule.Figures.Lost;
                if (count == 1)
                {
                    TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', schedule.Journal.Lines));
                }
            }
#pragma warning disable CA1031 // All of them are told, with what led to them.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failures.Add($"seed {seed} (TYPEDPEER_SEED={seed} TYPEDPEER_RESUME_SCHEDULES=1 runs it alone): {exception}\n{string.Join('\n', schedule.Journal.Lines.TakeLast(60))}");
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{count} schedules, {calls} calls, sessions went on {resumed} times, and {lost} times could not");
        Assert.True(count < 20 || (resumed > 0 && lost > 0), "Sessions neither went on nor were lost.");
        Assert.True(failures.Count == 0, $"{failures.Count} of {count}:\n{string.Join("\n\n", failures.Take(5))}");
    }

    private static int? Read(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : null;
}
