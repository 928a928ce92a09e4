namespace TypedPeer.DataChannels.Tests.Sctp.Support;

/// <summary>
/// The textbook's additive increase, multiplicative decrease, one round trip at a time: what a sender that obeys congestion
/// achieves over a path that loses packets at random.
/// </summary>
internal static class AimdModel
{
    /// <summary>Computes the mean rate in packets per second.</summary>
    public static double PacketsPerSecond(double loss, double roundTripSeconds, double maxPacketsPerRoundTrip)
    {
        const int Rounds = 200_000;
        var random = new Random(1);
        var window = 10.0;
        var threshold = double.MaxValue;
        var delivered = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var lost = 0;
            var sent = (int)Math.Min(window, maxPacketsPerRoundTrip);
            for (var i = 0; i < sent; i++)
            {
                lost += random.NextDouble() < loss ? 1 : 0;
            }

            delivered += sent - lost;
            if (lost > 0)
            {
                threshold = window = Math.Max(window / 2, 4);
            }
            else
            {
                window += window < threshold ? window : 1;
            }
        }

        return delivered / (Rounds * roundTripSeconds);
    }
}
