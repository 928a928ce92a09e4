using System.Buffers.Binary;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Connection;
using TypedPeer.DataChannels.Dcep;
using TypedPeer.DataChannels.Sctp.Wire;
using TypedPeer.DataChannels.Tests.Sctp.Support;
using TypedPeer.VirtualNetwork.Adversary;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests.Adversary;

/// <summary>The channels of a whole peer, against an attacker it let in and who keeps to no rule of theirs.</summary>
public sealed class HostileChannelsTests
{
    private const int ResponseParameter = 16;
    private const int RequestParameter = 13;
    private const int Allowed = 32;

    [Theory]
    [InlineData(null)]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(6u)]
    public void A_close_ends_in_its_time_whatever_the_peer_answers_to_the_reset(uint? result)
    {
        using var scene = new Scene(1);
        var channel = scene.Victim.CreateChannel("closing", new DataChannelOptions { Negotiated = true, Id = 1 });
        scene.Attacker.Connect(scene.Victim);
        scene.World.Run(1_000_000);
        channel.Send([1]);
        channel.Close();
        for (int step = 0; step < 52 && !channel.IsClosed; step++)
        {
            scene.World.Run(100_000);
            if (result is { } answer)
                scene.AnswerResets(answer);
        }

        Assert.True(channel.IsClosed);
        Assert.Null(scene.Victim.Closed);
        scene.Attacker.SayMessage(0, 0, PayloadProtocol.Binary, [42]);
        Assert.True(scene.World.RunUntil(() => scene.Channel.Messages.Count == 1, 1_000_000));
        scene.Channel.Send([1]);
    }

    /// <summary>Channels made before the connection is up announce themselves with the handshake, before it is known what the peer grants.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(25)]
    public void Channels_on_streams_the_peer_does_not_grant_end_with_a_reason_and_nothing_is_sent_on_them(int streams)
    {
        using var scene = new Scene(5);
        scene.Attacker.Streams = (ushort)streams;
        var channels = Enumerable.Range(1, Allowed - 1).Select(index => scene.Victim.CreateChannel($"{index}")).ToList();
        channels.ForEach(channel => channel.Send([1]));
        scene.Attacker.Connect(scene.Victim);
        scene.World.Run(2_000_000);

        Assert.Null(scene.Victim.Closed);
        Assert.DoesNotContain(scene.Attacker.Messages, message => message.Stream >= streams);
        Assert.Equal(streams / 2, channels.Count(channel => channel.IsOpen));
        Assert.All(channels.Skip(streams / 2), channel => Assert.Contains("out of range", channel.Closed.Result.Message, StringComparison.Ordinal));
        Assert.Equal(2 * (streams / 2), scene.Attacker.Messages.Count);
    }

    [Fact]
    public void A_flood_of_opens_is_refused_past_the_limit_and_holds_no_more_than_that()
    {
        using var scene = new Scene(2);
        scene.Attacker.Connect(scene.Victim);
        var table = scene.Victim.Core.Transport.Channels;
        for (ushort index = 1; index <= 1000; index++)
        {
            var open = DcepMessage.WriteOpen($"{index}" + new string('l', 400), new DataChannelOptions { Protocol = new string('p', 400) });
            scene.Attacker.SayMessage((ushort)(2 * index), 0, PayloadProtocol.Dcep, open);
            if (index % 10 == 0)
            {
                scene.World.Run(20_000);
                scene.AnswerResets(1);
            }

            Assert.InRange(table.Count, 1, Allowed);
            Assert.InRange(table.HeldBytes, 0, new DataChannelTableOptions { MaxChannels = Allowed }.MaxHeldBytes);
        }

        scene.World.Run(1_000_000);
        Assert.Equal(Allowed, table.Count);
        Assert.Null(scene.Victim.Closed);
        scene.Channel.Send([1]);
    }

    [Fact]
    public void Strays_on_every_stream_hold_no_more_than_their_share_of_the_window_and_channels_go_on()
    {
        using var scene = new Scene(3);
        scene.Attacker.Connect(scene.Victim);
        var table = scene.Victim.Core.Transport.Channels;
        for (int index = 0; index < 4000; index++)
        {
            scene.Attacker.SayMessage((ushort)(2 + (index % 3000)), (ushort)(index / 3000), PayloadProtocol.Binary, new byte[index % 900 + 1]);
            if (index % 20 == 0)
                scene.World.Run(20_000);
            Assert.InRange(table.UnconsumedBytes, 0, 1024 * 1024);
        }

        scene.Attacker.SayMessage(0, 0, PayloadProtocol.Binary, [42]);
        Assert.True(scene.World.RunUntil(() => scene.Channel.Messages.Count == 1, 1_000_000));
        Assert.Null(scene.Victim.Closed);
    }

    [Fact]
    public void A_channel_can_be_made_and_closed_at_any_time_while_the_peer_ends_the_association()
    {
        foreach (var ending in new[] { SctpChunkType.Shutdown, SctpChunkType.Abort })
        {
            using var scene = new Scene(4);
            scene.Attacker.Connect(scene.Victim);
            scene.Attacker.Acknowledges = false;
            scene.Channel.Send(new byte[3000]);
            scene.World.Run(100_000);
            int before = scene.Victim.Core.Transport.Channels.Count;
            scene.Attacker.Say(Crafted.Chunk(ending, 0, ending == SctpChunkType.Shutdown ? Crafted.U32(scene.Attacker.VictimCumulative - 1) : []));
            scene.World.Run(20_000);

            Assert.Throws<InvalidOperationException>(() => scene.Victim.CreateChannel("late"));
            Assert.Throws<TypedPeer.Channels.PeerChannelClosedException>(() => scene.Channel.Send([1]));
            Assert.InRange(scene.Victim.Core.Transport.Channels.Count, 0, before);
            scene.Attacker.SayMessage(2, 0, PayloadProtocol.Dcep, DcepMessage.WriteOpen("theirs", new DataChannelOptions()));
            scene.Channel.Close();
            scene.Victim.Close();
            Assert.True(scene.World.RunUntil(() => scene.Victim.Closed is not null, 60_000_000));
            Assert.True(scene.Channel.IsClosed);
        }
    }

    [Theory]
    [InlineData(SctpCause.ProtocolViolation, true)]
    [InlineData(SctpCause.UserInitiatedAbort, false)]
    public void An_abort_that_names_an_error_is_told_as_a_failure_with_its_cause(int cause, bool isFailure)
    {
        using var scene = new Scene(6);
        scene.Attacker.Connect(scene.Victim);
        scene.World.Run(100_000);
        scene.Attacker.Say(Crafted.Chunk(SctpChunkType.Abort, 0, Crafted.Parameter((ushort)cause)));
        Assert.True(scene.World.RunUntil(() => scene.Victim.Closed is not null, 60_000_000));

        var reason = scene.Victim.Closed!;
        Assert.Equal(isFailure ? PeerChannelCloseKind.ProtocolError : PeerChannelCloseKind.Remote, reason.Kind);
        Assert.Equal(new TransportFailure(DataChannelErrorDetail.SctpFailure, cause), scene.Victim.Core.Transport.FailureOf(reason));
        Assert.True(scene.Channel.IsClosed);
    }

    private sealed class Scene : IDisposable
    {
        private int _heard;

        public Scene(int seed)
        {
            World = new VirtualWorld(seed);
            Victim = new VirtualPeer(World, new PeerConnectionOptions { TimeProvider = World.Time, MaxDataChannels = Allowed }, PeerPair.LeftAddress + ":5001");
            Channel = Victim.CreateChannel("c", new DataChannelOptions { Negotiated = true, Id = 0 });
            Attacker = new SctpAdversary(World, PeerPair.RightAddress + ":5002");
        }

        public VirtualWorld World { get; }

        public VirtualPeer Victim { get; }

        public VirtualChannel Channel { get; }

        public SctpAdversary Attacker { get; }

        /// <summary>Answers every reset that was heard since the last call, without resetting anything in return.</summary>
        public void AnswerResets(uint result)
        {
            for (; _heard < Attacker.Packets.Count; _heard++)
            {
                foreach (var chunk in Crafted.Chunks(Attacker.Packets[_heard]))
                {
                    if (chunk[0] == SctpChunkType.Reconfig && BinaryPrimitives.ReadUInt16BigEndian(chunk.AsSpan(4)) == RequestParameter)
                    {
                        var number = BinaryPrimitives.ReadUInt32BigEndian(chunk.AsSpan(8));
                        Attacker.Say(Crafted.Chunk(SctpChunkType.Reconfig, 0, Crafted.Parameter(ResponseParameter, Crafted.Join(Crafted.U32(number), Crafted.U32(result)))));
                    }
                }
            }
        }

        public void Dispose()
        {
            Attacker.Dispose();
            Victim.Dispose();
            World.Dispose();
        }
    }
}
