using TypedPeer.Tests.Contracts;

#pragma warning disable CA2012 // What a program may do all the same is what these tests are about.
namespace TypedPeer.Tests.Awaiting;

/// <summary>Results taken otherwise than by one await: too early, twice, by several at once.</summary>
public class SynchronousWaitTests
{
    [Fact]
    public async Task A_result_taken_before_it_is_there_is_waited_for_and_no_other_call_is_harmed()
    {
        await using var pair = SessionPair.Create();
        var gates = new Dictionary<string, TaskCompletionSource>();
        pair.SecondService.OnEcho = async (text, _) =>
        {
            await Gate(text).Task;
            return text;
        };
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
        var waiting = Enumerable.Range(0, 8).Select(i => OnThreadOfItsOwn(() => pair.Remote.EchoAsync($"sync {i}").Result)).ToList();
        var awaited = Enumerable.Range(0, 8).Select(i => pair.Remote.EchoAsync($"async {i}").AsTask()).ToList();
        for (var i = 0; i < 8; i++)
        {
            Gate($"async {i}").SetResult();
            Assert.Equal($"async {i}", await awaited[i].Soon());
            Assert.Equal(i + 1, await pair.Remote.AddAsync(i, 1).Soon());
        }

        Assert.All(waiting, static task => Assert.False(task.IsCompleted));
        for (var i = 0; i < 8; i++)
        {
            Gate($"sync {i}").SetResult();
            Assert.Equal($"sync {i}", await waiting[i].Soon());
        }

        Assert.Equal(0, pair.First.GetStatistics().CallsInFlight);

        TaskCompletionSource Gate(string text)
        {
            lock (gates)
            {
                return gates.TryGetValue(text, out var gate) ? gate : gates[text] = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    [Fact]
    public async Task Failures_and_calls_without_a_value_can_be_waited_for_too()
    {
        await using var pair = SessionPair.Create();
        await pair.First.Connected.Soon();
        var failed = await OnThreadOfItsOwn(() => Assert.Throws<PeerException>(() => pair.Remote.FailAsync("announced").GetAwaiter().GetResult())).Soon();
        Assert.Equal(PeerStatus.NotFound, failed.Status);
        using var source = new CancellationTokenSource();
        var cancelled = OnThreadOfItsOwn(() => Assert.ThrowsAny<OperationCanceledException>(() => pair.Remote.WaitAsync(source.Token).GetAwaiter().GetResult()));
        await pair.SecondService.Waiting.Task.Soon();
        await source.CancelAsync();
        await cancelled.Soon();
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
    }

    [Fact]
    public async Task A_one_way_call_that_waits_for_room_can_be_waited_for_too()
    {
        await using var pair = SessionPair.Create(new() { CallWindowBytes = 64 * 1024 });
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.SecondService.OnNote = async _ => await gate.Task;
        var text = new string('x', 10_000);
        var notes = OnThreadOfItsOwn(() =>
        {
            for (var i = 0; i < 60; i++)
            {
                pair.Remote.NoteAsync(text).GetAwaiter().GetResult();
            }

            return true;
        });
        await Bound.Until(() => pair.First.GetStatistics().BytesQueued > 200_000);
        Assert.False(notes.IsCompleted);
        gate.SetResult();
        await notes.Soon();
        Assert.Equal(3, await pair.Remote.AddAsync(1, 2).Soon());
    }

    [Fact]
    public async Task A_handler_may_wait_for_a_call_back()
    {
        await using var pair = SessionPair.Create();
        pair.SecondService.OnEcho = (text, _) => new($"{text} {PeerCallContext.Current!.Session.GetRemote<ITestContract>().AddAsync(1, 2).Result}");
        Assert.Equal("x 3", await pair.Remote.EchoAsync("x").Soon());
    }

    [Fact]
    public async Task Awaiting_again_is_refused_by_name_and_harms_no_other_call()
    {
        await using var pair = SessionPair.Create();
        for (var round = 0; round < 200; round++)
        {
            var call = pair.Remote.AddAsync(round, 1);
            Assert.Equal(round + 1, await call);
            var others = Enumerable.Range(0, 4).Select(i => pair.Remote.AddAsync(i, 100).AsTask()).ToList();
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await call);
            Assert.Contains("AsTask", refused.Message, StringComparison.Ordinal);
            Assert.Throws<InvalidOperationException>(() => call.Result);
            Assert.True(call.IsFaulted);
            await Assert.ThrowsAsync<InvalidOperationException>(() => call.AsTask());
            for (var i = 0; i < others.Count; i++)
            {
                Assert.Equal(i + 100, await others[i].Soon());
            }
        }
    }

    [Fact]
    public async Task Awaiting_what_somebody_waits_for_already_is_refused_to_the_second_alone()
    {
        await using var pair = SessionPair.Create(new() { CallWindowBytes = 64 * 1024 });
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.SecondService.OnEcho = async (text, _) =>
        {
            await gate.Task;
            return text;
        };
        pair.SecondService.OnNote = async _ => await gate.Task;
        var text = new string('x', 10_000);
        var call = pair.Remote.EchoAsync("x");
        var notes = Enumerable.Range(0, 60).Select(_ => pair.Remote.NoteAsync(text)).ToList();
        await using var items = pair.Remote.CountAsync(1).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        pair.SecondService.OnCount = (_, _) => Late();
        var item = items.MoveNextAsync();

        var first = (Call: AwaitAsync(call), Note: AwaitNoteAsync(notes[^1]), Item: AwaitAsync(item));
        await RefusedAsync(() => AwaitAsync(call));
        await RefusedAsync(() => call.AsTask());
        await RefusedAsync(() => AwaitNoteAsync(notes[^1]));
        await RefusedAsync(() => notes[^1].AsTask());
        await RefusedAsync(() => AwaitAsync(item));
        await RefusedAsync(() => item.AsTask());
        gate.SetResult();
        Assert.Equal("x", await first.Call.Soon());
        await first.Note.Soon();
        Assert.True(await first.Item.Soon());

        static async Task<T> AwaitAsync<T>(ValueTask<T> task) => await task;

        static async Task AwaitNoteAsync(ValueTask task) => await task;

        static Task RefusedAsync(Func<Task> again) => Assert.ThrowsAsync<InvalidOperationException>(() => again().Soon());

        async IAsyncEnumerable<int> Late()
        {
            await gate.Task;
            yield return 1;
        }
    }

    [Fact]
    public async Task Several_that_await_one_call_at_once_get_its_result_or_a_refusal_and_nobody_gets_anothers()
    {
        await using var pair = SessionPair.Create();
        for (var round = 0; round < 300; round++)
        {
            var call = pair.Remote.AddAsync(round, 1_000_000);
            var other = pair.Remote.AddAsync(round, 5).AsTask();
            using var start = new Barrier(3);
            var all = new[]
            {
                OnThreadOfItsOwn(() => Take(() => call.Result)),
                OnThreadOfItsOwn(() => Take(() => call.GetAwaiter().GetResult())),
                OnThreadOfItsOwn(() => Take(() => AwaitAsync(call).GetAwaiter().GetResult())),
            };
            var results = await Task.WhenAll(all).Soon();
            Assert.True(results.Count(result => result == round + 1_000_000) <= 1);
            Assert.All(results, result => Assert.True(result is null || result == round + 1_000_000, $"{result}"));
            Assert.Equal(round + 5, await other.Soon());

            int? Take(Func<int> take)
            {
                start.SignalAndWait(Bound.Time, CancellationToken.None);
                try
                {
                    return take();
                }
                catch (InvalidOperationException)
                {
                    return null;
                }
            }
        }

        static async Task<int> AwaitAsync(ValueTask<int> call) => await call;
    }

    private static Task<T> OnThreadOfItsOwn<T>(Func<T> action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
