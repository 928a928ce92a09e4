using TypedPeer.WebAssembly.Walk;

namespace TypedPeer.WebAssembly.Checks;

internal static class ReferenceChecks
{
    public static IReadOnlyList<Func<Task>> All { get; } =
    [
        An_object_the_peer_returned_is_called_where_it_is,
        Objects_given_to_the_peer_are_called_back,
        A_proxy_that_goes_home_is_the_object_itself,
        A_released_reference_is_refused,
        Progress_is_reported_before_the_call_returns,
    ];

    private static async Task An_object_the_peer_returned_is_called_where_it_is()
    {
        await using var pair = new Pair();
        var counter = await pair.Remote.CounterAsync(10);
        Expect.Equal(11, await counter.NextAsync(1));
        Expect.Equal(13, await counter.NextAsync(2));
    }

    private static async Task Objects_given_to_the_peer_are_called_back()
    {
        await using var pair = new Pair();
        var own = new Counter(100);
        Expect.Equal(101, await pair.Remote.CallBackAsync(own, null));
        Expect.Equal(102 + 210, await pair.Remote.CallBackAsync(own, new Counter(200)));
    }

    private static async Task A_proxy_that_goes_home_is_the_object_itself()
    {
        await using var pair = new Pair();
        var counter = await pair.Remote.CounterAsync(10);
        Expect.Equal(11, await pair.Remote.CallBackAsync(counter, null));
        Expect.Equal(12, await counter.NextAsync(1));
    }

    private static async Task A_released_reference_is_refused()
    {
        await using var pair = new Pair();
        var counter = await pair.Remote.CounterAsync(10);
        Expect.True(PeerReference.Release(counter), "it was released before");
        await Expect.ThrowsAsync<Exception>(async () => await counter.NextAsync(1));
    }

    private static async Task Progress_is_reported_before_the_call_returns()
    {
        await using var pair = new Pair();
        var reported = new Reported();
        Expect.Equal(3, await pair.Remote.WorkAsync(3, reported));
        Expect.Equal(3, reported.Last);
        Expect.Equal(2, await pair.Remote.WorkAsync(2, null));
    }

    private sealed class Reported : IProgress<Step>
    {
        public int Last { get; private set; }

        public void Report(Step value) => Last = value.Number;
    }
}
