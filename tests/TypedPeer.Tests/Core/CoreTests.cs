using TypedPeer.Sessions.Core;

namespace TypedPeer.Tests.Core;

/// <summary>The core of a session alone: inputs in, messages and work out.</summary>
public class CoreTests
{
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("TYPEDPEER_SEED"), out var seed) ? seed : 1;

    [Fact]
    public void The_recorded_inputs_of_a_session_replay_it_exactly()
    {
        for (var seed = Seed; seed < Seed + 40; seed++)
        {
            var schedule = new CoreSchedule(seed);
            schedule.Run();
            for (var side = 0; side < 2; side++)
            {
                var player = new CorePlayer(schedule.Options[side]);
                foreach (var step in schedule.Inputs[side])
                {
                    player.Play(step);
                }

                Assert.Equal(schedule.Players[side].Given, player.Given);
                Assert.Equal(schedule.Players[side].Messages, player.Messages);
            }
        }
    }

    [Fact]
    public void Every_call_of_every_kind_ends_exactly_once_with_what_was_sent_for_it_whatever_the_order()
    {
        for (var seed = Seed; seed < Seed + 120; seed++)
        {
            var schedule = new CoreSchedule(seed);
            schedule.Run();
            for (var side = 0; side < 2; side++)
            {
                Check(schedule.Players[side], schedule.Players[1 - side], seed);
            }
        }
    }

    private static void Check(CorePlayer caller, CorePlayer callee, int seed)
    {
        var core = caller.Core;
        Assert.True(core.End is { Kind: PeerSessionEndKind.Stopped or PeerSessionEndKind.StoppedByPeer, Status: PeerStatus.Ok }, $"seed {seed}: {core.End}");
        Assert.Equal((0, 0, 0L, 0L), (core.Outgoing.Count, core.Incoming.Count, core.Held, core.Objects));
        foreach (var call in caller.Calls.Where(static call => call.ExpectsAnswer))
        {
            Assert.True(call.Ends == 1, $"seed {seed}: call {call.Id} ended {call.Ends} times");
            if (call.Status != PeerStatus.Ok)
            {
                Assert.True(call.IsCancelled || call.Status == PeerStatus.Application, $"seed {seed}: call {call.Id} ended with {call.Status}: {call.Message}");
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
        }
    }
}
