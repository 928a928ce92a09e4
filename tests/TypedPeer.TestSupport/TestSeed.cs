namespace TypedPeer.TestSupport;

/// <summary>Where random tests begin: at a fixed seed, so that a test run is the same every time, or at TYPEDPEER_SEED to explore.</summary>
public static class TestSeed
{
    /// <summary>Returns the first seed; tests count up from it and print the one that failed.</summary>
    public static int First(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("TYPEDPEER_SEED"), out int seed) ? seed : usual;
}
