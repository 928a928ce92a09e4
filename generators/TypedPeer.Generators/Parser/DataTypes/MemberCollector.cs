using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Parser.Context;
using TypedPeer.Generators.Parser.Issues;
using TypedPeer.Generators.Parser.Naming;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Parser.DataTypes;

/// <summary>
/// Lists the members of a data type that travel, in wire order: as <c>[PeerOrder]</c> says, else base class first and then as
/// declared.
/// </summary>
internal sealed class MemberCollector(ParseContext context)
{
    private const int MaxMembers = 249;

    /// <summary>Returns the members, or null after reporting why they cannot travel.</summary>
    public IReadOnlyList<DataMember>? Collect(INamedTypeSymbol type, ISymbol spot)
    {
        var members = new List<DataMember>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var (isSpread, isHidden) = (false, false);
        INamedTypeSymbol? spread = null;
        foreach (var level in FromBase(type))
        {
            var own = Own(type, level, spot, ref isHidden);
            if (own.Count > 0 && level.IsPlatform())
            {
                context.Issues.Report(
                    IssueKind.TypeUnsupported, SpotFor(type, spot), DisplayNames.ForMessage(type), $"it derives from '{DisplayNames.ForMessage(level)}', a type of the platform; hold one in a member instead");
                return null;
            }

            if (own.Count > 1 && !HasKnownOrder(level, own))
            {
                (isSpread, spread) = (true, level);
            }

            foreach (var member in own)
            {
                if (!names.Add(member.Symbol.Name))
                {
                    context.Issues.Report(
                        IssueKind.TypeUnsupported, SpotFor(member.Symbol, spot), DisplayNames.ForMessage(type), $"'{member.Symbol.Name}' hides a member of the base class");
                    return null;
                }

                members.Add(member);
            }
        }

        if (isHidden || !PutInOrder(type, members, spot))
        {
            return null;
        }

        if (isSpread && members[0].Order < 0)
        {
            var reason = context.IsOwn(spread!) ? "are spread over several files" : "are fields and properties, and another assembly keeps no order between the two";
            context.Issues.Report(IssueKind.MembersSpread, SpotFor(spread!, spot), DisplayNames.ForMessage(spread!), reason);
            return null;
        }

        if (members.Count > MaxMembers || (members.Count > 0 && members[members.Count - 1].Order >= MaxMembers))
        {
            var count = Math.Max(members.Count, members[members.Count - 1].Order + 1);
            context.Issues.Report(IssueKind.TooManyMembers, SpotFor(type, spot), DisplayNames.ForMessage(type), count.ToString());
            return null;
        }

        return members;
    }

    /// <summary>Whether any state of a type is spelt with one of its type parameters; where none is, the argument stays at home.</summary>
    public static bool Mentions(INamedTypeSymbol type, ITypeParameterSymbol parameter)
    {
        var definition = type.OriginalDefinition;
        if (definition.IsAbstract || definition.TypeKind == TypeKind.Interface)
        {
            return true;
        }

        return FromBase(definition).SelectMany(level => level.GetMembers()).Any(member => !member.IsStatic && member switch
        {
            IFieldSymbol field => Mentions(field.Type, parameter),
            IPropertySymbol property => Mentions(property.Type, parameter),
            _ => false,
        });
    }

    private static bool Mentions(ITypeSymbol type, ITypeParameterSymbol parameter) => type switch
    {
        IArrayTypeSymbol array => Mentions(array.ElementType, parameter),
        INamedTypeSymbol named => named.TypeArguments.Any(argument => Mentions(argument, parameter)) || (named.ContainingType is { } container && Mentions(container, parameter)),
        _ => SymbolEqualityComparer.Default.Equals(type, parameter),
    };

    private bool PutInOrder(INamedTypeSymbol type, List<DataMember> members, ISymbol spot)
    {
        if (members.All(member => member.Order < 0))
        {
            return true;
        }

        var wrong = members.FirstOrDefault(member => member.Order < 0)
            ?? members.GroupBy(member => member.Order).FirstOrDefault(group => group.Count() > 1)?.Last();
        if (wrong is not null)
        {
            context.Issues.Report(IssueKind.OrderIncomplete, SpotFor(wrong.Symbol, spot), $"{DisplayNames.ForMessage(type)}.{wrong.Symbol.Name}");
            return false;
        }

        members.Sort((left, right) => left.Order.CompareTo(right.Order));
        return true;
    }

    /// <summary>Points at the declaration where it is in this compilation, else at where it is used.</summary>
    private ISymbol SpotFor(ISymbol symbol, ISymbol spot) => context.IsOwn(symbol) ? symbol : spot;

    private static Stack<INamedTypeSymbol> FromBase(INamedTypeSymbol type)
    {
        var levels = new Stack<INamedTypeSymbol>();
        for (var level = type; level is not null && level.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); level = level.BaseType)
        {
            levels.Push(level);
        }

