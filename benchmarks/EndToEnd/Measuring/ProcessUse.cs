using System.Diagnostics;
using System.Globalization;

namespace TypedPeer.Benchmarks.EndToEnd.Measuring;

/// <summary>What a process has used so far.</summary>
/// <param name="Private">The bytes of memory it has to itself and that are resident: RssAnon on Linux, private bytes elsewhere.</param>
/// <param name="Resident">The bytes of memory that are resident, shared ones and mapped files included.</param>
/// <param name="Processor">The processor time.</param>
internal readonly record struct ProcessUse(long Private, long Resident, TimeSpan Processor)
{
    public static ProcessUse Of(int id)
    {
        using var process = Process.GetProcessById(id);
        return new ProcessUse(OperatingSystem.IsLinux() ? ReadAnonymous(id) : process.PrivateMemorySize64, process.WorkingSet64, ProcessorClock.Read(process));
    }

    private static long ReadAnonymous(int id)
    {
        const string Field = "RssAnon:";
        var line = File.ReadLines($"/proc/{id}/status").First(static line => line.StartsWith(Field, StringComparison.Ordinal));
        return long.Parse(line[Field.Length..].Replace("kB", string.Empty, StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
