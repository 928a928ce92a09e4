using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Text;

namespace TypedPeer.Benchmarks.FirstCall;

/// <summary>Lines over standard input and output, by bare streams: what a console does to begin is no part of what is measured.</summary>
internal static class Pipe
{
    private const int LongestLine = 64 * 1024;
    private static readonly Stream Input = Console.OpenStandardInput();
    private static readonly Stream Output = Console.OpenStandardOutput();

    /// <summary>Returns the next line; null at the end.</summary>
    public static string? ReadLine()
    {
        var line = new byte[LongestLine];
        var length = 0;
        while (length < line.Length && Input.Read(line, length, 1) == 1)
        {
            if (line[length] == (byte)'\n')
            {
                return Encoding.ASCII.GetString(line, 0, length);
            }

            length++;
        }

        return null;
    }

    public static void WriteLine(string line)
    {
        Output.Write(Encoding.ASCII.GetBytes(line + "\n"));
        Output.Flush();
    }

    /// <summary>
    /// Tells whoever started this process that the answer is here: when its Main began and when the answer came, by the clock that all processes
    /// share; the processor time, the methods compiled until then and the time that took.
    /// </summary>
    public static void Answered(long main)
    {
        var answered = Stopwatch.GetTimestamp();
        var methods = JitInfo.GetCompiledMethodCount();
        var compiling = JitInfo.GetCompilationTime().TotalMilliseconds;
        var processor = Environment.CpuUsage.TotalTime.TotalMilliseconds;
        WriteLine(string.Create(CultureInfo.InvariantCulture, $"answered {main} {answered} {processor} {methods} {compiling}"));
    }
}
