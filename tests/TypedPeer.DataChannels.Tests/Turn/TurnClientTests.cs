using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Stun;
using TypedPeer.DataChannels.Turn;

namespace TypedPeer.DataChannels.Tests.Turn;

public sealed class TurnClientTests
{
    private static readonly IPEndPoint Peer = IPEndPoint.Parse("192.0.2.7:7000");

    [Fact]
    public void Nothing_is_proved_before_the_relay_has_asked_and_everything_after()
    {
        var script = new TurnScript();
        byte[] first = script.Next();
        Assert.False(TurnScript.Parse(first).TryGet(StunAttributeType.Username, out _));

        script.Challenge(first);
        byte[] second = script.Next();

        Assert.True(TurnScript.Parse(second).HasValidIntegrity(TurnScript.Md5Key));
        Assert.NotEqual(TurnScript.Parse(first).TransactionId, TurnScript.Parse(second).TransactionId);
        script.GiveAddress(second, TurnScript.Relayed);
        var path = Assert.Single(script.Allocated);
        Assert.Equal((TurnScript.Relayed, TurnScript.Mapped, DatagramPathKind.Relay), (path.LocalEndPoint, path.RelatedEndPoint!, path.Kind));
    }

    [Fact]
    public void SHA_256_is_used_where_the_relay_offers_it()
    {
        var script = new TurnScript();
        ChallengeWithAlgorithms(script, nonce: "obMatJos2gAAA", [0, 2, 0, 0, 0, 1, 0, 0]);

        byte[] request = script.Next();

        byte[] key = SHA256.HashData(Encoding.UTF8.GetBytes($"{TurnScript.Username}:{TurnScript.Realm}:{TurnScript.Password}"));
        var parsed = TurnScript.Parse(request);
        Assert.True(parsed.HasValidIntegritySha256(key));
        Assert.False(parsed.HasValidIntegrity(key));
        Assert.True(parsed.TryGetUInt32(StunAttributeType.PasswordAlgorithm, out uint algorithm));
        Assert.Equal(2u << 16, algorithm);

        // Proved by the weaker hash an answer is not the relay's.
        script.GiveAddress(request, TurnScript.Relayed);
        Assert.Empty(script.Allocated);
        script.Answer(request, StunMessageClass.SuccessResponse, (ref writer) =>
        {
            writer.AddXorAddress(StunAttributeType.XorRelayedAddress, TurnScript.Relayed);
            writer.AddIntegritySha256(key);
        });
        Assert.Single(script.Allocated);
    }

    [Theory]
    [InlineData("obMatJos2gAAA", "")]
    [InlineData("obMatJos2gAAA", "00090000")]
    [InlineData("", "")]
    public void An_offer_of_algorithms_that_was_taken_away_or_holds_none_that_is_known_is_not_answered(string nonce, string algorithms)
    {
        var script = new TurnScript();

        ChallengeWithAlgorithms(script, nonce, Convert.FromHexString(algorithms));

        Assert.Empty(script.Next());
        Assert.Equal(401, Assert.Single(script.Failures).Code);
    }

