using TypedPeer.Channels;
using Xunit;

namespace TypedPeer.Testing;

/// <summary>The part of the conformance suite that is about the end.</summary>
public abstract class ChannelCloseConformance : ChannelMessageConformance
{
    [Fact]
    public async Task Closing_delivers_what_was_sent_before()
    {
        await using var pair = await OpenAsync();
        for (var i = 0; i < 300; i++)
        {
            pair.First.Send(Pattern(i, 1000));
        }

        await pair.First.CloseAsync(Token).AsTask().WaitAsync(Bound, Token);
        for (var i = 0; i < 300; i++)
        {
            Assert.Equal(Pattern(i, 1000), await pair.SecondReceiver.NextAsync());
        }

        var reason = await pair.SecondReceiver.ClosedReason.WaitAsync(Bound, Token);
        Assert.Equal(PeerChannelCloseKind.Remote, reason.Kind);
    }

    [Fact]
    public async Task Both_ends_learn_of_a_close_once_and_from_whom()
    {
        await using var pair = await OpenAsync();
        await pair.Second.CloseAsync(Token).AsTask().WaitAsync(Bound, Token);
        Assert.Equal(PeerChannelCloseKind.Local, (await pair.Second.Closed.WaitAsync(Bound, Token)).Kind);
        Assert.Equal(PeerChannelCloseKind.Remote, (await pair.First.Closed.WaitAsync(Bound, Token)).Kind);
        await pair.FirstReceiver.ClosedReason.WaitAsync(Bound, Token);
        await pair.SecondReceiver.ClosedReason.WaitAsync(Bound, Token);
        Assert.Equal(1, pair.FirstReceiver.ClosedCount);
        Assert.Equal(1, pair.SecondReceiver.ClosedCount);
    }

    [Fact]
    public async Task Both_ends_may_close_at_once()
    {
        await using var pair = await OpenAsync();
        var closes = Task.WhenAll(pair.First.CloseAsync(Token).AsTask(), pair.Second.CloseAsync(Token).AsTask());
        await closes.WaitAsync(Bound, Token);
        await pair.First.Closed.WaitAsync(Bound, Token);
        await pair.Second.Closed.WaitAsync(Bound, Token);
    }

    [Fact]
    public async Task Sending_after_a_close_is_refused_with_the_reason()
    {
        await using var pair = await OpenAsync();
        await pair.First.CloseAsync(Token).AsTask().WaitAsync(Bound, Token);
        Assert.Throws<PeerChannelClosedException>(() => pair.First.Send([1]));
        await pair.Second.Closed.WaitAsync(Bound, Token);
        var refused = Assert.Throws<PeerChannelClosedException>(() => pair.Second.Send([1]));
        Assert.Equal(PeerChannelCloseKind.Remote, refused.Reason?.Kind);
    }

    [Fact]
    public async Task Disposing_twice_is_harmless()
    {
        await using var pair = await OpenAsync();
        await pair.First.DisposeAsync();
        await pair.First.DisposeAsync();
        Assert.True(pair.First.Closed.IsCompleted);
    }

    [Fact]
    public async Task A_broken_connection_closes_both_ends()
    {
        await using var pair = await OpenAsync(CreateBreakablePairAsync());
        await BreakAsync(pair.First);
        Assert.NotEqual(PeerChannelCloseKind.Local, (await pair.First.Closed.WaitAsync(Bound, Token)).Kind);
        Assert.NotEqual(PeerChannelCloseKind.Local, (await pair.Second.Closed.WaitAsync(Bound, Token)).Kind);
    }

    [Fact]
    public async Task After_a_break_nothing_is_taken_and_each_receiver_was_told_once()
    {
        await using var pair = await OpenAsync(CreateBreakablePairAsync());
        await BreakAsync(pair.First);
        foreach (var (channel, receiver) in new[] { (pair.First, pair.FirstReceiver), (pair.Second, pair.SecondReceiver) })
        {
            Assert.NotEqual(PeerChannelCloseKind.Local, (await receiver.ClosedReason.WaitAsync(Bound, Token)).Kind);
            await channel.Closed.WaitAsync(Bound, Token);
            Assert.NotEqual(PeerChannelCloseKind.Local, Assert.Throws<PeerChannelClosedException>(() => channel.Send([1])).Reason?.Kind);
            await channel.CloseAsync(Token).AsTask().WaitAsync(Bound, Token);
            Assert.Equal(1, receiver.ClosedCount);
        }
    }

    [Fact]
    public async Task The_reason_a_receiver_is_told_is_that_of_the_task_with_a_sentence_for_a_developer()
    {
        await using var pair = await OpenAsync();
        await pair.First.CloseAsync(Token).AsTask().WaitAsync(Bound, Token);
        foreach (var (channel, receiver) in new[] { (pair.First, pair.FirstReceiver), (pair.Second, pair.SecondReceiver) })
        {
            var told = await receiver.ClosedReason.WaitAsync(Bound, Token);
            Assert.Equal(await channel.Closed.WaitAsync(Bound, Token), told);
            Assert.False(string.IsNullOrWhiteSpace(told.Message));
        }
    }

    [Fact]
    public async Task A_message_that_comes_after_the_close_is_refused_and_leaves_the_buffered_amount_as_it_was()
    {
        await using var pair = await OpenAsync();
        await pair.First.CloseAsync(Token).AsTask().WaitAsync(Bound, Token);
        var before = pair.First.BufferedAmount;
        Assert.Throws<PeerChannelClosedException>(() => pair.First.Send(new byte[500]));
        Assert.Equal(before, pair.First.BufferedAmount);
    }

