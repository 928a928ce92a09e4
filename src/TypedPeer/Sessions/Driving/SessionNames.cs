namespace TypedPeer.Sessions.Driving;

/// <summary>Names for sessions, of which no two of a process are the same, and hardly two of different ones: what tells processes apart, then a number.</summary>
internal static class SessionNames
{
    private static readonly string Process = $"{Random.Shared.Next(1 << 24):x6}";
    private static long s_last;

    /// <summary>Returns a number of its own. The name is made when somebody asks for it.</summary>
    public static long Next() => Interlocked.Increment(ref s_last);

    public static string Of(long number) => $"{Process}-{number}";
}
