using TypedPeer.DataChannels.Driver;

namespace TypedPeer.DataChannels.Tests.Driver;

/// <summary>What of the work that events cause stays for the thread that raises them.</summary>
public class LifoSlotTests
{
    [Fact]
    public void Nothing_is_left_where_nothing_came_up() => Assert.Null(new LifoSlot().Take());

    [Fact]
    public async Task The_last_stays_and_all_before_goes_to_the_pool()
    {
        var last = new LifoSlot();
        var works = Enumerable.Range(0, 3).Select(_ => new Work()).ToArray();
        foreach (var work in works)
        {
            last.Add(work);
        }

        Assert.Same(works[2], last.Take());
        await Task.WhenAll(works[0].Ran, works[1].Ran).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.False(works[2].Ran.IsCompleted);
        Assert.Null(last.Take());
    }

    [Fact]
    public async Task A_thread_that_has_something_else_to_do_leaves_it_to_the_pool()
    {
        var last = new LifoSlot();
        var work = new Work();
        last.Add(work);
        last.Release();
        await work.Ran.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Null(last.Take());
    }

    private sealed class Work : IThreadPoolWorkItem
    {
        private readonly TaskCompletionSource _ran = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ran => _ran.Task;

        public void Execute() => _ran.SetResult();
    }
}