    [Fact]
    public async Task What_a_close_that_does_not_wait_cuts_off_is_the_end_and_no_message_in_the_middle()
    {
        await using var pair = await OpenAsync();
        for (var i = 0; i < 200; i++)
        {
            pair.First.Send(Pattern(i, 1000));
        }

        await pair.First.CloseAsync(new CancellationToken(canceled: true)).AsTask().WaitAsync(Bound, Token);
        await pair.SecondReceiver.ClosedReason.WaitAsync(Bound, Token);
        for (var i = 0; pair.SecondReceiver.TryNext() is { } message; i++)
        {
            Assert.Equal(Pattern(i, 1000), message);
        }
    }

    [Fact]
    public async Task Opened_ends_also_where_the_channel_closes_first()
    {
        var (first, second) = await CreatePairAsync();
        await using (first)
        await using (second)
        {
            await first.CloseAsync(new CancellationToken(canceled: true)).AsTask().WaitAsync(Bound, Token);
            var failure = await Record.ExceptionAsync(() => first.Opened.WaitAsync(Bound, Token));
            Assert.True(failure is null or PeerChannelClosedException, failure?.ToString());
        }
    }

    [Fact]
    public async Task Any_number_of_closes_at_once_all_end()
    {
        await using var pair = await OpenAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var closes = Enumerable.Range(0, 12).Select(i => Task.Run(async () =>
        {
            var channel = i % 2 == 0 ? pair.First : pair.Second;
            await channel.CloseAsync(i % 3 == 0 ? cancelled.Token : Token);
            Assert.True(channel.Closed.IsCompletedSuccessfully);
        }));

        await Task.WhenAll(closes).WaitAsync(Bound, Token);
    }

    [Fact]
    public async Task A_close_that_is_cancelled_ends_although_the_receiver_blocks_and_that_is_told_later()
    {
        RequireThreads();
        await using var pair = await OpenAsync();
        using var release = new ManualResetEventSlim();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        pair.SecondReceiver.OnEach = _ => release.Wait(Bound);
        pair.First.Send([1]);
        Assert.Equal([1], await pair.SecondReceiver.NextAsync());
        var close = pair.Second.CloseAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();

        await close.WaitAsync(Bound, Token);

        Assert.True(pair.Second.Closed.IsCompletedSuccessfully);
        Assert.Throws<PeerChannelClosedException>(() => pair.Second.Send([1]));
        Assert.Equal(0, pair.SecondReceiver.ClosedCount);
        release.Set();
        await pair.SecondReceiver.ClosedReason.WaitAsync(Bound, Token);
        Assert.NotEqual(PeerChannelCloseKind.Local, (await pair.First.Closed.WaitAsync(Bound, Token)).Kind);
    }

    [Fact]
    public async Task A_close_cancelled_beforehand_closes_at_once()
    {
        await using var pair = await OpenAsync();
        await pair.First.CloseAsync(new CancellationToken(canceled: true)).AsTask().WaitAsync(Bound, Token);
        Assert.Equal(PeerChannelCloseKind.Local, (await pair.First.Closed.WaitAsync(Bound, Token)).Kind);
        Assert.NotEqual(PeerChannelCloseKind.Local, (await pair.Second.Closed.WaitAsync(Bound, Token)).Kind);
        Assert.Throws<PeerChannelClosedException>(() => pair.First.Send([1]));
    }

    [Fact]
    public async Task Sending_while_the_peer_closes_throws_nothing_but_what_is_documented()
    {
        RequireThreads();
        await using var pair = await OpenAsync();
        var sending = Task.Run(() =>
        {
            // A sender that minds the buffered amount may have nothing to send when the close comes: what was buffered then stays counted.
            while (!pair.First.Closed.IsCompleted)
            {
                try
                {
                    if (pair.First.BufferedAmount < 100_000)
                    {
                        pair.First.Send(new byte[100]);
                    }
                }
                catch (PeerChannelClosedException)
                {
                    return;
                }
            }
        });
        await pair.SecondReceiver.NextAsync();

        await pair.Second.CloseAsync(Token).AsTask().WaitAsync(Bound, Token);

        await sending.WaitAsync(Bound, Token);
        Assert.Throws<PeerChannelClosedException>(() => pair.First.Send([1]));
        Assert.Equal(PeerChannelCloseKind.Remote, (await pair.First.Closed.WaitAsync(Bound, Token)).Kind);
    }

    [Fact]
    public async Task From_inside_the_close_sending_is_refused_and_closing_again_is_harmless()
    {
        await using var pair = await OpenAsync();
        var seen = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.SecondReceiver.OnEnd = () =>
        {
            var again = pair.Second.CloseAsync().AsTask();
            seen.SetResult(Record.Exception(() => pair.Second.Send([1])));
            _ = again;
        };
        await pair.First.CloseAsync(Token).AsTask().WaitAsync(Bound, Token);
        Assert.IsType<PeerChannelClosedException>(await seen.Task.WaitAsync(Bound, Token));
        await pair.Second.Closed.WaitAsync(Bound, Token);
    }

    [Fact]
    public async Task A_channel_that_was_never_attached_to_closes_from_either_side()
    {
        for (var side = 0; side < 2; side++)
        {
            var (first, second) = await CreatePairAsync();
            await using (first)
            await using (second)
            {
                await first.Opened.WaitAsync(Bound, Token);
                await second.Opened.WaitAsync(Bound, Token);
                first.Send([1]);
                await (side == 0 ? first : second).CloseAsync(Token).AsTask().WaitAsync(Bound, Token);
                await first.Closed.WaitAsync(Bound, Token);
                await second.Closed.WaitAsync(Bound, Token);
            }
        }
    }
}
