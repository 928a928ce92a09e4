using System.Collections.Concurrent;
using TypedPeer.Testing;
using TypedPeer.Tests.Contracts;

namespace TypedPeer.Tests.Calls;

public class HandlerOrderTests
{
    [Fact]
    public async Task Handlers_of_one_contract_start_in_the_order_their_calls_arrived()
    {
        await using var pair = SessionPair.Create();
        var started = new List<string>();
        pair.SecondService.OnEcho = async (text, _) =>
        {
            started.Add(text);
            await Task.Yield();
            return text;
        };
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => pair.Remote.EchoAsync($"{i}").AsTask())).Soon();
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{i}"), started);
    }

    [Fact]
    public async Task Handlers_run_side_by_side_once_they_await()
    {
        await using var pair = SessionPair.Create();
        var second = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.SecondService.OnEcho = async (text, _) =>
        {
            if (text == "second")
            {
                second.SetResult(text);
                return text;
            }

            return await second.Task;
        };
        var first = pair.Remote.EchoAsync("first").AsTask();
        await pair.Remote.EchoAsync("second").Soon();
        Assert.Equal("second", await first.Soon());
    }

    [Fact]
    public async Task A_concurrent_method_starts_although_a_handler_before_it_blocks_its_thread()
    {
        await using var pair = SessionPair.Create();
        using var gate = new ManualResetEventSlim();
        pair.SecondService.OnEcho = (text, _) =>
        {
            gate.Wait(Bound.Time, CancellationToken.None);
            return new(text);
        };
        var blocked = pair.Remote.EchoAsync("x").AsTask();
        Assert.Equal("y", await pair.Remote.ConcurrentAsync("y").Soon());
        gate.Set();
        await blocked.Soon();
    }

    [Fact]
    public async Task Handlers_start_on_the_scheduler_that_was_given()
    {
        var scheduler = new OneThread();
        var (first, second) = InMemoryPeerChannel.CreatePair();
        var service = new TestService();
        var seen = new ConcurrentBag<TaskScheduler>();
        service.OnEcho = async (text, _) =>
        {
            seen.Add(TaskScheduler.Current);
            await Task.Yield();
            seen.Add(TaskScheduler.Current);
            return text;
        };
        await using var caller = PeerSession.Start(first);
        await using var callee = PeerSession.Start(second, peer => peer.Serve(service), new() { HandlerScheduler = scheduler });
        var remote = caller.GetRemote<ITestContract>();
        for (var i = 0; i < 10; i++)
        {
            await remote.EchoAsync("x").Soon();
        }

        Assert.Equal(20, seen.Count);
        Assert.All(seen, used => Assert.Same(scheduler, used));
    }

    [Fact]
    public async Task A_handler_that_blocks_its_thread_does_not_stop_frames_from_being_read()
    {
        await using var pair = SessionPair.Create();
        using var gate = new ManualResetEventSlim();
        pair.SecondService.OnEcho = (text, _) =>
        {
            gate.Wait(Bound.Time, CancellationToken.None);
            return new(text);
        };
        var blocked = pair.Remote.EchoAsync("x").AsTask();
        var back = pair.Second.GetRemote<ITestContract>();
        Assert.Equal(3, await back.AddAsync(1, 2).Soon());
        gate.Set();
        await blocked.Soon();
    }

    private sealed class OneThread : TaskScheduler
    {
        public override int MaximumConcurrencyLevel => 1;

        protected override IEnumerable<Task> GetScheduledTasks() => [];

        protected override void QueueTask(Task task) => ThreadPool.QueueUserWorkItem(_ => TryExecuteTask(task));

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;
    }
}
