using TypedPeer.Channels;
using Xunit;

namespace TypedPeer.Testing;

/// <summary>The part of the conformance suite that is about memory lent to a channel, which not every channel takes.</summary>
public abstract class ChannelMemoryConformance : ChannelCloseConformance
{
    private const int Messages = 20;
    private const int Size = 16 * 1024;

    [Fact]
    public async Task Lent_memory_comes_back_once_for_each_message_and_is_read_until_then()
    {
        await using var pair = await OpenAsync();
        var channel = RequireMemory(pair.First);
        var loans = Lend(channel);
        for (var i = 0; i < Messages; i++)
        {
            Assert.Equal(Pattern(i, Size), await pair.SecondReceiver.NextAsync());
        }

        await WaitUntilAsync(() => loans.All(static loan => loan.Returns > 0));
        await pair.First.CloseAsync(Token).AsTask().WaitAsync(Bound, Token);
        Assert.All(loans, static loan => Assert.Equal(1, loan.Returns));
    }

    [Fact]
    public async Task Lent_memory_comes_back_from_a_channel_that_broke()
    {
        await using var pair = await OpenAsync(CreateBreakablePairAsync());
        var loans = Lend(RequireMemory(pair.First));
        await BreakAsync(pair.First);
        await pair.First.Closed.WaitAsync(Bound, Token);
        await WaitUntilAsync(() => loans.All(static loan => loan.Returns > 0));
        Assert.All(loans, static loan => Assert.Equal(1, loan.Returns));
    }

    [Fact]
    public async Task Memory_of_a_message_that_is_refused_stays_with_its_owner()
    {
        await using var pair = await OpenAsync();
        var channel = RequireMemory(pair.First);
        var loan = new Loan(default);
        if (pair.First.MaxMessageSize < int.MaxValue)
        {
            Assert.ThrowsAny<ArgumentException>(() => channel.SendLent(new byte[pair.First.MaxMessageSize + 1], loan));
        }

        await pair.First.CloseAsync(Token).AsTask().WaitAsync(Bound, Token);
        Assert.Throws<PeerChannelClosedException>(() => channel.SendLent(new byte[Size], loan));
        Assert.Equal(0, loan.Returns);
    }

    private static IPeerChannelMemory RequireMemory(IPeerChannel channel)
    {
        Assert.SkipUnless(channel is IPeerChannelMemory, "the channel copies every message");
        return (IPeerChannelMemory)channel;
    }

    /// <summary>Sends messages out of one array, each of which is overwritten once it has come back.</summary>
    private static Loan[] Lend(IPeerChannelMemory channel)
    {
        var memory = new byte[Messages * Size];
        return [.. Enumerable.Range(0, Messages).Select(i =>
        {
            var message = memory.AsMemory(i * Size, Size);
            Pattern(i, Size).CopyTo(message);
            var loan = new Loan(message);
            channel.SendLent(message, loan);
            return loan;
        })];
    }

    private sealed class Loan(Memory<byte> memory) : IPeerMemoryOwner
    {
        private int _returns;

        public int Returns => Volatile.Read(ref _returns);

        public void Release()
        {
            memory.Span.Fill(0xdb);
            Interlocked.Increment(ref _returns);
        }
    }
}