    [Fact]
    public void A_wrong_password_is_asked_for_once()
    {
        var script = new TurnScript();
        script.Challenge(script.Next());

        script.Challenge(script.Next(), nonce: "another");

        Assert.Empty(script.Next());
        Assert.Equal(401, Assert.Single(script.Failures).Code);
        Assert.Contains("401 Unauthenticated", script.Failures[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_that_is_not_proved_changes_nothing()
    {
        var script = new TurnScript();
        script.Challenge(script.Next());
        byte[] request = script.Next();

        script.Answer(request, StunMessageClass.SuccessResponse, static (ref writer) => writer.AddXorAddress(StunAttributeType.XorRelayedAddress, TurnScript.Relayed));
        script.Answer(request, StunMessageClass.SuccessResponse, static (ref writer) => writer.AddIntegrity("wrong"u8));
        script.Answer(request, StunMessageClass.SuccessResponse, static (ref writer) => writer.AddIntegrity(TurnScript.Md5Key), from: IPEndPoint.Parse("203.0.113.201:3478"));

        Assert.False(script.Client.IsSettled);
    }

    [Fact]
    public void Attributes_behind_the_proof_do_not_count()
    {
        var script = new TurnScript();
        script.Challenge(script.Next());

        script.Answer(script.Next(), StunMessageClass.SuccessResponse, static (ref writer) =>
        {
            writer.AddIntegrity(TurnScript.Md5Key);
            writer.AddXorAddress(StunAttributeType.XorRelayedAddress, TurnScript.Relayed);
        });

        Assert.Empty(script.Allocated);
        Assert.Contains("no address", Assert.Single(script.Failures).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_relay_gives_an_address_of_each_family_and_never_two_of_one()
    {
        var script = new TurnScript().Allocate(TurnScript.Relayed, IPEndPoint.Parse("[2001:db8::5]:50001"));
        Assert.Equal(2, script.Allocated.Count);

        Assert.Single(new TurnScript().Allocate(TurnScript.Relayed, IPEndPoint.Parse("203.0.113.200:50001")).Allocated);
    }

    [Fact]
    public void A_relay_without_IPv4_is_asked_for_IPv6_alone()
    {
        var script = new TurnScript();
        script.Challenge(script.Next());
        Assert.True(TurnScript.Parse(script.Next()) is var first && first.TryGet(StunAttributeType.AdditionalAddressFamily, out _));

        script.Refuse(script.Buffer[..(20 + BinaryPrimitives.ReadUInt16BigEndian(script.Buffer.AsSpan(2)))], 440);
        byte[] second = script.Next();

        Assert.True(TurnScript.Parse(second).TryGetUInt32(StunAttributeType.RequestedAddressFamily, out uint family));
        Assert.Equal(2u << 24, family);
    }

    [Theory]
    [InlineData("224.0.0.1:5000")]
    [InlineData("0.0.0.0:5000")]
    [InlineData("203.0.113.200:0")]
    [InlineData("[ff02::1]:5000")]
    [InlineData("[::ffff:192.0.2.1]:5000")]
    public void An_address_that_nobody_can_be_reached_at_is_none(string address)
    {
        var script = new TurnScript().Allocate(IPEndPoint.Parse(address));

        Assert.Empty(script.Allocated);
        Assert.True(script.Client.IsOver);
        Assert.Single(script.Failures);
    }

    [Fact]
    public void A_silent_relay_is_given_up_after_eight_seconds()
    {
        var script = new TurnScript();
        int requests = 0;
        long now = 0;
        while (!script.Client.IsOver)
        {
            while (script.Next(now).Length > 0)
                requests++;

            now = script.Client.NextDeadline;
            script.Client.HandleDeadline(now);
        }

        Assert.Equal((5, 7_750_000), (requests, now));
        Assert.Equal(TurnFailure.NoAnswer, Assert.Single(script.Failures).Code);
    }

    [Fact]
    public void The_first_check_of_a_peer_follows_the_request_to_let_it_in_and_data_is_bound_to_a_channel()
    {
        var script = new TurnScript().Allocate();
        byte[] check = [0, 1, 0, 0, 1, 2, 3, 4];
        check.CopyTo(script.Buffer, 0);

        Assert.Equal(0, script.Client.Wrap(script.Buffer, check.Length, Peer, 1));
        byte[] permission = script.Next();
        byte[] indication = script.Next();
        Assert.Equal(TurnMethod.CreatePermission, TurnScript.Parse(permission).Method);
        Assert.True(TurnScript.Parse(indication).TryGet(StunAttributeType.Data, out var data));
        Assert.Equal(check, data.ToArray());
        script.Grant(permission);

        byte[] record = [22, 254, 253, 5, 6, 7, 8];
        record.CopyTo(script.Buffer, 0);
        Assert.Equal(36 + 8, script.Client.Wrap(script.Buffer, record.Length, Peer, 1));
        byte[] bind = script.Next();
        Assert.Equal(TurnMethod.ChannelBind, TurnScript.Parse(bind).Method);
        script.Grant(bind);

        record.CopyTo(script.Buffer, 0);
        Assert.Equal(4 + 7, script.Client.Wrap(script.Buffer, record.Length, Peer, 1));
        Assert.Equal([0x40, 0, 0, 7, .. record], script.Buffer[..11]);
    }

    [Fact]
    public void Over_a_stream_channel_data_is_padded_and_requests_are_sent_once()
    {
        var script = new TurnScript(DatagramPathKind.Tcp).Allocate();
        script.Bind(Peer);

        Assert.Equal(8, script.Client.Wrap(script.Buffer, 3, Peer, 1));
        script.Client.HandleDatagram(TurnScript.Server, [0x40, 0, 0, 1, 9, 0, 0, 0, 0x40, 0, 0, 2, 8, 7, 0, 0], 1);

        Assert.Equal([[9], [8, 7]], script.Received.Select(static item => item.Data));
    }

    [Theory]
    [InlineData("4000000109" + "4000000208" + "07")]
    [InlineData("4000000109000000" + "4000000208070000")]
    public void Datagrams_that_the_kernel_has_joined_are_told_apart_with_padding_and_without(string joined)
    {
        var script = new TurnScript().Allocate();
        script.Bind(Peer);

        script.Client.HandleDatagram(TurnScript.Server, Convert.FromHexString(joined), 1);

        Assert.Equal([[9], [8, 7]], script.Received.Select(static item => item.Data));
        Assert.All(script.Received, static item => Assert.Equal(Peer, item.From));
    }

    [Fact]
    public void Data_of_strangers_and_of_channels_that_nobody_has_is_dropped_and_counted()
    {
        var script = new TurnScript().Allocate();
        script.Bind(Peer);

        Deliver(script, IPEndPoint.Parse("192.0.2.99:1"));
        Deliver(script, IPEndPoint.Parse("[2001:db8::1]:1"));
        script.Client.HandleDatagram(TurnScript.Server, [0x4F, 0xFF, 0, 1, 9], 1);
        Assert.Empty(script.Received);
        Assert.Equal(3, script.Client.Foreign);

        // A translator may give the peer another port towards the relay.
        Deliver(script, new IPEndPoint(Peer.Address, 7777));
        Assert.Equal(7777, Assert.Single(script.Received).From.Port);
    }

    [Fact]
    public void A_peer_that_the_relay_forbids_is_sent_nothing_and_asked_about_again_after_a_while()
    {
        var script = new TurnScript().Allocate();
        script.Client.Wrap(script.Buffer, 30, Peer, 1);
        script.Refuse(script.Next(), 403);

        for (int count = 0; count < 100; count++)
            Assert.Equal(0, script.Client.Wrap(script.Buffer, 30, Peer, 2));

        Assert.Empty(script.Next(2));
        Assert.Empty(script.Failures);
        script.Client.Wrap(script.Buffer, 30, Peer, 2 + TurnScript.Options.RefusalTime);
        Assert.NotEmpty(script.Next(2 + TurnScript.Options.RefusalTime));
    }

    [Fact]
    public void However_many_peers_are_sent_to_a_bounded_number_is_known_and_those_in_use_stay()
    {
        var script = new TurnScript().Allocate();
        script.Bind(Peer);
        for (int port = 1; port <= 1000; port++)
        {
            script.Client.Wrap(script.Buffer, 30, IPEndPoint.Parse($"192.0.2.{port % 200}:{port}"), port);
            script.Client.Wrap(script.Buffer, 30, Peer, port);
        }

        script.Buffer[0] = 22;
        Assert.Equal(34, script.Client.Wrap(script.Buffer, 30, Peer, 1001));
        int requests = 0;
        while (script.Next(1001).Length > 0)
            requests++;

        Assert.InRange(requests, 1, 2 * TurnScript.Options.MaximumPeers);
    }

    [Fact]
    public void A_relay_that_sends_on_for_ever_is_followed_three_times_and_a_circle_not_at_all()
    {
        var script = new TurnScript();
        for (int hop = 1; hop <= 3; hop++)
        {
            script.SendOn($"203.0.113.{hop}:3478");
            Assert.Equal($"203.0.113.{hop}:3478", script.Client.EndPoint.ToString());
        }

        script.SendOn("203.0.113.4:3478");
        Assert.Equal(300, Assert.Single(script.Failures).Code);

        var circle = new TurnScript();
        circle.SendOn("203.0.113.1:3478");
        circle.SendOn("203.0.113.200:3478");
        Assert.Equal(300, Assert.Single(circle.Failures).Code);
    }

    [Theory]
    [InlineData("127.0.0.1:3478")]
    [InlineData("224.0.0.1:3478")]
    [InlineData("[2001:db8::1]:3478")]
    public void A_relay_sends_this_side_to_no_place_that_it_could_not_reach_itself(string where)
    {
        var script = new TurnScript();

        script.SendOn(where);

        Assert.Equal(300, Assert.Single(script.Failures).Code);
    }

    [Fact]
    public void What_is_wrapped_and_unwrapped_allocates_nothing()
    {
        var script = new TurnScript().Allocate();
        script.Bind(Peer);
        script.KeepsNothing = true;
        var client = script.Client;
        byte[] frame = [0x40, 0, 0, 100, .. new byte[100]];
        Repeat();
        long before = GC.GetAllocatedBytesForCurrentThread();

        Repeat();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2000, script.Count);

        void Repeat()
        {
            for (int count = 0; count < 1000; count++)
            {
                script.Buffer[0] = 22;
                if (client.Wrap(script.Buffer, 100, Peer, 1) != 104)
                    throw new InvalidOperationException("It was not wrapped.");

                client.HandleDatagram(TurnScript.Server, frame, 1);
            }
        }
    }

    [Fact]
    public void The_end_is_told_to_the_relay_once()
    {
        var script = new TurnScript().Allocate();

        int length = script.Client.WriteRelease(script.Buffer);

        var release = TurnScript.Parse(script.Buffer[..length]);
        Assert.Equal(TurnMethod.Refresh, release.Method);
        Assert.True(release.TryGetUInt32(StunAttributeType.Lifetime, out uint lifetime));
        Assert.Equal(0u, lifetime);
        Assert.True(release.HasValidIntegrity(TurnScript.Md5Key));
        Assert.Equal(0, script.Client.WriteRelease(script.Buffer));
    }

    private static void ChallengeWithAlgorithms(TurnScript script, string nonce, byte[] algorithms) => script.Answer(script.Next(), StunMessageClass.ErrorResponse, (ref writer) =>
    {
        writer.AddErrorCode(401, "prove it"u8);
        writer.Add(StunAttributeType.Realm, Encoding.ASCII.GetBytes(TurnScript.Realm));
        writer.Add(StunAttributeType.Nonce, Encoding.ASCII.GetBytes(nonce));
        if (algorithms.Length > 0)
            writer.Add(StunAttributeType.PasswordAlgorithms, algorithms);
    });

    private static void Deliver(TurnScript script, IPEndPoint from)
    {
        byte[] bytes = new byte[200];
        int length = TurnFrames.WrapInIndication(bytes, 5, from, new StunTransactionId(1, 2));
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)((int)StunMessageClass.Indication | TurnMethod.Data));
        script.Client.HandleDatagram(TurnScript.Server, bytes.AsSpan(0, length), 1);
    }
}
