using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Model.Values;
using TypedPeer.Generators.Model.WireTypes;
using TypedPeer.Generators.Parser.Context;
using TypedPeer.Generators.Parser.Issues;
using TypedPeer.Generators.Parser.Naming;
using TypedPeer.Generators.Parser.Types;

namespace TypedPeer.Generators.Parser.DataTypes;

/// <summary>Finds the types a value of an interface or abstract class may have.</summary>
internal sealed class UnionParser(ParseContext context, TypeParser types)
{
    /// <summary>Returns the types with their tags, or null after reporting why they are no union.</summary>
    public EquatableArray<MemberModel>? Parse(INamedTypeSymbol union, ISymbol spot)
    {
        var place = context.IsOwn(union) ? union : spot;
        var cases = new List<(ushort Tag, INamedTypeSymbol Type, WireType Wire)>();
        foreach (var attribute in union.GetAttributes())
        {
            if (attribute.AttributeClass is not { Name: "PeerUnionAttribute" }
                || attribute.ConstructorArguments.Length != 2
                || attribute.ConstructorArguments[0].Value is not ushort tag
                || attribute.ConstructorArguments[1].Value is not INamedTypeSymbol named)
            {
                continue;
            }

            // An attribute of a generic union cannot name its type parameters: an open type takes the union's arguments in their order.
            var type = named.IsUnboundGenericType && named.TypeParameters.Length == union.TypeArguments.Length && named.ContainingType is not { IsGenericType: true }
                ? named.OriginalDefinition.Construct(union.TypeArguments, union.TypeArgumentNullableAnnotations)
                : named;

            if (WhyNot(union, type, tag, cases) is { } reason)
            {
                context.Issues.Report(IssueKind.UnionInvalid, place, DisplayNames.ForMessage(union), reason);
                return null;
            }

            if (types.Parse(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated), place) is not { } wire)
            {
                return null;
            }

            cases.Add((tag, type, wire));
        }

        if (cases.Count == 0)
        {
            context.Issues.Report(IssueKind.TypeAbstract, spot, DisplayNames.ForMessage(union));
            return null;
        }

        // A derived type is asked for before its base type, so that a value finds its own tag.
        var ordered = cases
            .OrderByDescending(item => Depth(item.Type))
            .ThenBy(item => item.Tag)
            .Select(item => new MemberModel(string.Empty, item.Wire, MemberSetting.Constructor, item.Tag));
        return new EquatableArray<MemberModel>([.. ordered]);
    }

    private static string? WhyNot(INamedTypeSymbol union, INamedTypeSymbol type, ushort tag, List<(ushort Tag, INamedTypeSymbol Type, WireType Wire)> cases)
    {
        var name = DisplayNames.ForMessage(type);
        if (type.IsUnboundGenericType)
        {
            return $"'{name}' is open, and takes another number of type arguments than the union; name a closed type";
        }

        if (type.IsAbstract || type.TypeKind != TypeKind.Class)
        {
            return $"'{name}' is no concrete class";
        }

        if (!Derives(type, union))
        {
            return $"'{name}' does not implement or derive from it";
        }

        if (cases.Any(item => item.Tag == tag))
        {
            return $"two of its types have the tag {tag}";
        }

        return cases.Any(item => SymbolEqualityComparer.Default.Equals(item.Type, type)) ? $"'{name}' has two tags" : null;
    }

    private static bool Derives(INamedTypeSymbol type, INamedTypeSymbol union)
    {
        for (var level = type.BaseType; level is not null; level = level.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(level, union))
            {
                return true;
            }
        }

        return type.AllInterfaces.Contains(union, SymbolEqualityComparer.Default);
    }

    private static int Depth(INamedTypeSymbol type)
    {
        var depth = 0;
        for (var level = type.BaseType; level is not null; level = level.BaseType)
        {
            depth++;
        }

        return depth;
    }
}
