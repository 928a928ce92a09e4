using TypedPeer.DataChannels.Sctp;

namespace TypedPeer.DataChannels.Tests.Sctp.Support;

/// <summary>Pairs whose tags and TSNs are the ones of <see cref="Crafted"/>, so that packets built by hand fit them.</summary>
internal static class KnownPair
{
    /// <summary>A connected pair whose tags and TSNs are known.</summary>
    public static SimulatedPair Connected(SctpOptions? options = null)
    {
        var pair = Unconnected(options).Connect();
        pair.RunFor(1_000_000);
        return pair;
    }

    public static SimulatedPair Unconnected(SctpOptions? options = null) =>
        new(1, options, null, new SeededRandom(2, Crafted.LeftTag, Crafted.LeftTsn), new SeededRandom(3, Crafted.RightTag, Crafted.RightTsn));

    /// <summary>Collects the packets one side sends from now on.</summary>
    public static List<byte[]> Record(this SimulatedPair pair, SimulatedSide side)
    {
        var packets = new List<byte[]>();
        pair.Wiretap += (from, packet) =>
        {
            if (from == side)
            {
                packets.Add(packet);
            }
        };
        return packets;
    }
}
