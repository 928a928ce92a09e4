using System.Globalization;
using TypedPeer.VirtualNetwork;

namespace TypedPeer.Schedules.Tests;

/// <summary>What happened in a schedule and when: told where one fails, and compared between two runs of the same.</summary>
internal sealed class Journal(VirtualWorld world)
{
    private readonly List<string> _lines = [];

    /// <summary>What was noted, in order.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Notes something.</summary>
    public void Add(string what) => _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{world.Now / 1_000_000.0,11:F6} {what}"));
}
