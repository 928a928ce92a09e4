namespace TypedPeer.TestSupport.Architecture;

/// <summary>What certain rooms may not mention.</summary>
public static class ForbiddenIn
{
    private static readonly string[] Clocks = ["System.TimeProvider", "System.Diagnostics.Stopwatch", "System.Threading.Timer"];

    private static readonly string[] ClockMembers =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.Environment.get_TickCount", "System.Environment.get_TickCount64",
    ];

    /// <summary>Names what a core, which is told the time and known to one caller at a time, may not use; null for all else.</summary>
    public static string? Cores(TypeUse use)
    {
        var type = use.Used.FullName!;
        if (Clocks.Contains(type))
        {
            return type;
        }

        if (use.Member is { } member && ClockMembers.Contains($"{type}.{member.Name}"))
        {
            return $"{type}.{member.Name}";
        }

        // A family of addresses is no socket; what is said of a field by 'volatile' stands for a thread.
        return type is "System.Runtime.CompilerServices.IsVolatile"
            || use.Used.Namespace is "System.Threading" or "System.Threading.Tasks" or "System.Threading.Channels" or "System.Timers"
            || (use.Used.Namespace is "System.Net.Sockets" && use.Used.Name is not "AddressFamily")
            ? Plain(type)
            : null;
    }

    /// <summary>A type of any number of parameters is the type.</summary>
    private static string Plain(string type) => type.IndexOf('`', StringComparison.Ordinal) is > 0 and var tick ? type[..tick] : type;
}
