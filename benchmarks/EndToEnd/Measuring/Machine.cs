using System.Runtime.InteropServices;

namespace TypedPeer.Benchmarks.EndToEnd.Measuring;

/// <summary>Where the figures come from.</summary>
internal static class Machine
{
    public static string Describe() =>
        $"machine: {CpuName()}, {Environment.ProcessorCount} logical cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";

    /// <summary>What else runs: the mean of how many threads ran or wanted to, over 1, 5 and 15 minutes.</summary>
    public static string DescribeLoad()
    {
        const string LoadAverage = "/proc/loadavg";
        return File.Exists(LoadAverage) ? $"load: {string.Join(' ', File.ReadAllText(LoadAverage).Split(' ').Take(3))}" : "load: not known";
    }

    private static string CpuName()
    {
        const string CpuInfo = "/proc/cpuinfo";
        var line = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':') + 1)..].Trim();
    }
}
