using TypedPeer.Channels;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Wire;
using TypedPeer.DataChannels.Tests.Sctp.Support;

namespace TypedPeer.DataChannels.Tests.Sctp;

/// <summary>The error cause of an ABORT tells a goodbye from a failure, and which.</summary>
public sealed class SctpCauseTests
{
    private readonly SimulatedPair _pair = KnownPair.Connected();

    [Theory]
    [InlineData(SctpCause.ProtocolViolation, PeerChannelCloseKind.ProtocolError)]
    [InlineData(SctpCause.InvalidStream, PeerChannelCloseKind.ProtocolError)]
    [InlineData(4711, PeerChannelCloseKind.ProtocolError)]
    [InlineData(SctpCause.UserInitiatedAbort, PeerChannelCloseKind.Remote)]
    public void An_abort_for_an_error_is_a_failure_and_one_by_the_user_a_goodbye(int cause, object kind)
    {
        _pair.Inject(_pair.Right, Crafted.Packet(Crafted.RightTag, Crafted.Chunk(SctpChunkType.Abort, 0, Crafted.Parameter((ushort)cause))));

        var reason = _pair.Right.Observer.Closed!.Value;
        Assert.Equal((ushort)cause, reason.Cause);
        Assert.Equal((PeerChannelCloseKind)kind, CloseReasonMapping.FromSctp(reason).Kind);
        Assert.Equal(new TransportFailure(DataChannelErrorDetail.SctpFailure, cause), TransportFailure.Of(reason));
    }

    [Fact]
    public void An_abort_without_a_cause_is_a_goodbye()
    {
        _pair.Inject(_pair.Right, Crafted.Packet(Crafted.RightTag, Crafted.Chunk(SctpChunkType.Abort, 0)));

        Assert.Equal((SctpCloseKind.RemoteAbort, (ushort?)null), (_pair.Right.Observer.Closed!.Value.Kind, _pair.Right.Observer.Closed.Value.Cause));
        Assert.Equal(PeerChannelCloseKind.Remote, CloseReasonMapping.FromSctp(_pair.Right.Observer.Closed.Value).Kind);
    }

    [Fact]
    public void Who_finds_an_error_and_who_is_told_of_it_know_the_same_cause()
    {
        _pair.Inject(_pair.Right, Crafted.Packet(Crafted.RightTag, Crafted.WholeMessage(Crafted.LeftTsn, 0, 0)));
        _pair.RunUntil(() => _pair.Left.Observer.Closed is not null);

        Assert.Equal((SctpCloseKind.ProtocolViolation, SctpCause.NoUserData), (_pair.Right.Observer.Closed!.Value.Kind, _pair.Right.Observer.Closed.Value.Cause));
        Assert.Equal((SctpCloseKind.RemoteError, SctpCause.NoUserData), (_pair.Left.Observer.Closed!.Value.Kind, _pair.Left.Observer.Closed.Value.Cause));
    }
}
