using System.Globalization;
using TypedPeer.DataChannels.Tests.Sctp.Support;

namespace TypedPeer.DataChannels.Tests.Sctp;

/// <summary>What a transfer gets of paths as users have them, 100 Mbit/s with a queue of 50 ms, counted from its start; all on the virtual clock.</summary>
public class SctpPathTests(ITestOutputHelper output)
{
    private const long Time = 10 * SharedLink.Second;

    [Theory]
    [InlineData(20, 0, 0.9)]
    [InlineData(20, 0.001, 0.85)]
    [InlineData(20, 0.01, 0.8)]
    public void A_transfer_gets_most_of_a_path_that_loses_packets(int roundTrip, double loss, double share)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var link = SharedLink.Of(roundTrip, loss);
            var flow = link.Add(SharedLink.Bbr, seed);
            link.RunFor(Time);
            var got = link.ShareOf(flow.Received, Time);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{got:P1} of the link, {flow.Pair.Left.Association.Retransmissions} chunks sent again"));
            Assert.InRange(got, share, 1.0);
        }
    }
}
