namespace TypedPeer.Tests.Groups;

public class GroupAnswerTests
{
    [Fact]
    public async Task Every_members_answer_comes_with_its_session()
    {
        await using var fixture = new GroupFixture(4);
        for (var i = 0; i < 4; i++)
        {
            var score = i * 10;
            fixture.Services[i].OnScore = _ => new(score);
        }

        var answers = new Dictionary<PeerSession, int>();
        await foreach (var answer in fixture.Group.InvokeAsync(static (member, token) => member.ScoreAsync(token)).WithCancellation(TestContext.Current.CancellationToken))
        {
            answers.Add(answer.Session, answer.Result);
        }

        Assert.Equal(fixture.Sessions.Select(static (session, i) => KeyValuePair.Create(session, i * 10)).ToDictionary(), answers);
    }

    [Fact]
    public async Task Methods_that_return_a_task_are_called_alike()
    {
        await using var fixture = new GroupFixture(2);
        var names = new List<string>();
        await foreach (var answer in fixture.Group.InvokeAsync(static member => member.NameAsync()).WithCancellation(TestContext.Current.CancellationToken))
        {
            names.Add(answer.Result);
        }

        Assert.Equal(["member 0", "member 1"], names.Order());
    }

    [Fact]
    public async Task Answers_come_as_they_are_given_and_a_failure_is_its_members_answer()
    {
        await using var fixture = new GroupFixture(3);
        var gate = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Services[0].OnScore = _ => new(gate.Task);
        fixture.Services[1].OnScore = static _ => throw new PeerException(PeerStatus.NotFound, "no score yet");
        fixture.Services[2].OnScore = static _ => new(2);
        var early = new Dictionary<PeerSession, PeerGroupResult<int>>();
        await foreach (var answer in fixture.Group.InvokeAsync(static member => member.ScoreAsync()).WithCancellation(TestContext.Current.CancellationToken))
        {
            early.Add(answer.Session, answer);
            if (early.Count == 2)
            {
                Assert.False(early.ContainsKey(fixture.Sessions[0]), "Whoever takes long keeps nobody waiting.");
                gate.SetResult(1);
            }
        }

        Assert.Equal(1, early[fixture.Sessions[0]].Result);
        Assert.Null(early[fixture.Sessions[2]].Exception);
        var failed = early[fixture.Sessions[1]];
        Assert.Equal(PeerStatus.NotFound, Assert.IsType<PeerException>(failed.Exception).Status);
        Assert.Equal("no score yet", Assert.Throws<PeerException>(() => failed.Result).Message);
    }

    [Fact]
    public async Task Leaving_the_enumeration_cancels_the_calls_that_have_not_ended()
    {
        await using var fixture = new GroupFixture(2);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Services[0].OnScore = async token =>
        {
            await using var registration = token.Register(() => cancelled.TrySetResult());
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return 0;
        };

        // A call that is cancelled before it is made has no handler that could see it.
        fixture.Services[1].OnScore = async _ =>
        {
            await asked.Task;
            return 0;
        };
        await foreach (var answer in fixture.Group.InvokeAsync(static (member, token) => member.ScoreAsync(token)).WithCancellation(TestContext.Current.CancellationToken))
        {
            Assert.Equal(fixture.Sessions[1], answer.Session);
            break;
        }

        await cancelled.Task.Soon();
    }

    [Fact]
    public async Task A_member_that_is_lost_answers_with_that()
    {
        await using var fixture = new GroupFixture(2);
        await Task.WhenAll(fixture.Sessions.Select(static session => session.Connected)).Soon();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Services[0].OnScore = async token =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return 0;
        };
        var breaking = Task.Run(async () =>
        {
            await asked.Task;
            fixture.Channels[0].Break();
        });
        var answers = new List<PeerGroupResult<int>>();
        await foreach (var answer in fixture.Group.InvokeAsync(static (member, token) => member.ScoreAsync(token)).WithCancellation(TestContext.Current.CancellationToken))
        {
            answers.Add(answer);
        }

        await breaking.Soon();
        Assert.Equal(2, answers.Count);
        Assert.Equal(PeerStatus.ConnectionLost, Assert.IsType<PeerException>(answers.Single(answer => answer.Session == fixture.Sessions[0]).Exception).Status);
    }

    [Fact]
    public async Task A_time_limit_of_the_group_bounds_every_members_call()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var fixture = new GroupFixture(1, senderOptions: new PeerSessionOptions { TimeProvider = clock });
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Services[0].OnScore = async token =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return 0;
        };
        var advancing = Task.Run(async () =>
        {
            await asked.Task;
            clock.Advance(TimeSpan.FromSeconds(2));
        });
        var hurried = fixture.Group.With(new PeerCallOptions { Timeout = TimeSpan.FromSeconds(1) });
        await foreach (var answer in hurried.InvokeAsync(static (member, token) => member.ScoreAsync(token)).WithCancellation(TestContext.Current.CancellationToken))
        {
            Assert.Equal(PeerStatus.DeadlineExceeded, Assert.IsType<PeerException>(answer.Exception).Status);
        }

        await advancing.Soon();
    }
}
