using System.Net;
using TypedPeer.DataChannels.Stun;
using TypedPeer.Signaling.Server.Ice;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Server.Tests.Ice;

public sealed class StunAnswerTests
{
    private static readonly StunTransactionId Transaction = new(0x0123456789ABCDEF, 0x42424242);

    [Theory]
    [InlineData("203.0.113.7", 54321, false)]
    [InlineData("203.0.113.7", 54321, true)]
    [InlineData("2001:db8::7", 1, false)]
    [InlineData("2001:db8::7", 65535, true)]
    public void A_request_is_answered_with_the_address_it_came_from(string address, int port, bool fingerprint)
    {
        var source = new IPEndPoint(IPAddress.Parse(address), port);

        var answer = Answer(Request(StunMessageClass.Request, fingerprint), source);

        Assert.True(StunMessage.TryParse(answer, out var message));
        Assert.Equal(StunMessageClass.SuccessResponse, message.Class);
        Assert.Equal(Transaction, message.TransactionId);
        Assert.Equal(fingerprint, message.HasFingerprint);
        Assert.True(message.TryGetMappedAddress(out var mapped));
        Assert.Equal(source, mapped);
    }

    [Theory]
    [InlineData(StunMessageClass.Indication)]
    [InlineData(StunMessageClass.SuccessResponse)]
    [InlineData(StunMessageClass.ErrorResponse)]
    internal void Only_requests_are_answered_so_that_two_servers_never_talk_to_each_other(StunMessageClass other) =>
        Assert.Empty(Answer(Request(other, fingerprint: true)));

    [Fact]
    public void Another_method_than_Binding_is_not_answered()
    {
        var allocate = Request(StunMessageClass.Request, fingerprint: false);
        allocate[1] = 0x03;

        Assert.Empty(Answer(allocate));
    }

    [Fact]
    public void A_port_that_is_nobodys_gets_no_answer() =>
        Assert.Empty(Answer(Request(StunMessageClass.Request, fingerprint: false), new IPEndPoint(IPAddress.Loopback, 0)));

    [Fact]
    public void An_attribute_that_must_be_understood_and_is_not_is_named_in_a_420()
    {
        const StunAttributeType ChangeRequest = (StunAttributeType)0x0003;
        var answer = Answer(Request(StunMessageClass.Request, fingerprint: true, ChangeRequest));

        Assert.True(StunMessage.TryParse(answer, out var message));
        Assert.Equal(StunMessageClass.ErrorResponse, message.Class);
        Assert.Equal(420, message.GetErrorCode());
        Assert.True(message.TryGet(StunAttributeType.UnknownAttributes, out var unknown));
        Assert.Equal([0x00, 0x03], unknown.ToArray());
    }

    [Fact]
    public void No_datagram_is_answered_with_more_than_two_and_a_fifth_of_its_bytes()
    {
        var answered = 0;
        var seed = TestSeed.First(17);
        for (var round = 0; round < 20_000; round++)
        {
            var random = new Random(seed + round);
            var request = Mutated(random);
            var source = new IPEndPoint(random.Next(2) == 0 ? IPAddress.Loopback : IPAddress.IPv6Loopback, random.Next(65536));

            var answer = Answer(request, source);

            Assert.True(answer.Length * 10 <= request.Length * 22, $"seed {seed + round}: {answer.Length} bytes for {request.Length}");
            answered += answer.Length > 0 ? 1 : 0;
        }

        Assert.InRange(answered, 2_000, 19_000);
    }

    private static byte[] Mutated(Random random)
    {
        var unknown = new StunAttributeType[random.Next(8)];
        for (var index = 0; index < unknown.Length; index++)
        {
            unknown[index] = (StunAttributeType)random.Next(0x10000);
        }

        var request = Request(StunMessageClass.Request, random.Next(2) == 0, unknown);
        for (var flips = random.Next(3); flips > 0; flips--)
        {
            request[random.Next(request.Length)] ^= (byte)(1 << random.Next(8));
        }

        return random.Next(8) == 0 ? request[..random.Next(request.Length)] : request;
    }

    private static byte[] Answer(byte[] datagram, IPEndPoint? source = null)
    {
        var answer = new byte[StunAnswer.MaximumSize];
        return answer[..StunAnswer.Write(datagram, source ?? new IPEndPoint(IPAddress.Loopback, 9), answer)];
    }

    private static byte[] Request(StunMessageClass messageClass, bool fingerprint, params StunAttributeType[] attributes)
    {
        var buffer = new byte[256];
        var writer = new StunMessageWriter(buffer, messageClass, Transaction);
        foreach (var attribute in attributes)
        {
            writer.AddFlag(attribute);
        }

        if (fingerprint)
        {
            writer.AddFingerprint();
        }

        return buffer[..writer.Length];
    }
}
