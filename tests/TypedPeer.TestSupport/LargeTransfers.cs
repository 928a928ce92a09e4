namespace TypedPeer.TestSupport;

/// <summary>How much tests send that send much: all of it in CI, which says so by TYPEDPEER_LARGE_TRANSFER, and a part elsewhere, so that the tests take minutes.</summary>
public static class LargeTransfers
{
    /// <summary>Returns how much is sent.</summary>
    /// <param name="whole">What CI sends.</param>
    /// <param name="part">What is sent elsewhere.</param>
    public static int Pick(int whole, int part) => Environment.GetEnvironmentVariable("TYPEDPEER_LARGE_TRANSFER") is null ? part : whole;
}
