using TypedPeer.TestSupport;

namespace TypedPeer.Tests.Ending;

internal static class VirtualPatience
{
    /// <summary>Waits until a timer is set that is no further away than <paramref name="time"/>: what sets it may come to that only after it was seen at work.</summary>
    public static Task IsSetWithinAsync(this ManualTimeProvider clock, TimeSpan time) => Bound.Until(() => clock.NextDue <= time);

    /// <summary>
    /// Moves the clock by <paramref name="time"/>, in which the task has to complete. Work of the pool may lag behind the clock, and set
    /// its timers late: for that there is a tenth more, far less than the next multiple of any option.
    /// </summary>
    public static async Task CompletesWithinAsync(this Task task, TimeSpan time, ManualTimeProvider clock)
    {
        for (var i = 0; i < 100 && !task.IsCompleted; i++)
        {
            clock.Advance(time / 100);
            await Task.Yield();
        }

        for (var i = 0; i < 10 && !task.IsCompleted; i++)
        {
            for (var turns = 0; turns < 20_000 && !task.IsCompleted; turns++)
            {
                await Task.Yield();
            }

            clock.Advance(time / 100);
        }

        await Bound.Until(() => task.IsCompleted);
    }
}
