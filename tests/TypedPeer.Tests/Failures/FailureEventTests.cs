using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace TypedPeer.Tests.Failures;

/// <summary>The event source, which has every failure that no caller learns, with nothing configured.</summary>
public class FailureEventTests
{
    [Fact]
    public async Task A_failure_that_no_caller_learns_is_an_event_with_nothing_configured_and_with_a_callback()
    {
        using var events = new Events();
        await using var silent = SessionPair.Create();
        silent.SecondService.OnNote = static _ => throw new PeerException(PeerStatus.NotFound, "a note of the silent one");
        silent.SecondService.OnEcho = static async (_, _) =>
        {
            await Task.Yield();
            throw new OperationCanceledException("a timeout of the silent one");
        };
        await silent.Remote.NoteAsync("x").Soon();
        await Assert.ThrowsAsync<PeerException>(() => silent.Remote.EchoAsync("x", TestContext.Current.CancellationToken).Soon());
        await events.UntilAsync(1, "ITestContract.NoteAsync(string)", "a note of the silent one");
        await events.UntilAsync(1, "ITestContract.EchoAsync(string)", "a timeout of the silent one");

        await using var told = SessionPair.Create(null, new() { HandlerFailed = static (_, _) => { }, MaxMessageBytes = 4096 });
        told.SecondService.OnEcho = static (text, _) => text == "large" ? new(new string('x', 5000)) : throw new InvalidOperationException("seen by both");
        await Assert.ThrowsAsync<PeerException>(() => told.Remote.EchoAsync("x", TestContext.Current.CancellationToken).Soon());
        await Assert.ThrowsAsync<PeerException>(() => told.Remote.EchoAsync("large", TestContext.Current.CancellationToken).Soon());
        await events.UntilAsync(1, "ITestContract.EchoAsync(string)", "seen by both");
        await events.UntilAsync(1, "ITestContract.EchoAsync(string)", nameof(PeerSessionOptions.MaxMessageBytes));
    }

    [Fact]
    public async Task A_call_that_is_refused_is_an_event()
    {
        using var events = new Events();
        await using var pair = SessionPair.Create(null, new() { AuthorizeCall = static _ => new(false) });
        await Assert.ThrowsAsync<PeerException>(() => pair.Remote.AddAsync(1, 2).Soon());
        await events.UntilAsync(3, "ITestContract.AddAsync(int, int)", pair.Second.Id, "PermissionDenied");
    }

    [Fact]
    public async Task A_call_that_is_given_up_and_a_stream_that_is_left_are_no_events()
    {
        using var events = new Events();
        await using var pair = SessionPair.Create();
        pair.SecondService.OnCount = static (_, token) => Forever(token);
        using var source = new CancellationTokenSource();
        var call = pair.Remote.WaitAsync(source.Token).AsTask();
        await pair.SecondService.Waiting.Task.Soon();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
        await foreach (var _ in pair.Remote.CountAsync(4711, TestContext.Current.CancellationToken))
        {
            break;
        }

        await Bound.Until(() => pair.Second.GetStatistics().CallsRunning == 0);
        Assert.DoesNotContain(events.All, static text => text.Contains("given up by", StringComparison.Ordinal));

        static async IAsyncEnumerable<int> Forever([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
        {
            yield return 1;
            await Task.Delay(Timeout.Infinite, token).ContinueWith(static _ => throw new OperationCanceledException("given up by its caller"), TaskScheduler.Default);
        }
    }

    private sealed class Events : EventListener
    {
        private readonly ConcurrentQueue<string> _all = new();

        public IEnumerable<string> All => _all;

        public Task UntilAsync(int id, params string[] parts) =>
            Bound.Until(() => _all.Any(text => text.StartsWith($"{id} ", StringComparison.Ordinal) && Array.TrueForAll(parts, part => text.Contains(part, StringComparison.Ordinal))));

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "TypedPeer")
            {
                EnableEvents(eventSource, EventLevel.Verbose);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            // Asked for before the constructor of the derived class has run, where the source exists.
            if (eventData.EventSource.Name == "TypedPeer" && _all is not null)
            {
                _all.Enqueue($"{eventData.EventId} {string.Join(' ', eventData.Payload!)}");
            }
        }
    }
}
