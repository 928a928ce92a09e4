using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model;

namespace TypedPeer.Generators.Parser;

/// <summary>
/// Chooses the constructor generated code calls: the parameterless one where every member can be set, else the one that takes
/// most members, matched by name without regard to case.
/// </summary>
internal static class ConstructorFinder
{
    public static bool HasParameter(INamedTypeSymbol type, string member) =>
        type.InstanceConstructors.Any(constructor => constructor.Parameters.Any(parameter => IsFor(parameter, member)));

    /// <summary>Whether generated code can hand the member to a constructor.</summary>
    public static bool TakesMember(ParseContext context, INamedTypeSymbol type, string member) =>
        type.InstanceConstructors.Any(constructor => context.CanReach(constructor) && constructor.Parameters.Any(parameter => IsFor(parameter, member)));

    /// <summary>Returns how to make a value, or null after reporting why none can be made.</summary>
    public static Construction? Find(ParseContext context, INamedTypeSymbol type, IReadOnlyList<DataMember> members, ISymbol spot)
    {
        Construction? best = null;
        IMethodSymbol? used = null;
        DataMember? unset = null;
        var left = RequiredButLeftOut(type, members);
        var chosen = type.InstanceConstructors.Where(constructor => constructor.FindAttribute("PeerConstructorAttribute") is not null).ToList();
        foreach (var constructor in chosen.Count > 0 ? chosen : [.. type.InstanceConstructors.OrderBy(constructor => constructor.Parameters.Length)])
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
            else if (best is null || best.Parameters.Length > 0)
            {
                best = new Construction(parameters, Settings(constructor, members, parameters));
                used = constructor;
            }
        }

        if (best is null)
        {
            ReportNone(context, type, left, unset, spot);
        }
        else
        {
            context.Uses.Add(used!);
        }

        return best;
    }

    private static void ReportNone(ParseContext context, INamedTypeSymbol type, ISymbol? left, DataMember? unset, ISymbol spot)
    {
        if (left is not null)
        {
            context.Issues.Report(IssueKind.RequiredLeftOut, context.IsOwn(left) ? left : context.IsOwn(type) ? type : spot, $"{TypeNames.ForMessage(type)}.{left.Name}");
        }
        else if (unset is null)
        {
            context.Issues.Report(IssueKind.NoConstructor, context.IsOwn(type) ? type : spot, TypeNames.ForMessage(type));
        }
        else
        {
            context.Issues.Report(IssueKind.MemberNotSettable, context.IsOwn(type) ? unset.Symbol : spot, $"{TypeNames.ForMessage(type)}.{unset.Symbol.Name}");
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
