using TypedPeer.Sessions.Core;
using TypedPeer.Tests.Core;

namespace TypedPeer.Tests.Resuming;

public class ResumeModelTests(ITestOutputHelper output)
{
    /// <summary>TYPEDPEER_SEED sets the first seed, for exploring; TYPEDPEER_RESUMES how many run, which is 10000 in CI.</summary>
    [Fact]
    public void Wherever_channels_are_cut_nothing_runs_twice_and_nothing_is_lost_in_silence()
    {
        var first = int.Parse(Environment.GetEnvironmentVariable("TYPEDPEER_SEED") ?? "1");
        var count = int.Parse(Environment.GetEnvironmentVariable("TYPEDPEER_RESUMES") ?? "500");
        output.WriteLine($"seeds {first} to {first + count - 1}");
        var (resumed, lost) = (0, 0);
        for (var seed = first; seed < first + count; seed++)
        {
            var schedule = new ResumeSchedule(seed);
            try
            {
                schedule.Run();
                Check(schedule, 0);
                Check(schedule, 1);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed} (TYPEDPEER_SEED={seed} TYPEDPEER_RESUMES=1 runs it alone)", e);
            }

            resumed += schedule.Pair.Resumed.Sum();
            lost += schedule.Pair.Players.Count(static player => player.Core.End!.Kind == PeerSessionEndKind.ConnectionLost);
        }

        output.WriteLine($"{resumed} times a side went on, {lost} times it did not");
        Assert.True(count < 100 || (resumed > count && lost > count / 50));
    }

    private static void Check(ResumeSchedule schedule, int side)
    {
        var (caller, callee) = (schedule.Pair.Players[side], schedule.Pair.Players[1 - side]);
        var end = caller.Core.End!;
        Assert.True(end.Status == PeerStatus.Ok || (!schedule.Holds && end.Kind == PeerSessionEndKind.ConnectionLost), $"side {side}: {end}");
        Assert.Equal((0, 0, 0L, 0L, 0L), (caller.Core.Outgoing.Count, caller.Core.Incoming.Count, caller.Core.Held, caller.Core.Objects, caller.Core.State.Delivery!.Held));
        Assert.Equal(callee.Started.Count, callee.Started.Distinct().Count());
        var lostOneWay = 0;
        foreach (var call in caller.Calls)
        {
            if (!call.ExpectsAnswer)
            {
                // What came, and did not start before the end, is the callee's to tell.
                lostOneWay += call.Id <= callee.Core.Incoming.LastId && end.Status != PeerStatus.Ok ? 0
                    : callee.Started.Contains(call.Id) || call.IsCancelled || call.Status != PeerStatus.Ok ? 0 : 1;
            }
            else
            {
                CheckAnswered(call, caller, callee, end);
            }
        }

        if (callee.Given.Contains("refusals"))
        {
            // It was stopped, and its application is told of each.
            return;
        }

        if (end.Status == PeerStatus.Ok && callee.Core.End!.Status == PeerStatus.Ok)
        {
            Assert.Equal(0, lostOneWay);
        }
        else if (end.Status != PeerStatus.Ok)
        {
            Assert.InRange(lostOneWay, 0, caller.Core.State.UnknownOutcomes);
        }
    }

    private static void CheckAnswered(CoreCall call, CorePlayer caller, CorePlayer callee, PeerSessionEnd end)
    {
        Assert.True(call.Ends == 1, $"call {call.Id} ended {call.Ends} times");
        if (call.Status is PeerStatus.ConnectionLost or PeerStatus.Unavailable && call.Fate == PeerCallFate.NotSent)
        {
            Assert.DoesNotContain(call.Id, callee.Started);
        }

        if (call.Status != PeerStatus.Ok)
        {
            Assert.True(
                call.IsCancelled || call.Status is PeerStatus.Application or PeerStatus.Unavailable || end.Status != PeerStatus.Ok,
                $"call {call.Id} ended with {call.Status}: {call.Message}");
        }
        else if (call.Kind == CoreStepKind.Download)
        {
            Assert.Equal(callee.Producers.Single(stream => stream.Key == ((call.Id << 1) | 1)).Producer.Items, call.Items);
        }
        else if (call.Kind == CoreStepKind.Upload && callee.Uploads.TryGetValue(call.Id, out var items))
        {
            var sent = caller.Producers.Single(stream => stream.Key == call.Key).Producer.Items;
            Assert.Equal(sent.Take(items.Count), items);
        }
        else if (call.Kind == CoreStepKind.Unary)
        {
            Assert.Contains(call.Id, callee.Started);
        }
    }
}
