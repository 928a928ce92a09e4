using System.Net;
using System.Text;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Listening;
using TypedPeer.DataChannels.Stun;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Listening;

/// <summary>What stands between a listener and strangers.</summary>
public sealed class ListenerGateTests
{
    private const long Second = 1_000_000;

    [Fact]
    public void A_dialler_is_answered_and_checked_then_proves_its_address_and_is_let_in_with_its_next_check()
    {
        var gate = Create();
        var dialler = new GateDialler(gate, "198.51.100.5:6000");

        dialler.Send(dialler.Check(length: 256), 0);
        Assert.Equal(2, dialler.LastDatagrams.Count);
        Assert.True(StunMessage.TryParse(dialler.LastDatagrams[1], out var answer));
        Assert.Equal(StunMessageClass.SuccessResponse, answer.Class);
        Assert.Equal(new StunTransactionId(1, 2), answer.TransactionId);
        Assert.True(answer.HasValidIntegrity(Encoding.ASCII.GetBytes(dialler.ListenerPassword)));
        Assert.True(answer.TryGetMappedAddress(out var mapped));
        Assert.Equal(dialler.Remote, mapped);
        Assert.Equal(0, gate.ProvenCount);

        Assert.Equal(GateReply.Silence, dialler.Send(dialler.Answer(dialler.LastDatagrams[0]), 1));
        Assert.Equal(1, gate.ProvenCount);
        Assert.Equal(0, gate.Admissions.Count);

        var admission = dialler.Send(dialler.Check(nominates: true), 2).Admission;
        Assert.NotNull(admission);
        Assert.Equal(0, dialler.LastReply.Length);
        Assert.Equal(0, gate.ProvenCount);
        Assert.Equal(1, gate.Admissions.Count);
        Assert.Equal(new IceCredentials(dialler.Fragment, dialler.Password), admission.Remote);
        Assert.Equal(new IceCredentials("typedpeer+v1/" + dialler.Password, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"), admission.Local);
    }

    [Fact]
    public void A_check_as_short_as_a_browsers_gets_only_a_check()
    {
        var dialler = new GateDialler(Create(), "198.51.100.5:6000");

        dialler.Send(dialler.Check(), 0);

        var check = Assert.Single(dialler.LastDatagrams);
        Assert.True(StunMessage.TryParse(check, out var message));
        Assert.Equal(StunMessageClass.Request, message.Class);
    }

    [Fact]
    public void A_nomination_is_not_answered_before_there_is_a_connection()
    {
        var dialler = new GateDialler(Create(), "198.51.100.5:6000");

        dialler.Send(dialler.Check(length: 500, nominates: true), 0);

        Assert.True(StunMessage.TryParse(Assert.Single(dialler.LastDatagrams), out var message));
        Assert.Equal(StunMessageClass.Request, message.Class);
    }

    [Fact]
    public void Whatever_the_length_of_a_check_no_more_bytes_are_sent_than_came()
    {
        foreach (var remote in (string[])["198.51.100.5:6000", "[2001:db8::5]:6000"])
        {
            foreach (var passwordLength in (int[])[22, 24, 32, 100, 243])
            {
                foreach (var fragmentLength in (int[])[4, 8, 100, 256])
                {
                    var dialler = new GateDialler(Create(), remote) { Password = new string('p', passwordLength), Fragment = new string('f', fragmentLength) };
                    for (var length = 0; length < 700; length += 4)
                    {
                        var check = dialler.Check(length, nominates: length % 8 == 0);
                        Assert.InRange(dialler.Send(check, length).Length, 0, check.Length);
                        Assert.Null(dialler.LastReply.Admission);
                    }
                }
            }
        }
    }

    [Fact]
    public void Spoofed_addresses_leave_nothing_behind()
    {
        var gate = Create();
        for (var number = 0; number < 5_000; number++)
        {
            var dialler = new GateDialler(gate, $"198.51.{number >> 8}.{number & 255}:6000");
            dialler.Send(dialler.Check(length: 256), number * 1000);
            Assert.NotEmpty(dialler.LastDatagrams);
        }

        Assert.Equal(0, gate.ProvenCount);
        Assert.Equal(0, gate.Admissions.Count);
        Assert.Equal(0, gate.Admissions.NetworkCount);
    }

    [Fact]
    public void The_answer_of_one_address_proves_no_other()
    {
        var gate = Create();
        var dialler = new GateDialler(gate, "198.51.100.5:6000");
        dialler.Send(dialler.Check(), 0);
        var answer = dialler.Answer(dialler.LastDatagrams[0]);

        foreach (var other in (string[])["198.51.100.5:6001", "198.51.100.6:6000", "[2001:db8::5]:6000"])
        {
            new GateDialler(gate, other).Send(answer, 1);
        }

        Assert.Equal(0, gate.ProvenCount);
        gate.Handle(IPEndPoint.Parse("192.0.2.2:4433"), dialler.Remote, answer, new byte[ListenerGate.MaxReplyLength], 1);
        Assert.Equal(0, gate.ProvenCount);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(21, false)]
    [InlineData(3600, false)]
    public void An_answer_counts_for_some_seconds_and_no_longer(long seconds, bool counts)
    {
        var gate = Create();
        var dialler = new GateDialler(gate, "198.51.100.5:6000");
        dialler.Send(dialler.Check(), 0);

        dialler.Send(dialler.Answer(dialler.LastDatagrams[0]), seconds * Second);

        Assert.Equal(counts ? 1 : 0, gate.ProvenCount);
    }

    [Fact]
    public void A_proven_address_that_goes_on_with_nothing_is_forgotten()
    {
        var gate = Create();
        var dialler = new GateDialler(gate, "198.51.100.5:6000");
        dialler.Prove(0);

        Assert.Null(dialler.Send(dialler.Check(), ProvenAddresses.Lifetime).Admission);

        Assert.Equal(0, gate.ProvenCount);
    }

    [Fact]
    public void Proven_addresses_are_bounded_in_number()
    {
        var gate = Create();
        for (var number = 0; number < 2 * ProvenAddresses.MaxCount; number++)
        {
            new GateDialler(gate, $"198.51.{number >> 8}.{number & 255}:6000").Prove(number * 1000);
        }

        Assert.Equal(ProvenAddresses.MaxCount, gate.ProvenCount);
        var last = new GateDialler(gate, $"198.51.7.255:6000");
        Assert.NotNull(last.Send(last.Check(), 2 * ProvenAddresses.MaxCount * 1000).Admission);
    }

    [Fact]
    public void Who_does_not_know_the_address_hears_nothing()
    {
        var dialler = new GateDialler(Create(), "198.51.100.5:6000") { ListenerPassword = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9" };

        Assert.Equal(GateReply.Silence, dialler.Send(dialler.Check(length: 256), 0));
    }

    [Theory]
    [InlineData("typedpeer+v1/abcdefghijklmnopqrstuvwx")]
    [InlineData("typedpeer+v1/abcdefghijklmnopqrstuvwx:")]
    [InlineData("typedpeer+v1/abcdefghijklmnopqrstuvwx:abc")]
    [InlineData("typedpeer+v1/abcdefghijklmnopqrstuvwx:ab:cd")]
    [InlineData("typedpeer+v1/abcdefghijklmnopqrstuvwx:ab d")]
    [InlineData("typedpeer+v1/abcdefghijklmnopqrstu:abcd")]
    [InlineData("typedpeer+v1/abcdefghijklmnopqrstuvw-:abcd")]
    [InlineData("typedpeer+v2/abcdefghijklmnopqrstuvwx:abcd")]
    [InlineData("Typedpeer+v1/abcdefghijklmnopqrstuvwx:abcd")]
    [InlineData("typedpeer+v1/")]
    [InlineData("abcd:efgh")]
    [InlineData("")]
    public void A_check_for_somebody_else_is_not_even_hashed(string username)
    {
        var gate = Create();
        var dialler = new GateDialler(gate, "198.51.100.5:6000");

        Assert.Equal(GateReply.Silence, dialler.Send(dialler.Check(length: 256, username: username), 0));

        Assert.Equal(0, gate.Hashed);
    }

    [Fact]
    public void Handshakes_are_limited_for_one_address_one_prefix_and_in_all()
    {
        var gate = Create(new PeerConnectionListenerOptions { MaxHandshakes = 5, MaxHandshakesPerAddress = 2 });

        Assert.NotNull(new GateDialler(gate, "198.51.100.5:6000").Dial(0));
        Assert.NotNull(new GateDialler(gate, "198.51.100.5:6001").Dial(0));
        Assert.Null(new GateDialler(gate, "198.51.100.5:6002").Dial(0));
        Assert.NotNull(new GateDialler(gate, "[2001:db8:1:2::1]:6000").Dial(0));
        Assert.NotNull(new GateDialler(gate, "[2001:db8:1:2:ffff::2]:6000").Dial(0));
        Assert.Null(new GateDialler(gate, "[2001:db8:1:2:eeee::3]:6000").Dial(0));
        var last = new GateDialler(gate, "[2001:db8:1:3::1]:6000").Dial(0);
        Assert.NotNull(last);
        Assert.Null(new GateDialler(gate, "198.51.100.6:6000").Dial(0));

        // A certificate proved makes room for the next.
        gate.Admissions.OnSecured(last);
        Assert.NotNull(new GateDialler(gate, "198.51.100.6:6000").Dial(0));
        Assert.Equal(6, gate.Admissions.Count);
    }

    [Fact]
    public void A_dialler_with_two_addresses_is_let_in_once_until_that_connection_has_ended()
    {
        var gate = Create();
        var first = new GateDialler(gate, "198.51.100.5:6000");
        var second = new GateDialler(gate, "198.51.100.5:6001") { Password = first.Password };
        first.Prove(0);
        second.Prove(0);
        var admission = first.Send(first.Check(), 1).Admission;
        Assert.NotNull(admission);

        Assert.Equal(GateReply.Silence, second.Send(second.Check(), 1));
        Assert.Equal(1, gate.Admissions.Count);

        gate.Admissions.OnSecured(admission);
        Assert.Null(second.Send(second.Check(), 2).Admission);
        gate.Admissions.OnEnded(admission);
        Assert.NotNull(second.Send(second.Check(), 3).Admission);
    }

    [Fact]
    public void Connections_are_limited_until_they_end()
    {
        var gate = Create(new PeerConnectionListenerOptions { MaxConnections = 1 });
        var first = new GateDialler(gate, "198.51.100.5:6000").Dial(0)!;
        gate.Admissions.OnSecured(first);
        Assert.Null(new GateDialler(gate, "198.51.100.6:6000").Dial(0));

        gate.Admissions.OnEnded(first);
        gate.Admissions.OnEnded(first);

        Assert.Equal(0, gate.Admissions.Count);
        Assert.NotNull(new GateDialler(gate, "198.51.100.6:6000").Dial(0));
    }

    [Fact]
    public void A_handshake_that_takes_too_long_is_given_up()
    {
        var gate = Create();
        var slow = new GateDialler(gate, "198.51.100.5:6000").Dial(0);
        Assert.NotNull(new GateDialler(gate, "198.51.100.6:6000").Dial(3 * Second));

        Assert.Equal(10 * Second, gate.Admissions.NextDeadline);
        Assert.False(gate.Admissions.TryTakeExpired((10 * Second) - 1, out _));
        Assert.True(gate.Admissions.TryTakeExpired(10 * Second, out var expired));
        Assert.Same(slow, expired);
        Assert.False(gate.Admissions.TryTakeExpired(10 * Second, out _));
        Assert.Equal(13 * Second, gate.Admissions.NextDeadline);
        Assert.Equal(2, gate.Admissions.Count);
        gate.Admissions.OnEnded(expired);
        Assert.Equal(1, gate.Admissions.Count);
        Assert.Equal(1, gate.Admissions.HandshakeCount);
    }

    [Fact]
    public void A_flood_costs_no_more_hashes_than_allowed_and_a_proven_dialler_gets_in_all_the_same()
    {
        var gate = Create(new PeerConnectionListenerOptions { MaxChecksPerSecond = 1000 });
        var dialler = new GateDialler(gate, "198.51.100.5:6000");
        dialler.Prove(0);
        var stranger = new GateDialler(gate, "203.0.113.9:7000") { ListenerPassword = new string('x', 43) };
        var check = stranger.Check(length: 256);
        for (var number = 0; number < 100_000; number++)
        {
            Assert.Equal(GateReply.Silence, stranger.Send(check, number * 10));
        }

        Assert.InRange(gate.Hashed, 1000, 1103);
        Assert.NotNull(dialler.Send(dialler.Check(), Second).Admission);
    }

    [Fact]
    public void Whatever_comes_nothing_is_thrown_and_no_more_is_sent_than_came()
    {
        var random = new Random(TestSeed.First(4711));
        var gate = Create(new PeerConnectionListenerOptions { MaxChecksPerSecond = int.MaxValue / 1000 });
        var dialler = new GateDialler(gate, "198.51.100.5:6000");
        var now = 0L;
        for (var number = 0; number < 20_000; number++)
        {
            var datagram = random.Next(4) == 0 ? dialler.Check(random.Next(400), random.Next(2) == 0) : new byte[random.Next(200)];
            for (var changes = random.Next(4); changes > 0 && datagram.Length > 0; changes--)
            {
                datagram[random.Next(datagram.Length)] = (byte)random.Next(256);
            }

            var reply = dialler.Send(datagram, now += random.Next(1000));
            Assert.InRange(reply.Length, 0, datagram.Length);
        }

        Assert.InRange(gate.Admissions.Count, 0, 256);
    }

    private static ListenerGate Create(PeerConnectionListenerOptions? options = null) => new(options ?? new PeerConnectionListenerOptions(), GateDialler.CertificateHash);
}
