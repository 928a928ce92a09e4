namespace TypedPeer.Fuzz;

/// <summary>Makes a new input out of two old ones: whole steps move, single steps change.</summary>
internal static class ScriptMutator
{
    public static List<FuzzStep> Mutate(IFuzzTarget target, IReadOnlyList<FuzzStep> first, IReadOnlyList<FuzzStep> second, Random random)
    {
        var steps = first.ToList();
        for (var rounds = 1 + random.Next(4); rounds > 0; rounds--)
        {
            MutateOnce(target, steps, second, random);
        }

        if (steps.Count > FuzzScript.MaxSteps)
        {
            steps.RemoveRange(FuzzScript.MaxSteps, steps.Count - FuzzScript.MaxSteps);
        }

        return steps;
    }

    private static void MutateOnce(IFuzzTarget target, List<FuzzStep> steps, IReadOnlyList<FuzzStep> other, Random random)
    {
        if (steps.Count == 0)
        {
            steps.AddRange(other);
        }

        if (steps.Count == 0)
        {
            steps.Add(new FuzzStep(0, []));
        }

        var at = random.Next(steps.Count);
        switch (random.Next(12))
        {
            case 0:
                steps.Insert(random.Next(steps.Count + 1), steps[at]);
                break;
            case 1 when steps.Count > 1:
                steps.RemoveAt(at);
                break;
            case 2:
                var with = random.Next(steps.Count);
                (steps[at], steps[with]) = (steps[with], steps[at]);
                break;
            case 3 when other.Count > 0:
                steps.InsertRange(at, other.Skip(random.Next(other.Count)).Take(1 + random.Next(4)));
                break;
            case 4:
                steps[at] = steps[at] with { Kind = (byte)random.Next(16) };
                break;
            default:
                var changed = steps[at] with { Bytes = ByteMutator.Mutate(steps[at].Bytes, target.Dictionary, random) };
                steps[at] = random.Next(4) == 0 ? changed : target.Repair(changed, random);
                break;
        }
    }
}
