using System.Buffers.Binary;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Wire;
using TypedPeer.DataChannels.Tests.Sctp.Support;

namespace TypedPeer.DataChannels.Tests.Sctp;

/// <summary>Ends that a peer would like to put off for ever: each comes in the time its option names.</summary>
public class SctpEndTests
{
    private static readonly long Bound = new SctpOptions().ShutdownTimeout + 1_000_000;

    /// <summary>The peer says SHUTDOWN, or we do, and then it answers everything with a SACK that takes nothing and closes the window.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_peer_that_ends_and_never_takes_the_rest_is_left_in_the_time_of_a_shutdown(bool peerBegins)
    {
        var pair = KnownPair.Connected();
        pair.Left.Filter = (_, _) => false;
        pair.Send(pair.Left, 0, new byte[50_000]);
        pair.Flush();
        if (peerBegins)
        {
            pair.Inject(pair.Left, Shutdown());
        }
        else
        {
            pair.Left.Association.Shutdown(pair.Now);
        }

        Annoy(pair, () => Crafted.Packet(Crafted.LeftTag, Crafted.Sack(Crafted.LeftTsn - 1, 0)));
    }

    [Fact]
    public void A_peer_that_repeats_shutdown_and_data_instead_of_ending_is_left_in_the_time_of_a_shutdown()
    {
        var pair = KnownPair.Connected();
        pair.Left.Filter = (_, _) => false;
        pair.Left.Association.Shutdown(pair.Now);
        var tsn = Crafted.RightTsn;
        Annoy(pair, () => Crafted.Packet(Crafted.LeftTag, Crafted.WholeMessage(tsn, 0, (ushort)(tsn++ - Crafted.RightTsn), 1)));

        pair = KnownPair.Connected();
        pair.Left.Filter = (_, _) => false;
        pair.Left.Association.Shutdown(pair.Now);
        Annoy(pair, Shutdown);
    }

    [Theory]
    [InlineData(6u)]
    [InlineData(null)]
    public void A_reset_that_the_peer_never_finishes_is_given_up_in_its_time_and_the_association_lives(uint? result)
    {
        var pair = KnownPair.Connected();
        pair.Right.Filter = (_, packet) => !Crafted.Chunks(packet).Exists(chunk => chunk[0] == SctpChunkType.Reconfig);
        var request = Crafted.LeftTsn;
        pair.Left.Association.ResetStream(3, pair.Now);
        var begin = pair.Now;
        while (pair.Left.Observer.ResetsDone.Count == 0)
        {
            Assert.InRange(pair.Now - begin, 0, new SctpOptions().ResetTimeout + 1_000_000);
            pair.RunFor(100_000);
            if (result is { } number)
            {
                pair.Inject(pair.Left, Crafted.Packet(Crafted.LeftTag, Answer(request, number)));
            }

            // Data that is acknowledged is a sign of life: it must not put the end of the reset off.
            pair.Send(pair.Left, 0, [1]);
        }

        Assert.Equal((3, false), pair.Left.Observer.ResetsDone[0]);
        Assert.Null(pair.Left.Observer.Closed);
        Assert.Equal(SctpSendResult.Queued, pair.TrySend(pair.Left, 3, [1]));
        pair.Right.Filter = null;
        pair.Left.Association.ResetStream(4, pair.Now);
        pair.RunUntil(() => pair.Left.Observer.ResetsDone.Count == 2);
    }

    private static byte[] Shutdown() => Crafted.Packet(Crafted.LeftTag, Crafted.Chunk(SctpChunkType.Shutdown, 0, Crafted.U32(Crafted.LeftTsn - 1)));

    private static byte[] Answer(uint request, uint result)
    {
        var parameter = Crafted.Parameter(SctpParameterType.ReconfigResponse, [.. Crafted.U32(request), .. Crafted.U32(result)]);
        BinaryPrimitives.WriteUInt16BigEndian(parameter.AsSpan(2), (ushort)parameter.Length);
        return Crafted.Chunk(SctpChunkType.Reconfig, 0, parameter);
    }

    private static void Annoy(SimulatedPair pair, Func<byte[]> packet)
    {
        var begin = pair.Now;
        while (pair.Left.Observer.Closed is null)
        {
            Assert.InRange(pair.Now - begin, 0, Bound);
            pair.Inject(pair.Left, packet());
            pair.RunFor(200_000);
        }

        Assert.Equal(SctpCloseKind.Timeout, pair.Left.Observer.Closed?.Kind);
    }
}
