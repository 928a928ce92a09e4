using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Parser.Context;
using TypedPeer.Generators.Parser.Issues;
using TypedPeer.Generators.Parser.Naming;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Parser.DataTypes;

/// <summary>
/// Chooses the constructor generated code calls: the parameterless one where every member can be set, else the one that takes
/// most members, matched by name without regard to case.
/// </summary>
internal static class ConstructorFinder
{
    public static bool HasParameter(INamedTypeSymbol type, string member) =>
        type.InstanceConstructors.Any(constructor => !IsCopy(constructor) && constructor.Parameters.Any(parameter => IsFor(parameter, member)));

    /// <summary>Whether generated code can hand the member to a constructor.</summary>
    public static bool TakesMember(ParseContext context, INamedTypeSymbol type, string member) =>
        type.InstanceConstructors.Any(constructor => context.CanReach(constructor) && constructor.Parameters.Any(parameter => IsFor(parameter, member)));

    /// <summary>Returns how to make a value, or null after reporting why none can be made.</summary>
    /// <param name="context">What the parsers share.</param>
    /// <param name="type">The type.</param>
    /// <param name="members">The members; those that turn out to be computed are left out.</param>
    /// <param name="spot">What to point at where the type is declared elsewhere.</param>
    public static Construction? Find(ParseContext context, INamedTypeSymbol type, ref IReadOnlyList<DataMember> members, ISymbol spot)
    {
        if (FindExact(context, type, members, out var left, out var unset) is { } exact)
        {
            return exact;
        }

        if (left is null && FindOther(context, type, members, ref unset) is var (other, chosen))
        {
            members = chosen;
            return other;
        }

        ReportNone(context, type, left, unset, spot);
        return null;
    }

    /// <summary>Returns how to make a value of all members, or null after reporting why none can be made.</summary>
    public static Construction? Find(ParseContext context, INamedTypeSymbol type, IReadOnlyList<DataMember> members, ISymbol spot)
    {
        if (FindExact(context, type, members, out var left, out var unset) is { } exact)
        {
            return exact;
        }

        // The memory of a struct is all of its members.
        if (left is null && FindOther(context, type, members, ref unset) is var (other, chosen) && chosen.Count == members.Count)
        {
            return other;
        }

        ReportNone(context, type, left, unset, spot);
        return null;
    }

    private static Construction? FindExact(ParseContext context, INamedTypeSymbol type, IReadOnlyList<DataMember> members, out ISymbol? left, out DataMember? unset)
    {
        Construction? best = null;
        IMethodSymbol? used = null;
        unset = null;
        left = RequiredButLeftOut(type, members);
        foreach (var constructor in Candidates(context, type))
        {
            if (!context.CanReach(constructor) || Match(constructor, members) is not { } parameters || (left is not null && !SetsRequired(constructor)))
            {
                continue;
            }

            var missing = members.Where((member, index) => !member.CanSet && !parameters.Contains(index)).FirstOrDefault();
            if (missing is not null)
            {
                unset ??= missing;
            }
            else if (best is null || best.Arguments.Length > 0)
            {
                best = new Construction(ConstructorArguments.Of(constructor, members, parameters), Settings(constructor, members, parameters));
                used = constructor;
            }
        }

        if (best is not null)
        {
            context.Uses.Add(used!);
        }

        return best;
    }

    // Parameters that have another type than their member but take it, and optional ones that belong to no member; computed members
    // that the constructor does not take stay at home.
    private static (Construction Construction, IReadOnlyList<DataMember> Members)? FindOther(
        ParseContext context, INamedTypeSymbol type, IReadOnlyList<DataMember> members, ref DataMember? unset)
    {
        (Construction Construction, IReadOnlyList<DataMember> Members)? best = null;
        IMethodSymbol? used = null;
        foreach (var constructor in Candidates(context, type))
        {
            if (!context.CanReach(constructor) || IsCopy(constructor))
            {
                continue;
            }

            var chosen = members.Where(member => !member.IsComputed || constructor.Parameters.Any(parameter => IsFor(parameter, member.Symbol.Name))).ToList();
            if (ConstructorArguments.Match(context.Compilation, constructor, chosen, IsFor) is not { } parameters)
            {
                continue;
            }

            var given = parameters.Where(index => index >= 0).ToArray();
            var missing = chosen.Where((member, index) => !member.CanSet && !given.Contains(index)).FirstOrDefault();
            if (missing is not null)
            {
                unset ??= missing;
                continue;
            }

            if (given.Length <= best?.Construction.Arguments.Length)
            {
                continue;
            }

            best = (new Construction(ConstructorArguments.Of(constructor, chosen, parameters), Settings(constructor, chosen, given)), chosen);
            used = constructor;
        }

        if (best is not null)
        {
            context.Uses.Add(used!);
        }

        return best;
    }

