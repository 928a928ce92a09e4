using System.Runtime.CompilerServices;
using TypedPeer.Ahead;

namespace TypedPeer.DataChannels.Tests.Ahead;

/// <summary>Asynchronous methods that are compiled ahead do what those of the platform do.</summary>
public sealed class AheadMethodTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly AsyncLocal<string?> _local = new();

    [Fact]
    public async Task A_method_that_never_waits_has_ended_when_it_returns()
    {
        var task = CountAsync([]);

        Assert.True(task.IsCompletedSuccessfully);
        Assert.Equal("0", await task);
    }

    [Fact]
    public async Task A_method_goes_on_with_what_it_had_each_time_that_it_waited()
    {
        var steps = Enumerable.Range(0, 20).Select(static _ => new TaskCompletionSource()).ToArray();
        var task = CountAsync([.. steps.Select(static step => step.Task)]);
        foreach (var step in steps)
        {
            Assert.False(task.IsCompleted);
            step.SetResult();
        }

        Assert.Equal("20", await task.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_a_method_throws_before_and_after_it_waits_is_the_tasks_failure()
    {
        var before = await Assert.ThrowsAsync<InvalidOperationException>(() => ThrowAsync(Task.CompletedTask, new InvalidOperationException("before")));
        Assert.Equal("before", before.Message);

        var step = new TaskCompletionSource();
        var late = new InvalidOperationException("after");
        var task = ThrowAsync(step.Task, late);
        step.SetResult();
        Assert.Same(late, await Assert.ThrowsAsync<InvalidOperationException>(() => task));
    }

    [Fact]
    public async Task What_it_waited_for_in_vain_can_be_caught()
    {
        var step = new TaskCompletionSource<string>();
        var task = CatchAsync(step.Task);
        step.SetException(new InvalidOperationException("why"));

        Assert.Equal("why", await task.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_method_that_is_cancelled_has_a_cancelled_task_with_the_very_exception()
    {
        var cancelled = new OperationCanceledException("by hand", new CancellationToken(canceled: true));
        var task = ThrowAsync(Task.CompletedTask, cancelled);

        Assert.True(task.IsCanceled);
        Assert.Same(cancelled, await Assert.ThrowsAsync<OperationCanceledException>(() => task));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_context_of_the_caller_flows_through_every_wait_and_nothing_comes_back(bool endsAtOnce)
    {
        var step = new TaskCompletionSource();
        if (endsAtOnce)
        {
            step.SetResult();
        }

        _local.Value = "caller";
        var task = FlowAsync(step.Task);
        Assert.Equal("caller", _local.Value);
        _local.Value = "other";
        step.TrySetResult();

        Assert.Equal("caller method", await task.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Equal("other", _local.Value);
    }

    [Fact]
    public async Task Where_the_flow_is_suppressed_the_method_runs_all_the_same()
    {
        var step = new TaskCompletionSource();
        Task<string> task;
        using (ExecutionContext.SuppressFlow())
        {
            task = CountAsync([step.Task]);
        }

        step.SetResult();
        Assert.Equal("1", await task.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task It_goes_on_on_no_synchronization_context_and_leaves_the_callers_in_place()
    {
        var mine = new RefusingContext();
        var before = SynchronizationContext.Current;
        var step = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<string> task;
        try
        {
            SynchronizationContext.SetSynchronizationContext(mine);
            task = LoseContextAsync(step.Task);
            Assert.Same(mine, SynchronizationContext.Current);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        step.SetResult();
        Assert.Equal("none", await task.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [AsyncMethodBuilder(typeof(AheadResultMethodBuilder<>))]
    private static async Task<string> CountAsync(Task[] steps)
    {
        var count = 0;
        foreach (var step in steps)
        {
            await step.Ahead();
            count++;
        }

        return $"{count}";
    }

    [AsyncMethodBuilder(typeof(AheadTaskMethodBuilder))]
    private static async Task ThrowAsync(Task step, Exception exception)
    {
        await step.Ahead();
        throw exception;
    }

    [AsyncMethodBuilder(typeof(AheadResultMethodBuilder<>))]
    private static async Task<string> CatchAsync(Task<string> step)
    {
        try
        {
            return await step.Ahead();
        }
        catch (InvalidOperationException exception)
        {
            return exception.Message;
        }
    }

    [AsyncMethodBuilder(typeof(AheadResultMethodBuilder<>))]
    private async Task<string> FlowAsync(Task step)
    {
        var first = _local.Value;
        _local.Value = "method";
        await step.Ahead();
        return $"{first} {_local.Value}";
    }

    [AsyncMethodBuilder(typeof(AheadResultMethodBuilder<>))]
    private static async Task<string> LoseContextAsync(Task step)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        await step.Ahead();
        return SynchronizationContext.Current?.ToString() ?? "none";
    }

    /// <summary>Nothing is to be posted to it.</summary>
    private sealed class RefusingContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => throw new InvalidOperationException("Something was posted.");
    }
}
