using System.Globalization;

namespace TypedPeer.Benchmarks.Rpc.Windows;

/// <summary>What the client saw in a window; processor time is that of both processes once the server's is added.</summary>
/// <param name="P50">Median of the small calls one after another, in microseconds.</param>
/// <param name="P99">The call that one in a hundred exceeds, in microseconds.</param>
/// <param name="Calls">How many calls were answered.</param>
/// <param name="Bytes">How many bytes of blocks were moved.</param>
/// <param name="Seconds">How long the window was.</param>
/// <param name="Processor">Processor time in milliseconds.</param>
internal sealed record WindowResult(double P50, double P99, long Calls, long Bytes, double Seconds, double Processor)
{
    public double CallsPerSecond => Calls / Seconds;

    public double ProcessorPerCall => Processor * 1000 / Calls;

    public double MegabytesPerSecond => Bytes / 1e6 / Seconds;

    public double ProcessorPerMegabyte => Processor / (Bytes / 1e6);

    public static WindowResult Parse(string line)
    {
        var fields = line.Split(' ');
        return new WindowResult(Number(fields[0]), Number(fields[1]), (long)Number(fields[2]), (long)Number(fields[3]), Number(fields[4]), Number(fields[5]));

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    public override string ToString() => FormattableString.Invariant($"{P50} {P99} {Calls} {Bytes} {Seconds} {Processor}");
}
