using System.Globalization;

namespace TypedPeer.Benchmarks.EndToEnd.Relays;

/// <summary>Datagrams that the system threw away because a socket's buffer was full: a loss nobody asked for.</summary>
internal static class Overruns
{
    private const string Table = "/proc/net/udp";

    /// <summary>Counts them for local ports of this machine; null where the system does not tell.</summary>
    public static long? Count(IEnumerable<int> ports)
    {
        if (!File.Exists(Table))
        {
            return null;
        }

        var wanted = ports.ToHashSet();
        return File.ReadLines(Table)
            .Skip(1)
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => wanted.Contains(int.Parse(fields[1][(fields[1].IndexOf(':') + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)))
            .Sum(static fields => long.Parse(fields[^1], CultureInfo.InvariantCulture));
    }
}
