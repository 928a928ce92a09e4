using System.Net;
using System.Net.Sockets;
using TypedPeer.DataChannels.Mdns;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Mdns;

/// <summary>What is asked, and what is read out of an answer.</summary>
public sealed class MdnsMessageTests
{
    private const int FirstRecord = 12;

    private static readonly MdnsName Name4 = Parse(MdnsSamples.Name4);

    [Fact]
    public void A_question_is_written_as_every_responder_reads_it()
    {
        byte[] expected = [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 36, .. "21924c0b-f5a3-47c0-b285-2ce7ec75587e"u8, 5, .. "local"u8, 0];
        Assert.Equal([.. expected, 0, 1, 0, 1], MdnsMessage.CreateQuery(Name4, AddressFamily.InterNetwork));
        Assert.Equal([.. expected, 0, 28, 0, 1], MdnsMessage.CreateQuery(Name4, AddressFamily.InterNetworkV6));
    }

    [Fact]
    public void Answers_of_Chromium_are_read()
    {
        Assert.Equal("192.0.2.2", Read(MdnsSamples.Answer4));
        Assert.Equal("192.0.2.2", Read(MdnsSamples.AnswerOfTheOtherFamily));
        Assert.Equal("fd00::2", Read(MdnsSamples.Answer6, Parse(MdnsSamples.Name6)));
        Assert.Equal("nothing", Read(MdnsSamples.Answer6));
    }

    [Fact]
    public void A_name_is_the_same_in_any_case_and_written_by_pointers()
    {
        byte[] upper = [36, .. "21924C0B-F5A3-47C0-B285-2CE7EC75587E"u8, 5, .. "LOCAL"u8, 0];
        Assert.Equal("10.0.0.1", Read(Answer([upper, A("10.0.0.1")])));

        // A question that is repeated in the answer, as to one who asks from a port of his own (RFC 6762, section 6.7), and the record that points at it.
        byte[] repeated = [0, 7, 0x84, 0, 0, 1, 0, 1, 0, 0, 0, 0, .. Name4.Wire, 0, 1, 0, 1, 0xC0, FirstRecord, .. A("10.0.0.1")];
        Assert.Equal("10.0.0.1", Read(repeated));
    }

    [Fact]
    public void A_name_of_several_addresses_has_none_and_one_that_is_told_twice_has_one()
    {
        Assert.Equal("10.0.0.1", Read(Answer([Name4.Wire.ToArray(), A("10.0.0.1")], [Name4.Wire.ToArray(), A("10.0.0.1")])));
        Assert.Equal("several", Read(Answer([Name4.Wire.ToArray(), A("10.0.0.1")], [Name4.Wire.ToArray(), A("10.0.0.2")])));
        Assert.Equal("several", Read(Answer([Name4.Wire.ToArray(), A("10.0.0.1")], [Name4.Wire.ToArray(), A("fd00::2")])));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("169.254.1.2")]
    [InlineData("224.0.0.251")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("ff02::fb")]
    [InlineData("::ffff:10.0.0.1")]
    public void An_address_that_no_candidate_can_have_is_none(string address) => Assert.Equal("several", Read(Answer([Name4.Wire.ToArray(), A(address)])));

    [Fact]
    public void What_is_no_answer_to_the_question_is_passed_over()
    {
        var answer = Answer([Name4.Wire.ToArray(), A("10.0.0.1")]);
        Assert.Equal("10.0.0.1", Read(answer));
        Assert.Equal("nothing", Read(With(answer, 2, 0x00)));
        Assert.Equal("nothing", Read(With(answer, 2, 0x8C)));
        Assert.Equal("nothing", Read(With(answer, 3, 0x03)));

        var record = FirstRecord + Name4.Wire.Length;
        Assert.Equal("nothing", Read(With(answer, record + 1, 16)));
        Assert.Equal("nothing", Read(With(answer, record + 3, 3)));
        byte[] takenBack = [.. A("10.0.0.1")];
        takenBack[7] = 0;
        Assert.Equal("nothing", Read(Answer([Name4.Wire.ToArray(), takenBack])));

        // Records of the authority section are what somebody means to claim.
        Assert.Equal("nothing", Read(With(With(answer, 7, 0), 9, 1)));
        Assert.Equal("10.0.0.1", Read(With(With(answer, 7, 0), 11, 1)));
    }