    private static List<IMethodSymbol> Candidates(ParseContext context, INamedTypeSymbol type)
    {
        var seen = type.InstanceConstructors.Where(context.Seen.Includes).ToList();
        var chosen = seen.Where(constructor => constructor.FindAttribute("PeerConstructorAttribute") is not null).ToList();
        return chosen.Count > 0 ? chosen : [.. seen.OrderBy(constructor => constructor.Parameters.Length)];
    }

    // What a record copies itself with.
    private static bool IsCopy(IMethodSymbol constructor) =>
        constructor.Parameters.Length == 1 && constructor.ContainingType.IsRecord && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, constructor.ContainingType);

    private static void ReportNone(ParseContext context, INamedTypeSymbol type, ISymbol? left, DataMember? unset, ISymbol spot)
    {
        if (left is not null)
        {
            context.Issues.Report(IssueKind.RequiredLeftOut, context.IsOwn(left) ? left : context.IsOwn(type) ? type : spot, $"{DisplayNames.ForMessage(type)}.{left.Name}");
        }
        else if (unset is null)
        {
            context.Issues.Report(IssueKind.NoConstructor, context.IsOwn(type) ? type : spot, DisplayNames.ForMessage(type));
        }
        else
        {
            context.Issues.Report(IssueKind.MemberNotSettable, context.IsOwn(type) ? unset.Symbol : spot, $"{DisplayNames.ForMessage(type)}.{unset.Symbol.Name}");
        }
    }

    private static int[]? Match(IMethodSymbol constructor, IReadOnlyList<DataMember> members)
    {
        var indexes = new int[constructor.Parameters.Length];
        for (var i = 0; i < indexes.Length; i++)
        {
            var parameter = constructor.Parameters[i];
            indexes[i] = -1;
            for (var j = 0; j < members.Count && parameter.RefKind == RefKind.None; j++)
            {
                if (IsFor(parameter, members[j].Symbol.Name) && SymbolEqualityComparer.Default.Equals(parameter.Type, members[j].Type))
                {
                    indexes[i] = j;
                    break;
                }
            }

            if (indexes[i] < 0)
            {
                return null;
            }
        }

        return indexes;
    }

    private static MemberSetting[] Settings(IMethodSymbol constructor, IReadOnlyList<DataMember> members, int[] parameters)
    {
        var setsRequired = SetsRequired(constructor);
        var settings = new MemberSetting[members.Count];
        for (var i = 0; i < settings.Length; i++)
        {
            var taken = parameters.Contains(i) && (!members[i].IsRequired || setsRequired);
            settings[i] = taken ? MemberSetting.Constructor
                : members[i].Access == SetAccess.Accessor ? MemberSetting.Accessor
                : MemberSetting.Initializer;
        }

        return settings;
    }

    // An object initializer of generated code must set it, and has nothing to set it to.
    private static ISymbol? RequiredButLeftOut(INamedTypeSymbol type, IReadOnlyList<DataMember> members)
    {
        for (var level = type; level is not null; level = level.BaseType)
        {
            var left = level.GetMembers().FirstOrDefault(member =>
                member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true } && members.All(known => known.Symbol.Name != member.Name));
            if (left is not null)
            {
                return left;
            }
        }

        return null;
    }

    private static bool SetsRequired(IMethodSymbol constructor) =>
        constructor.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "SetsRequiredMembersAttribute");

    // A private field is named after the parameter with an underscore before it.
    private static bool IsFor(IParameterSymbol parameter, string member) =>
        string.Equals(parameter.Name, member, StringComparison.OrdinalIgnoreCase)
        || (member.Length > 1 && member[0] == '_' && string.Equals(parameter.Name, member.Substring(1), StringComparison.OrdinalIgnoreCase));
}
