using TypedPeer.WebAssembly.Walk;

namespace TypedPeer.WebAssembly.Checks;

internal static class FailureChecks
{
    public static IReadOnlyList<Func<Task>> All { get; } =
    [
        Cancelling_ends_the_call_here_and_cancels_the_handler_there,
        Cancelling_a_stream_ends_it_on_both_sides,
        A_call_past_its_deadline_ends_on_both_sides,
        An_announced_error_reaches_the_caller,
        A_detail_of_an_error_reaches_the_caller,
        What_a_handler_did_not_announce_stays_there,
        A_contract_that_is_not_served_is_refused,
        A_broken_channel_ends_calls,
    ];

    private static async Task Cancelling_ends_the_call_here_and_cancels_the_handler_there()
    {
        await using var pair = new Pair();
        using var source = new CancellationTokenSource();
        var call = pair.Remote.WaitAsync(source.Token).AsTask();
        await pair.Service.Waiting.Task;
        await source.CancelAsync();
        await Expect.ThrowsAsync<OperationCanceledException>(() => call);
        await pair.Service.Cancelled.Task;
    }

    private static async Task Cancelling_a_stream_ends_it_on_both_sides()
    {
        await using var pair = new Pair();
        using var source = new CancellationTokenSource();
        await Expect.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (var number in pair.Remote.CountAsync(int.MaxValue).WithCancellation(source.Token))
            {
                if (number == 10)
                {
                    await source.CancelAsync();
                }
            }
        });
        await pair.Service.StreamEnded.Task;
    }

    private static async Task A_call_past_its_deadline_ends_on_both_sides()
    {
        await using var pair = new Pair();
        Expect.Equal(3, await pair.Remote.AddAsync(1, 2)); // Its time is to be over while it runs, and not while a connection is made.
        var hurried = pair.First.GetRemote<IWalk>(new PeerCallOptions { Timeout = TimeSpan.FromMilliseconds(500) });
        var error = await Expect.ThrowsAsync<PeerException>(async () => await hurried.WaitAsync(CancellationToken.None));
        Expect.Equal(PeerStatus.DeadlineExceeded, error.Status);
        await pair.Service.Cancelled.Task;
    }

    private static async Task An_announced_error_reaches_the_caller()
    {
        await using var pair = new Pair();
        var error = await Expect.ThrowsAsync<PeerException>(async () => await pair.Remote.FailAsync("announced"));
        Expect.Equal(PeerStatus.NotFound, error.Status);
        Expect.True(error.Message.Contains("there is no such thing", StringComparison.Ordinal), error.Message);
    }

    private static async Task A_detail_of_an_error_reaches_the_caller()
    {
        await using var pair = new Pair();
        var error = await Expect.ThrowsAsync<PeerException>(async () => await pair.Remote.FailAsync("detail"));
        Expect.Equal(new OutOfStock("apple", 3), error.Detail as OutOfStock);
    }

    private static async Task What_a_handler_did_not_announce_stays_there()
    {
        await using var pair = new Pair();
        var error = await Expect.ThrowsAsync<PeerException>(async () => await pair.Remote.FailAsync("otherwise"));
        Expect.Equal(PeerStatus.HandlerFailed, error.Status);
        Expect.True(!error.Message.Contains("secret", StringComparison.Ordinal), error.Message);
    }

    private static async Task A_contract_that_is_not_served_is_refused()
    {
        await using var pair = new Pair();
        var error = await Expect.ThrowsAsync<PeerException>(async () => await pair.First.GetRemote<ICounter>().NextAsync(1));
        Expect.Equal(PeerStatus.Unimplemented, error.Status);
    }

    private static async Task A_broken_channel_ends_calls()
    {
        await using var pair = new Pair();
        var call = pair.Remote.WaitAsync(CancellationToken.None).AsTask();
        await pair.Service.Waiting.Task;
        pair.Break();
        var error = await Expect.ThrowsAsync<PeerException>(() => call);
        Expect.Equal(PeerStatus.ConnectionLost, error.Status);
        Expect.Equal(PeerCallFate.MayHaveExecuted, error.Fate);
    }
}
