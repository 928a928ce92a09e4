using Microsoft.Extensions.Time.Testing;
using TypedPeer.Tests.Streams;

namespace TypedPeer.Tests.Ending;

/// <summary>A handler that ends its own session is not waited for by itself. The clock stands still: nothing is given up.</summary>
public class StopWithinHandlerTests
{
    private readonly PeerSessionOptions _options = new() { TimeProvider = new FakeTimeProvider() };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handler_may_stop_or_dispose_its_own_session_and_its_caller_gets_the_answer(bool dispose)
    {
        await using var pair = SessionPair.Create(_options);
        pair.SecondService.OnEcho = async (text, _) =>
        {
            await EndAsync(PeerCallContext.Current!.Session, dispose);
            return text;
        };
        Assert.Equal("x", await pair.Remote.EchoAsync("x").Soon());
        Assert.Equal(PeerSessionEndKind.Stopped, (await pair.Second.Completion.Soon()).Kind);
        Assert.Equal(PeerSessionEndKind.StoppedByPeer, (await pair.First.Completion.Soon()).Kind);
        await pair.SecondChannel.Closed.Soon();
    }

    [Fact]
    public async Task What_the_handler_is_told_is_that_the_session_stops()
    {
        await using var pair = SessionPair.Create(_options);
        PeerSessionEnd? told = null;
        pair.SecondService.OnEcho = async (text, _) =>
        {
            told = await PeerCallContext.Current!.Session.StopAsync(CancellationToken.None);
            return text;
        };
        Assert.Equal("x", await pair.Remote.EchoAsync("x").Soon());
        Assert.Equal((PeerSessionEndKind.Stopped, PeerStatus.Ok), (told!.Kind, told.Status));
        Assert.Contains("is stopping", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_waited_for_the_other_handlers_all_the_same()
    {
        await using var pair = SessionPair.Create(_options);
        var other = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stopping = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.SecondService.OnEcho = async (text, _) =>
        {
            if (text == "other")
            {
                await other.Task;
                return text;
            }

            var stop = PeerCallContext.Current!.Session.StopAsync(CancellationToken.None);
            stopping.SetResult(stop);
            await stop;
            return text;
        };
        var waiting = pair.Remote.EchoAsync("other").AsTask();
        var stops = pair.Remote.EchoAsync("stop").AsTask();
        var stop = await stopping.Task.Soon();
        Assert.False(stop.IsCompleted);
        other.SetResult();
        await stop.Soon();
        Assert.Equal("other", await waiting.Soon());
        Assert.Equal("stop", await stops.Soon());
        Assert.Equal(PeerSessionEndKind.Stopped, (await pair.Second.Completion.Soon()).Kind);
    }

    [Fact]
    public async Task Several_handlers_may_stop_and_dispose_at_once_in_calls_streams_and_one_way_calls()
    {
        await using var pair = SessionPair.Create(_options);
        pair.SecondService.OnEcho = async (text, _) =>
        {
            await EndAsync(PeerCallContext.Current!.Session, text == "dispose");
            return text;
        };
        pair.SecondService.OnNote = async _ => await PeerCallContext.Current!.Session.DisposeAsync();
        pair.SecondService.OnCount = static (count, _) => Items(count);
        var stream = StreamTests.ToList(pair.Remote.CountAsync(3));
        var calls = new[] { "stop", "dispose", "stop" }.Select(text => pair.Remote.EchoAsync(text).AsTask()).ToList();
        _ = pair.Remote.NoteAsync("x").AsTask();
        foreach (var call in calls.Append<Task>(stream))
        {
            try
            {
                await call.Soon();
            }
            catch (PeerException e)
            {
                // It came when the session was ending already.
                Assert.Equal((PeerStatus.Unavailable, PeerCallFate.NotSent), (e.Status, e.Fate == PeerCallFate.Answered ? PeerCallFate.NotSent : e.Fate));
            }
        }

        Assert.Equal(PeerSessionEndKind.Stopped, (await pair.Second.Completion.Soon()).Kind);

        static async IAsyncEnumerable<int> Items(int count)
        {
            await PeerCallContext.Current!.Session.StopAsync(CancellationToken.None);
            for (var i = 0; i < count; i++)
            {
                yield return i;
            }
        }
    }

    [Fact]
    public async Task Work_that_a_handler_leaves_behind_waits_for_the_whole_end()
    {
        await using var pair = SessionPair.Create(_options);
        var left = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.SecondService.OnEcho = (text, _) =>
        {
            var session = PeerCallContext.Current!.Session;
            left.SetResult(Task.Run(async () =>
            {
                await Bound.Until(() => session.GetStatistics().CallsRunning == 0);
                await session.DisposeAsync();
                Assert.True(session.Completion.IsCompleted);
                Assert.True(session.Channel.Closed.IsCompleted);
            }));
            return new(text);
        };
        Assert.Equal("x", await pair.Remote.EchoAsync("x").Soon());
        await (await left.Task.Soon()).Soon();
    }

    private static async Task EndAsync(PeerSession session, bool dispose)
    {
        if (dispose)
        {
            await session.DisposeAsync();
        }
        else
        {
            await session.StopAsync(CancellationToken.None);
        }
    }
}
