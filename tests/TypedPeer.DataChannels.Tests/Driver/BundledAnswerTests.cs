using TypedPeer.Channels;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.DataChannels.Tests.Driver;

/// <summary>What a receiver sends from inside a message leaves with the acknowledgement of that message.</summary>
public class BundledAnswerTests
{
    private const int Rounds = 300;

    [Fact]
    public async Task An_answer_and_the_acknowledgement_of_what_it_answers_share_a_packet()
    {
        await using var pair = PeerConnectionPair.Create();
        var (local, remote) = await pair.OpenChannelAsync();
        ((IPeerChannel)remote).Attach(new Answering(remote));
        var answers = new MessageCollector(local);

        // Two packets each, so that the acknowledgement is due at once.
        var question = new byte[2000];
        local.Send(question);
        await answers.NextAsync();
        var before = pair.Answerer.GetStatistics().DatagramsSent;
        for (var i = 0; i < Rounds; i++)
        {
            local.Send(question);
            Assert.Equal([1], (await answers.NextAsync()).Data);
        }

        // One packet a round, and now and then one of another kind; with acknowledgements of their own it would be two.
        Assert.InRange(pair.Answerer.GetStatistics().DatagramsSent - before, Rounds, Rounds * 3 / 2);
    }

    private sealed class Answering(DataChannel channel) : IPeerChannelReceiver
    {
        public void OnMessage(ReadOnlySpan<byte> message) => channel.Send([1]);

        public void OnBufferedAmountLow()
        {
        }

        public void OnClosed(PeerChannelCloseReason reason)
        {
        }
    }
}