    [Fact]
    public void A_message_that_is_cut_short_anywhere_or_promises_more_says_nothing()
    {
        var answer = MdnsSamples.Answer4;
        for (var length = 0; length < answer.Length; length++)
        {
            Assert.Equal("nothing", Read(answer[..length]));
        }

        Assert.Equal("nothing", Read(With(answer, 7, 2)));
        Assert.Equal("nothing", Read(With(answer, 4, 0xFF)));
        Assert.Equal("nothing", Read(With(answer, FirstRecord + Name4.Wire.Length + 9, 5)));
        Assert.Equal("nothing", Read([.. answer, .. new byte[MdnsMessage.MaxLength]]));
    }

    [Fact]
    public void A_name_never_leads_on_for_ever()
    {
        byte[] itself = [0xC0, FirstRecord];
        Assert.Equal("nothing", Read(Answer([itself, A("10.0.0.1")])));
        byte[] forward = [0xC0, FirstRecord + 2];
        Assert.Equal("nothing", Read(Answer([forward, A("10.0.0.1")])));
        byte[] circle = [1, (byte)'a', 0xC0, FirstRecord];
        Assert.Equal("nothing", Read(Answer([circle, A("10.0.0.1")])));
        byte[] reserved = [0x80, 1];
        Assert.Equal("nothing", Read(Answer([reserved, A("10.0.0.1")])));

        // One pointer behind the other, each leading to the one before, and a label in front that makes the name long.
        byte[][] chain = [.. Enumerable.Range(0, 20).Select(i => (byte[])[0xC0, (byte)(i == 0 ? 11 : FirstRecord + ((i - 1) * 12))])];
        Assert.Equal("nothing", Read(Answer([.. chain.Select(pointer => (byte[][])[pointer, [0, 99, 0, 1, 0, 0, 0, 9, 0, 0]])])));
        byte[] endless = [.. Enumerable.Repeat<byte[]>([63, .. new byte[63]], 5).SelectMany(static label => label), 0];
        Assert.Equal("nothing", Read(Answer([endless, A("10.0.0.1")])));
    }

    [Fact]
    public void Random_bytes_and_changed_answers_throw_nothing_and_are_read_in_bounded_time()
    {
        var seed = TestSeed.First(4711);
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            byte[] message = [.. MdnsSamples.Answer4];
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                message[random.Next(message.Length)] = (byte)random.Next(256);
            }

            Read(message);
        }
    }

    private static MdnsName Parse(string text)
    {
        Assert.True(MdnsName.TryParse(text, out var name));
        return name!;
    }

    private static string Read(byte[] message, MdnsName? name = null) =>
        MdnsMessage.TryReadAddress(message, name ?? Name4, out var address) ? address?.ToString() ?? "several" : "nothing";

    private static byte[] With(byte[] message, int index, byte value)
    {
        byte[] changed = [.. message];
        changed[index] = value;
        return changed;
    }

    /// <summary>An answer of records, each a name and the rest.</summary>
    private static byte[] Answer(params byte[][][] records) => [0, 0, 0x84, 0, 0, 0, 0, (byte)records.Length, 0, 0, 0, 0, .. records.SelectMany(static record => record.SelectMany(static part => part))];

    /// <summary>What follows the name in the record of an address.</summary>
    private static byte[] A(string address)
    {
        var bytes = IPAddress.Parse(address).GetAddressBytes();
        return [0, (byte)(bytes.Length == 4 ? 1 : 28), 0x80, 1, 0, 0, 0, 120, 0, (byte)bytes.Length, .. bytes];
    }
}
