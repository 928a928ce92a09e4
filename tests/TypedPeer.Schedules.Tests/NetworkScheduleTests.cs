using System.Globalization;

namespace TypedPeer.Schedules.Tests;

/// <summary>Schedules in virtual time: TYPEDPEER_SEED sets the first seed, TYPEDPEER_NETWORK_SCHEDULES how many run, which is 2000 in CI.</summary>
public sealed class NetworkScheduleTests
{
    [Fact]
    public async Task Whatever_happens_to_servers_peers_and_addresses_every_wait_ends_with_its_reason_and_both_sides_agree_in_the_end()
    {
        var failures = new List<string>();
        var (first, count) = (Read("TYPEDPEER_SEED") ?? 1, Read("TYPEDPEER_NETWORK_SCHEDULES") ?? 200);
        for (var seed = first; seed < first + count; seed++)
        {
            using var schedule = new NetworkSchedule(seed);
            try
            {
                await schedule.RunAsync();
                if (count == 1)
                {
                    TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', schedule.Journal.Lines));
                }
            }
#pragma warning disable CA1031 // All of them are told, with what led to them.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failures.Add($"seed {seed} (TYPEDPEER_SEED={seed} TYPEDPEER_NETWORK_SCHEDULES=1 runs it alone): {exception}\n{string.Join('\n', schedule.Journal.Lines.TakeLast(60))}");
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {count}:\n{string.Join("\n\n", failures.Take(5))}");
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_run()
    {
        foreach (var seed in (int[])[3, 14, 159])
        {
            Assert.Equal(await PlayAsync(seed), await PlayAsync(seed));
        }
    }

    private static async Task<IReadOnlyList<string>> PlayAsync(int seed)
    {
        using var schedule = new NetworkSchedule(seed);
        await schedule.RunAsync();
        return schedule.Journal.Lines;
    }

    private static int? Read(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : null;
}
