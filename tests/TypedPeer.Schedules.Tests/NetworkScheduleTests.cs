namespace TypedPeer.Schedules.Tests;

/// <summary>Schedules in virtual time: TYPEDPEER_SEED sets the first seed, TYPEDPEER_NETWORK_SCHEDULES how many run.</summary>
public sealed class NetworkScheduleTests
{
    [Fact]
    public async Task Whatever_happens_to_servers_peers_and_addresses_every_wait_ends_with_its_reason_and_both_sides_agree_in_the_end()
    {
        var (count, failures) = await SeededRuns.RunAsync(
            "TYPEDPEER_NETWORK_SCHEDULES", 200, static seed => new NetworkSchedule(seed), static schedule => schedule.Journal, static schedule => schedule.RunAsync());
        SeededRuns.AssertNone(count, failures);
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
}
