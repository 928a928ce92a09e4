namespace TypedPeer.Schedules.Tests.Resuming;

/// <summary>Schedules of losses in virtual time: TYPEDPEER_SEED sets the first seed, TYPEDPEER_RESUME_SCHEDULES how many run.</summary>
public sealed class ResumeScheduleTests
{
    [Fact]
    public async Task Whatever_happens_to_paths_addresses_servers_and_peers_no_call_is_lost_without_saying_so_or_handled_twice_and_idempotent_ones_succeed()
    {
        var (calls, resumed, lost) = (0L, 0, 0);
        var (count, failures) = await SeededRuns.RunAsync("TYPEDPEER_RESUME_SCHEDULES", 60, static seed => new ResumeSchedule(seed), static schedule => schedule.Journal, async schedule =>
        {
            await schedule.RunAsync();
            calls += schedule.Figures.Calls;
            resumed += schedule.Figures.Resumed;
            lost += schedule.Figures.Lost;
        });

        TestContext.Current.TestOutputHelper!.WriteLine($"{count} schedules, {calls} calls, sessions went on {resumed} times, and {lost} times could not");
        Assert.True(count < 20 || (resumed > 0 && lost > 0), "Sessions neither went on nor were lost.");
        SeededRuns.AssertNone(count, failures);
    }
}
