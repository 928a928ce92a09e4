using TypedPeer.DataChannels.Udp.Loops;

namespace TypedPeer.DataChannels.Driver.WakeUps;

/// <summary>What wakes whom.</summary>
internal static class WakeUp
{
    /// <summary>With the system's clock the thread that waits for datagrams waits for deadlines, too; with any other the clock has a timer.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="loop">The loop on whose thread datagrams are received; null for the thread pool.</param>
    /// <param name="onLoop">Called on the loop's thread.</param>
    /// <param name="onClock">Called on the clock's, whose nothing may escape.</param>
    /// <param name="onFailed">Takes what the former throws.</param>
    public static IWakeUp Create(TimeProvider time, ReceiveLoop? loop, Action<RaiseQueue> onLoop, Action onClock, Action<Exception> onFailed) =>
        OperatingSystem.IsLinux() && loop is not null && time == TimeProvider.System ? new LoopWakeUp(loop, onLoop, onFailed) : new ClockWakeUp(time, onClock);
}
