using TypedPeer.WebAssembly.Walk;

namespace TypedPeer.WebAssembly.Checks;

internal static class CallChecks
{
    public static IReadOnlyList<Func<Task>> All { get; } =
    [
        Small_calls_are_answered,
        A_large_call_is_answered,
        Many_calls_at_once_are_each_answered_with_their_own,
        One_way_calls_arrive_in_order,
        Both_sides_serve_and_both_sides_call,
        A_handler_calls_back_while_its_caller_waits,
        A_named_instance_answers_for_itself,
        An_inherited_contract_is_answered_and_a_method_with_a_body_stays_here,
        An_object_for_each_call_is_made_and_given_back,
        Headers_travel,
        Interceptors_see_calls,
        A_session_ends_orderly_on_both_sides,
    ];

    private static async Task Small_calls_are_answered()
    {
        await using var pair = new Pair();
        Expect.Equal(3, await pair.Remote.AddAsync(1, 2));
        Expect.Equal("héllo 🌍", await pair.Remote.EchoAsync("héllo 🌍"));
    }

    private static async Task A_large_call_is_answered()
    {
        await using var pair = new Pair();
        var bytes = new byte[3_000_000];
        new Random(1).NextBytes(bytes);
        var back = await pair.Remote.EchoBytesAsync(bytes);
        Expect.True(bytes.AsSpan().SequenceEqual(back), "other bytes came back");
    }

    private static async Task Many_calls_at_once_are_each_answered_with_their_own()
    {
        await using var pair = new Pair();
        var calls = Enumerable.Range(0, 500).Select(i => pair.Remote.AddAsync(i, 1).AsTask()).ToList();
        for (var i = 0; i < calls.Count; i++)
        {
            Expect.Equal(i + 1, await calls[i]);
        }
    }

    private static async Task One_way_calls_arrive_in_order()
    {
        await using var pair = new Pair();
        for (var i = 0; i < 200; i++)
        {
            await pair.Remote.NoteAsync($"{i}");
        }

        await pair.Remote.NoteAsync("last");
        await pair.Service.Noted.Task;
        Expect.Equal(string.Join(',', Enumerable.Range(0, 200)) + ",last", string.Join(',', pair.Service.Notes));
    }

    private static async Task Both_sides_serve_and_both_sides_call()
    {
        await using var pair = new Pair();
        var there = pair.Remote.EchoAsync("there");
        var back = pair.Second.GetRemote<IWalk>().EchoAsync("back");
        Expect.Equal("there back", $"{await there} {await back}");
    }

    private static async Task A_handler_calls_back_while_its_caller_waits()
    {
        await using var pair = new Pair();
        Expect.Equal("asked: me", await pair.Remote.AskCallerAsync("me"));
    }

    private static async Task A_named_instance_answers_for_itself()
    {
        await using var pair = new Pair(static peer => peer.Serve<IWalk>(new WalkService()).Serve<IWalk>("other", new WalkService("other")));
        Expect.Equal("default other", $"{await pair.Remote.NameAsync()} {await pair.First.GetRemote<IWalk>("other").NameAsync()}");
    }

    private static async Task An_inherited_contract_is_answered_and_a_method_with_a_body_stays_here()
    {
        await using var pair = new Pair();
        Expect.Equal("default", await pair.Remote.NameAsync());
        Expect.Equal("default", await pair.First.GetRemote<INamed>().NameAsync());
        Expect.Equal("local", pair.Remote.Describe());
    }

    private static async Task An_object_for_each_call_is_made_and_given_back()
    {
        var lease = new Lease();
        await using var pair = new Pair(peer => peer.ServePerCall<IWalk>(() => new PeerInstance(new WalkService("made"), lease)));
        Expect.Equal("made", await pair.Remote.NameAsync());
        await lease.GivenBack.Task;
    }

    private static async Task Headers_travel()
    {
        await using var pair = new Pair();
        var remote = pair.First.GetRemote<IWalk>(new PeerCallOptions { Headers = new Dictionary<string, string> { ["color"] = "blue" } });
        Expect.Equal("blue", await remote.HeaderAsync("color"));
    }

    private static async Task Interceptors_see_calls()
    {
        var seen = new Seen();
        var options = new PeerSessionOptions();
        options.OutgoingInterceptors.Add(seen);
        options.IncomingInterceptors.Add(seen);
        await using var pair = new Pair(options: options);
        Expect.Equal(3, await pair.Remote.AddAsync(1, 2));
        Expect.Equal(2, seen.Count);
    }

    private static async Task A_session_ends_orderly_on_both_sides()
    {
        var pair = new Pair();
        Expect.Equal(3, await pair.Remote.AddAsync(1, 2));
        var here = await pair.First.StopAsync();
        var there = await pair.Second.Completion;
        Expect.True(here.Kind == PeerSessionEndKind.Stopped && there.Kind == PeerSessionEndKind.StoppedByPeer, $"{here}, {there}");
        await pair.DisposeAsync();
    }

    private sealed class Lease : IAsyncDisposable
    {
        public TaskCompletionSource GivenBack { get; } = new();

        public ValueTask DisposeAsync()
        {
            GivenBack.TrySetResult();
            return default;
        }
    }

    private sealed class Seen : PeerInterceptor
    {
        public int Count { get; private set; }

        public override ValueTask InvokeAsync(PeerInvocation invocation, Func<ValueTask> next)
        {
            Count++;
            return next();
        }
    }
}
