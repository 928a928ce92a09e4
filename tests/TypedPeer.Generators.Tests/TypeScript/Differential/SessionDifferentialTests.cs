using TypedPeer.Sessions.Resuming;
using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.TypeScript.Differential;

/// <summary>
/// The same frames are accepted or refused by the sessions of both languages, and mean the same, also where a session goes on over other channels: scripts out of a seed are played by both, and what they answer is compared. A script they do not agree about
/// is made as short as it stays one. <c>TYPEDPEER_SESSION_DIFFERENTIAL</c> says how many are tried where more than five hundred are wanted.
/// </summary>
public class SessionDifferentialTests
{
    private const int Usual = 500;
    private const int MostDifferences = 3;
    private static readonly TimeSpan ShortPatience = TimeSpan.FromMilliseconds(400);

    /// <summary>How long the .NET session may take for what Node's did, each time that a script is played which they seem to differ about.</summary>
    private static readonly TimeSpan[] Patiences = [ShortPatience, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10)];

    [RequiresPeer("typedpeer-js")]
    public Task The_same_frames_are_accepted_or_refused_by_the_sessions_of_both_languages_and_mean_the_same() => PlayAsync(static seed => new ScriptWriter(seed).Write());

    [RequiresPeer("typedpeer-js")]
    public async Task Sessions_of_both_languages_go_on_over_the_same_channels_and_with_the_same_of_what_was_under_way()
    {
        var came = await PlayAsync(static seed => ResumeScript.Weave(new ScriptWriter(seed).Write(), seed));

        Assert.All([ResumeOutcome.GoesOn, ResumeOutcome.Failed, ResumeOutcome.BegunAnew], outcome => Assert.True(came.GetValueOrDefault($"the channel: {outcome}") > 10, string.Join("; ", came)));
    }

    /// <summary>Plays scripts, and returns how often each end and each thing that the application saw came.</summary>
    private static async Task<Dictionary<string, int>> PlayAsync(Func<int, SessionScript> scriptOf)
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("TYPEDPEER_SESSION_DIFFERENTIAL"), out var wanted) ? wanted : Usual;
        await TypeScriptBuild.RunAsync();
        using var node = new NodeSessions();
        var first = TestSeed.First(1);
        var came = new Dictionary<string, int>();
        var endings = new HashSet<string>();
        var differences = new List<string>();
        for (var seed = first; seed < first + count && differences.Count < MostDifferences; seed++)
        {
            var script = scriptOf(seed);
            if (script.HasHugeFlags)
            {
                continue;
            }

            var answers = await node.PlayAsync(script);
            endings.Add(answers[^1].End);
            foreach (var seen in answers.SelectMany(static answer => answer.Log).Append(answers[^1].End))
            {
                came[seen] = came.GetValueOrDefault(seen) + 1;
            }

            if (LastingDifference(script, answers) is not null)
            {
                var shortest = await ShortenAsync(script, node);
                differences.Add($"seed {seed}: {Difference(shortest, await node.PlayAsync(shortest), ShortPatience)}\n{shortest}");
            }
        }

        Assert.True(differences.Count == 0, string.Join("\n\n", differences));

        // Scripts that all end alike, or never get far, would compare nothing.
        Assert.True(endings.Count > 3 && came[string.Empty] > count / 10, string.Join("; ", came));
        return came;
    }

    /// <summary>
    /// Where the sessions differ every time: on a machine that is busy the thread pool may be late with what lies between a handler and its session, so that a frame meets a call which is not quite over.
    /// </summary>
    private static string? LastingDifference(SessionScript script, List<SessionAnswer> others)
    {
        string? difference = null;
        foreach (var patience in Patiences)
        {
            difference = Difference(script, others, patience);
            if (difference is null)
            {
                return null;
            }
        }

        return difference;
    }

    private static string? Difference(SessionScript script, List<SessionAnswer> others, TimeSpan patience)
    {
        var answers = SessionSide.Play(script, others, patience);
        for (var step = 0; step < answers.Count; step++)
        {
            if (!answers[step].Calls.SequenceEqual(others[step].Calls) && answers[step].Calls.Count == others[step].Calls.Count)
            {
                // Each side numbers its calls as it likes, and what comes next is about other calls here and there.
                return null;
            }

            var (here, there) = (answers[step].Meaning(), others[step].Meaning());
            if (!here.SequenceEqual(there))
            {
                var before = answers.Take(step).Select(static (answer, at) => $"{at}: {string.Join("; ", answer.Meaning())}");
                return $"after step {step}\n  .NET: {string.Join("; ", here.Except(there))}\n  Node: {string.Join("; ", there.Except(here))}\n  before, both:\n  {string.Join("\n  ", before)}";
            }
        }

        return null;
    }

    /// <summary>Leaves out steps, and frames of them, as long as both still differ.</summary>
    private static async Task<SessionScript> ShortenAsync(SessionScript script, NodeSessions node)
    {
        for (var any = true; any;)
        {
            any = false;
            foreach (var shorter in Shorter(script))
            {
                if (!shorter.HasHugeFlags && Difference(shorter, await node.PlayAsync(shorter), ShortPatience) is not null)
                {
                    script = shorter;
                    any = true;
                    break;
                }
            }
        }

        return script;
    }

    private static IEnumerable<SessionScript> Shorter(SessionScript script)
    {
        for (var i = script.Steps.Count - 1; i >= 0; i--)
        {
            SessionStep[] without = [.. script.Steps.Where((_, index) => index != i)];
            yield return script with { Steps = without };
            var frames = SessionFrame.Split(script.Steps[i].Bytes ?? []);
            for (var left = 0; left < frames.Count && frames.Count > 1; left++)
            {
                byte[] message = [.. frames.Where((_, index) => index != left).SelectMany(static frame => frame.Type == default ? frame.Payload : SessionFrame.Of(frame.Type, frame.Payload))];
                SessionStep[] steps = [.. script.Steps.Select((step, index) => index == i ? step with { Bytes = message } : step)];
                yield return script with { Steps = steps };
            }
        }
    }
}
