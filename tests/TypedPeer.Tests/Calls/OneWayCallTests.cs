namespace TypedPeer.Tests.Calls;

public class OneWayCallTests
{
    [Fact]
    public async Task One_way_calls_are_handled_one_after_another_in_the_order_they_were_made()
    {
        await using var pair = SessionPair.Create();
        var running = 0;
        var overlapped = false;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.SecondService.OnNote = async text =>
        {
            overlapped |= Interlocked.Increment(ref running) != 1;
            await Task.Yield();
            Interlocked.Decrement(ref running);
            if (text == "99")
            {
                done.SetResult();
            }
        };
        for (var i = 0; i < 100; i++)
        {
            await pair.Remote.NoteAsync($"{i}");
        }

        await done.Task.Soon();
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), pair.SecondService.Notes);
        Assert.False(overlapped);
    }

    [Fact]
    public async Task A_large_one_way_call_keeps_its_place_before_a_small_one_made_later()
    {
        await using var pair = SessionPair.Create();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.SecondService.OnNote = text =>
        {
            if (text == "2:1")
            {
                done.SetResult();
            }

            return default;
        };
        await pair.Remote.NoteBytesAsync(1, new byte[1_000_000]);
        await pair.Remote.NoteBytesAsync(2, new byte[1]);
        await done.Task.Soon();
        Assert.Equal(["1:1000000", "2:1"], pair.SecondService.Notes);
    }

    [Fact]
    public async Task A_failing_one_way_handler_does_not_hold_up_the_next()
    {
        await using var pair = SessionPair.Create();
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.SecondService.OnNote = text =>
        {
            if (text == "bad")
            {
                throw new InvalidOperationException();
            }

            second.SetResult();
            return default;
        };
        await pair.Remote.NoteAsync("bad");
        await pair.Remote.NoteAsync("good");
        await second.Task.Soon();
    }

    [Fact]
    public async Task A_one_way_call_waits_when_the_peer_does_not_keep_up()
    {
        await using var pair = SessionPair.Create();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.SecondService.OnNote = async _ => await gate.Task;
        await pair.First.Connected.Soon();
        var calls = 0;
        ValueTask call;
        do
        {
            call = pair.Remote.NoteBytesAsync(calls++, new byte[10_000]);
        }
        while (call.IsCompleted && calls < 10_000);

        Assert.False(call.IsCompleted, "ten thousand calls of 10 kB were accepted while nobody took any");
        Assert.InRange(calls, 20, 300);
        gate.SetResult();
        await call.Soon();
    }
}
