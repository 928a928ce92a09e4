using TypedPeer.WebAssembly.Walk;

namespace TypedPeer.WebAssembly.Checks;

/// <summary>What is otherwise on a platform with one thread.</summary>
internal static class PlatformChecks
{
    public static IReadOnlyList<Func<Task>> All { get; } =
    [
        A_handler_carries_nothing_of_the_code_that_started_the_session,
        Asking_for_a_result_before_it_is_there_is_refused_by_name_and_harms_no_other_call,
        References_that_nobody_holds_are_given_back,
    ];

    private static async Task A_handler_carries_nothing_of_the_code_that_started_the_session()
    {
        WalkService.Carried.Value = "the page's own";
        await using var pair = new Pair();
        Expect.Equal(false, await pair.Remote.IsCarriedAsync());
        var withHeaders = pair.First.GetRemote<IWalk>(new PeerCallOptions { Headers = new Dictionary<string, string> { ["a"] = "b" } });
        Expect.Equal(false, await withHeaders.IsCarriedAsync());
        WalkService.Carried.Value = null;
    }

    private static async Task Asking_for_a_result_before_it_is_there_is_refused_by_name_and_harms_no_other_call()
    {
        await using var pair = new Pair();
        Expect.Equal(3, await pair.Remote.AddAsync(1, 2));
#pragma warning disable CA2012 // What a program may do all the same.
        var error = await Expect.ThrowsAsync<PlatformNotSupportedException>(() => Task.FromResult(pair.Remote.AddAsync(2, 2).Result));
#pragma warning restore CA2012
        Expect.True(error.Message.Contains("await", StringComparison.Ordinal), error.Message);
        Expect.Equal(7, await pair.Remote.AddAsync(3, 4));
    }

    private static async Task References_that_nobody_holds_are_given_back()
    {
        await using var pair = new Pair();
        await AskAndForgetAsync(pair);
        // A few may be seen on a stack that nobody uses any more.
        while (pair.Second.GetStatistics().ReferencesShared > 5)
        {
            GC.Collect();
            await Task.Yield();
        }
    }

    private static async Task AskAndForgetAsync(Pair pair)
    {
        for (var i = 0; i < 20; i++)
        {
            Expect.Equal(2, await (await pair.Remote.CounterAsync(1)).NextAsync(1));
        }
    }
}
