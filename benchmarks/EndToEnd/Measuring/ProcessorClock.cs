using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TypedPeer.Benchmarks.EndToEnd.Measuring;

/// <summary>The processor time of a process: to the nanosecond on Linux, where what is told elsewhere counts in steps of 10 ms.</summary>
internal static partial class ProcessorClock
{
    /// <summary>CPUCLOCK_SCHED of the kernel: the time the scheduler has given it.</summary>
    private const int Scheduled = 2;

    /// <summary>What the process has used so far, with the threads that have ended.</summary>
    public static TimeSpan Read(Process process)
    {
        // A process's clock has the complement of its id where the kernel's own clocks have a number.
        return OperatingSystem.IsLinux() && GetTime((~process.Id << 3) | Scheduled, out var time) == 0
            ? TimeSpan.FromTicks((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / TimeSpan.NanosecondsPerTick))
            : process.TotalProcessorTime;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpecification time);

    private struct TimeSpecification
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
