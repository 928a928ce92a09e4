using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Analyzers.Rules;

namespace TypedPeer.Generators.Analyzers.Baseline;

/// <summary>Finds what changed since a baseline, and says which peers it breaks.</summary>
internal sealed class BaselineComparer(WireBaseline shipped, WireBaseline current, Action<DiagnosticDescriptor, string, string[]> report)
{
    private readonly HashSet<string> _brokenTypes = new(StringComparer.Ordinal);

    /// <summary>Reports every change, with the key of the symbol it is about.</summary>
    public void Compare()
    {
        foreach (var type in current.Types)
        {
            if (shipped.Types.TryGetValue(type.Key, out var before))
            {
                CompareType(type.Key, before, type.Value);
            }
        }

        foreach (var contract in shipped.Contracts)
        {
            current.Contracts.TryGetValue(contract.Key, out var methods);
            foreach (var method in contract.Value)
            {
                var name = $"{contract.Key}.{method.Key}";
                if (methods is null || !methods.TryGetValue(method.Key, out var shape))
                {
                    report(PeerDiagnostics.MethodGone, contract.Key, [name]);
                }
                else
                {
                    CompareMethod(name, method.Value, shape);
                }
            }
        }

        ReportAdditions();
    }

    /// <summary>Returns the baseline with everything added that breaks no peer; what is broken stays as it was.</summary>
    public WireBaseline WithAdditions()
    {
        var merged = WireBaseline.Parse(shipped.ToString());
        foreach (var contract in current.Contracts)
        {
            if (!merged.Contracts.TryGetValue(contract.Key, out var methods))
            {
                merged.Contracts[contract.Key] = methods = new(StringComparer.Ordinal);
            }

            foreach (var method in contract.Value.Where(method => !methods.ContainsKey(method.Key)).ToList())
            {
                methods[method.Key] = method.Value;
            }
        }

        foreach (var type in current.Types.Where(type => !_brokenTypes.Contains(type.Key)))
        {
            merged.Types[type.Key] = merged.Types.TryGetValue(type.Key, out var before) ? WithAddedMembers(before, type.Value) : type.Value;
        }

        return merged;
    }

    // A slot or tag that is gone stays listed, so that nobody uses it again.
    private static BaselineType WithAddedMembers(BaselineType before, BaselineType now) => now.Kind is not ("tolerant" or "union")
        ? now
        : before with
        {
            Members = [.. before.Members.Concat(now.Members.Where(member => before.Members.All(old => old.Place != member.Place))).OrderBy(member => member.Place)],
        };

    private void CompareType(string name, BaselineType before, BaselineType now)
    {
        if (WhatBroke(before, now) is { } change && _brokenTypes.Add(name))
        {
            report(PeerDiagnostics.DataTypeBroken, name, [name, change]);
        }
    }

    private string? WhatBroke(BaselineType before, BaselineType now)
    {
        if (before.Kind != now.Kind)
        {
            return $"it was {before.Kind} and is {now.Kind}, so peers of either kind refuse each other's values";
        }

        if (now.Kind is "tolerant" or "union")
        {
            var moved = before.Members.FirstOrDefault(old => now.Members.Any(member => member.Place == old.Place && !IsSame(old.Shape, member.Shape)));
            var gone = now.Kind == "union" ? before.Members.FirstOrDefault(old => now.Members.All(member => member.Place != old.Place)) : null;
            return moved is not null ? $"place {moved.Place} was '{moved.Name}: {moved.Shape}' and belongs to it for ever"
                : gone is not null ? $"tag {gone.Place} for '{gone.Shape}' is gone, so values of it from deployed peers are refused"
                : null;
        }

        if (now.Members.Count != before.Members.Count)
        {
            return $"it had {before.Members.Count} members and has {now.Members.Count}, so deployed peers refuse every value; put the member into a new type, or use [PeerTolerant] from the first release on";
        }

        for (var i = 0; i < before.Members.Count; i++)
        {
            if (!IsSame(before.Members[i].Shape, now.Members[i].Shape))
            {
                return $"member {i + 1} was '{before.Members[i].Name}: {before.Members[i].Shape}' and is '{now.Members[i].Name}: {now.Members[i].Shape}', so deployed peers misread it";
            }
        }

        return null;
    }

    // Names of types do not travel: a shape is the same when what it stands for is. A type that changed itself is named by itself.
    private bool IsSame(string before, string now) => before == now || shipped.Expand(before) == current.Expand(now);

    private void CompareMethod(string name, string before, string now)
    {
        if (before != now && shipped.Expand(before) != current.Expand(now))
        {
            report(PeerDiagnostics.MethodBroken, name, [name, now, before]);
        }
    }

    private void ReportAdditions()
    {
        foreach (var contract in current.Contracts)
        {
            shipped.Contracts.TryGetValue(contract.Key, out var methods);
            foreach (var method in contract.Value.Where(method => methods?.ContainsKey(method.Key) != true))
            {
                report(PeerDiagnostics.NotInBaseline, $"{contract.Key}.{method.Key}", [$"{contract.Key}.{method.Key}", WireBaseline.FileName]);
            }
        }

        foreach (var type in current.Types.Where(type => !_brokenTypes.Contains(type.Key)))
        {
            if (!shipped.Types.TryGetValue(type.Key, out var before))
            {
                report(PeerDiagnostics.NotInBaseline, type.Key, [type.Key, WireBaseline.FileName]);
                continue;
            }

            foreach (var member in type.Value.Members.Where(member => type.Value.Kind is "tolerant" or "union" && before.Members.All(old => old.Place != member.Place)))
            {
                report(PeerDiagnostics.NotInBaseline, type.Key, [$"{type.Key}.{member.Name}", WireBaseline.FileName]);
            }
        }
    }
}
