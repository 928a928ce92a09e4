using TypedPeer.DataChannels.Driver;

namespace TypedPeer.DataChannels.Tests.Driver;

/// <summary>What of the work that events cause is done by the thread that raises them, and what by the pool.</summary>
public class LentWorkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<Exception> _failures = [];
    private readonly List<string> _done = [];
    private readonly LentWork _work;
    private long _now = 1_000_000;

    /// <summary>The thread that runs what is kept, while it does.</summary>
    private int _runner;

    public LentWorkTests() => _work = new(_failures.Add, () => _now);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void What_is_kept_is_done_in_order_by_the_thread_that_runs_it()
    {
        var works = Enumerable.Range(0, LentWork.Many).Select(number => Create(() => _done.Add($"{number}"))).ToArray();
        Keep(works);
        Assert.False(_work.IsEmpty);
        Run();
        Assert.True(_work.IsEmpty);
        Assert.Equal(works.Select(static (_, number) => $"{number}"), _done);
        Assert.All(works, static work => Assert.True(work.WasRunHere));
    }

    [Fact]
    public async Task What_is_too_much_goes_to_the_pool()
    {
        var works = Enumerable.Range(0, LentWork.Many + 2).Select(_ => Create()).ToArray();
        Keep(works);
        await Task.WhenAll(works[^2].Ran, works[^1].Ran).WaitAsync(Patience, Token);
        Assert.All(works[..^2], static work => Assert.False(work.Ran.IsCompleted));
    }

    [Fact]
    public async Task A_thread_of_the_pool_keeps_one()
    {
        var works = new[] { Create(), Create() };
        foreach (var work in works)
        {
            _work.Add(work, most: 1);
        }

        await works[1].Ran.WaitAsync(Patience, Token);
        Assert.False(works[0].Ran.IsCompleted);
    }

    [Fact]
    public async Task A_thread_that_is_kept_leaves_it_to_the_pool()
    {
        var works = new[] { Create(), Create() };
        Keep(works);
        _work.Release();
        Assert.True(_work.IsEmpty);
        await Task.WhenAll(works[0].Ran, works[1].Ran).WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task What_was_kept_waits_for_one_more_batch_of_events_and_no_longer()
    {
        var early = Create();
        Keep(early);
        _work.Age();
        Assert.False(_work.IsEmpty);
        var late = Create();
        Keep(late);
        _work.Age();
        await Task.WhenAll(early.Ran, late.Ran).WaitAsync(Patience, Token);
        var last = Create();
        Keep(last);
        _work.Age();
        Run();
        Assert.True(last.WasRunHere);
    }

    [Fact]
    public async Task A_thread_that_has_worked_for_long_leaves_the_rest_to_the_pool()
    {
        var works = new[] { Create(() => _now += 150), Create(() => _now += 51), Create() };
        Keep(works);
        Run();
        await works[2].Ran.WaitAsync(Patience, Token);
        Assert.Equal([true, true, false], works.Select(static work => work.WasRunHere));
    }

    [Fact]
    public async Task While_work_takes_long_one_is_kept_and_while_it_is_short_many()
    {
        for (var i = 0; i < 8; i++)
        {
            Keep(Create(() => _now += 10_000));
            Run();
        }

        var works = new[] { Create(() => _now += 10), Create(() => _now += 10) };
        Keep(works);
        await works[1].Ran.WaitAsync(Patience, Token);
        Assert.False(works[0].Ran.IsCompleted);
        Run();

        // What is kept is measured on.
        for (var i = 0; i < 30; i++)
        {
            Keep(Create(() => _now += 10));
            Run();
        }

        works = [Create(), Create()];
        Keep(works);
        Run();
        Assert.All(works, static work => Assert.True(work.WasRunHere));
    }

    [Fact]
    public void A_thread_that_did_not_run_for_once_says_nothing_about_its_work()
    {
        Keep(Create(() => _now += 1_000_000));
        Run();
        var works = new[] { Create(), Create() };
        Keep(works);
        Run();
        Assert.All(works, static work => Assert.True(work.WasRunHere));
    }

    [Fact]
    public void What_work_throws_is_told_and_what_follows_is_done()
    {
        var failure = new InvalidOperationException("The application's.");
        Keep(Create(() => throw failure), Create(() => _done.Add("next")));
        Run();
        Assert.Equal([failure], _failures);
        Assert.Equal(["next"], _done);
    }

    [Fact]
    public void Work_that_brings_up_work_is_followed_by_it()
    {
        Keep(Create(() => Keep(Create(() => _done.Add("second")))));
        Run();
        Assert.Equal(["second"], _done);
    }

    private void Run()
    {
        _runner = Environment.CurrentManagedThreadId;
        _work.Run();
        _runner = 0;
    }

    private void Keep(params Work[] works)
    {
        foreach (var work in works)
        {
            _work.Add(work, LentWork.Many);
        }
    }

    private Work Create(Action? run = null) => new(this, run);

    private sealed class Work(LentWorkTests owner, Action? run) : IThreadPoolWorkItem
    {
        private readonly TaskCompletionSource _ran = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ran => _ran.Task;

        public bool WasRunHere { get; private set; }

        public void Execute()
        {
            WasRunHere = Environment.CurrentManagedThreadId == Volatile.Read(ref owner._runner);
            _ran.SetResult();
            run?.Invoke();
        }
    }
}
