using Microsoft.CodeAnalysis;

namespace TypedPeer.Generators.Parser;

/// <summary>Lists the members of a data type that travel, in wire order: base class first, then as declared.</summary>
internal sealed class MemberCollector(ParseContext context)
{
    private const int MaxMembers = 249;

    public IReadOnlyList<DataMember>? Collect(INamedTypeSymbol type, ISymbol spot)
    {
        var members = new List<DataMember>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var level in FromBase(type))
        {
            var own = Own(level);
            if (own.Count > 1 && !HasKnownOrder(level, own))
            {
                context.Issues.Report(IssueKind.MembersSpread, SpotFor(level, spot), TypeNames.ForMessage(level));
                return null;
            }

            foreach (var member in own)
            {
                if (!names.Add(member.Symbol.Name))
                {
                    context.Issues.Report(
                        IssueKind.TypeUnsupported,
                        SpotFor(member.Symbol, spot),
                        TypeNames.ForMessage(type),
                        $"'{member.Symbol.Name}' hides a member of the base class");
                    return null;
                }

                members.Add(member);
            }
        }

        if (members.Count > MaxMembers)
        {
            context.Issues.Report(IssueKind.TooManyMembers, SpotFor(type, spot), TypeNames.ForMessage(type), members.Count.ToString());
            return null;
        }

        return members;
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

    private List<DataMember> Own(INamedTypeSymbol type)
    {
        var members = new List<DataMember>();
        foreach (var symbol in type.GetMembers())
        {
            if (symbol.IsStatic || symbol.DeclaredAccessibility != Accessibility.Public || symbol.IsImplicitlyDeclared && symbol is not IPropertySymbol)
            {
                continue;
            }

            var member = symbol switch
            {
                IPropertySymbol property => FromProperty(type, property),
                IFieldSymbol field => new DataMember(field, field.Type, CanSet: !field.IsReadOnly, field.IsRequired),
                _ => null,
            };
            if (member is not null)
            {
                members.Add(member);
            }
        }

        return InPositionalOrder(type, members);
    }

    private DataMember? FromProperty(INamedTypeSymbol type, IPropertySymbol property)
    {
        if (property.IsIndexer || property.IsOverride || property.GetMethod is not { DeclaredAccessibility: Accessibility.Public })
        {
            return null;
        }

        var canSet = property.SetMethod is { } setter && context.CanReach(setter);

        // A property that is computed is no state. For types of other assemblies, one without a setter and without a
        // constructor parameter of its name counts as computed, since the two look the same from outside.
        if (property.SetMethod is null && !HasField(type, property) && !ConstructorFinder.HasParameter(type, property.Name))
        {
            return null;
        }

        return new DataMember(property, property.Type, canSet, property.IsRequired);
    }

    private static bool HasField(INamedTypeSymbol type, IPropertySymbol property) =>
        type.GetMembers().Any(member => member is IFieldSymbol field && SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    // The parameters of a positional record come first, whatever order the compiler keeps the members in.
    private static List<DataMember> InPositionalOrder(INamedTypeSymbol type, List<DataMember> members)
    {
        if (!type.IsRecord || PrimaryConstructor(type) is not { } constructor)
        {
            return members;
        }

        int Position(DataMember member)
        {
            var index = constructor.Parameters.IndexOf(constructor.Parameters.FirstOrDefault(parameter => parameter.Name == member.Symbol.Name)!);
            return index < 0 ? int.MaxValue : index;
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

        var tree = members[0].Symbol.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree;
        return members.All(member => member.Symbol.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree == tree);
    }
}