        return levels;
    }

    private List<DataMember> Own(INamedTypeSymbol whole, INamedTypeSymbol type, ISymbol spot, ref bool isHidden)
    {
        var members = new List<DataMember>();
        foreach (var symbol in type.GetMembers())
        {
            if (symbol.IsStatic || !Travels(symbol) || !context.Seen.Includes(symbol))
            {
                continue;
            }

            switch (symbol)
            {
                // What overrides a member says what it is; it keeps the place where the member was first declared.
                case IPropertySymbol property when Last(whole, property) is var last && last.FindAttributeOfMember("PeerIgnoreAttribute") is null && IsState(last):
                    members.Add(DataMember.Of(last, context) with { Declared = property, IsComputed = last.Setter() is null && context.IsOwn(last) && !HasField(last) });
                    break;
                case IFieldSymbol field:
                    members.Add(DataMember.Of(field, context));
                    break;
                default:
                    continue;
            }

            // An accessor cannot be declared for one closed form of a generic type, and other assemblies' members may not be there.
            if (members[members.Count - 1].IsHidden && (type.IsGenericType || !context.IsOwn(type)))
            {
                context.Issues.Report(IssueKind.MemberHidden, SpotFor(symbol, spot), $"{DisplayNames.ForMessage(type)}.{symbol.Name}");
                isHidden = true;
            }
        }

        return InPositionalOrder(type, members);
    }

    private static IPropertySymbol Last(INamedTypeSymbol type, IPropertySymbol property)
    {
        if (!property.IsVirtual && !property.IsAbstract)
        {
            return property;
        }

        for (var level = type; level is not null && !SymbolEqualityComparer.Default.Equals(level, property.ContainingType); level = level.BaseType)
        {
            foreach (var member in level.GetMembers(property.Name))
            {
                if (member is IPropertySymbol { IsOverride: true } last && Overrides(last, property))
                {
                    return last;
                }
            }
        }

        return property;
    }

    private static bool Overrides(IPropertySymbol last, IPropertySymbol first)
    {
        for (var at = last.OverriddenProperty; at is not null; at = at.OverriddenProperty)
        {
            if (SymbolEqualityComparer.Default.Equals(at, first))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Travels(ISymbol symbol) => symbol switch
    {
        IPropertySymbol { IsIndexer: true } or IPropertySymbol { IsOverride: true } or IPropertySymbol { ExplicitInterfaceImplementations.Length: > 0 } => false,
        IFieldSymbol { IsImplicitlyDeclared: true } => false,
        IPropertySymbol { DeclaredAccessibility: Accessibility.Public, GetMethod.DeclaredAccessibility: Accessibility.Public } or
            IFieldSymbol { DeclaredAccessibility: Accessibility.Public } => symbol.FindAttribute("PeerIgnoreAttribute") is null,
        IPropertySymbol or IFieldSymbol => symbol.FindAttribute("PeerIncludeAttribute") is not null,
        _ => false,
    };

    // A property that is computed is no state. In other assemblies one looks like a property whose setter is hidden, so there a
    // property that can neither be set nor constructed is kept, and named as such.
    private bool IsState(IPropertySymbol property) =>
        property.Setter() is not null || ConstructorFinder.HasParameter(property.ContainingType, property.Name) || !context.IsOwn(property) || HasField(property);

    /// <summary>Whether a member is stored by the property itself, as far as this compilation can tell.</summary>
    public static bool HasField(IPropertySymbol property) =>
        property.ContainingType.GetMembers().Any(member => member is IFieldSymbol field && SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    // The parameters of a positional record come first, whatever order the compiler keeps the members in.
    private static List<DataMember> InPositionalOrder(INamedTypeSymbol type, List<DataMember> members)
    {
        if (!type.IsRecord || PrimaryConstructor(type) is not { } constructor)
        {
            return members;
        }

        int Position(DataMember member)
        {
            for (var i = 0; i < constructor.Parameters.Length; i++)
            {
                if (constructor.Parameters[i].Name == member.Symbol.Name)
                {
                    return i;
                }
            }

            return int.MaxValue;
        }

        return [.. members.OrderBy(Position)];
    }

    private static IMethodSymbol? PrimaryConstructor(INamedTypeSymbol type) =>
        type.InstanceConstructors
            .Where(constructor => constructor.Parameters.Length > 0
                && constructor.Parameters.All(parameter => type.GetMembers(parameter.Name).Any(member => member is IPropertySymbol or IFieldSymbol)))
            .OrderByDescending(constructor => constructor.Parameters.Length)
            .FirstOrDefault();

    private bool HasKnownOrder(INamedTypeSymbol type, List<DataMember> members)
    {
        if (!context.IsOwn(type))
        {
            // Metadata keeps the order among fields and among properties, but not between them.
            return members.All(member => member.Symbol is IPropertySymbol) || members.All(member => member.Symbol is IFieldSymbol);
        }

        var tree = members[0].Declared.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree;
        return members.All(member => member.Declared.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree == tree);
    }
}
