using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedPeer.Generators.Parser.Context;
using TypedPeer.Generators.Parser.Issues;
using TypedPeer.Generators.Parser.Naming;
using TypedPeer.Generators.Parser.Symbols;
using TypedPeer.Generators.Parser.Types;

namespace TypedPeer.Generators.Parser.DataTypes;

/// <summary>Finds what a data type of this compilation holds and what no member that travels carries, so that it is lost without a word.</summary>
internal static class LossFinder
{
    /// <summary>Reports the first loss of a type that travels by its members.</summary>
    public static void Report(ParseContext context, INamedTypeSymbol type, IReadOnlyList<DataMember> members)
    {
        if (!context.IsOwn(type) || WhatIsLost(context, type, members) is not { } reason)
        {
            return;
        }

        context.Issues.Report(IssueKind.StateLeftAtHome, type, DisplayNames.ForMessage(type), reason);
    }

    /// <summary>Reports the loss of a struct that travels as its memory: what another generator will add.</summary>
    public static void Report(ParseContext context, INamedTypeSymbol type, int fields)
    {
        if (fields == 0)
        {
            Report(context, type, []);
        }
    }

    private static string? WhatIsLost(ParseContext context, INamedTypeSymbol type, IReadOnlyList<DataMember> members)
    {
        if (OwnItem(type) is { } item && !members.Any(member => Items(member.Type).Any(held => SymbolEqualityComparer.Default.Equals(held, item))))
        {
            return $"it is a collection of its own, and only members travel, so its items of type '{DisplayNames.ForMessage(item)}' stay at home; let a member hold them, and travel";
        }

        if (type.GetMembers().FirstOrDefault(member => member is { IsStatic: false, DeclaredAccessibility: Accessibility.Public, IsImplicitlyDeclared: false } and (IPropertySymbol or IFieldSymbol) && !context.Seen.Includes(member)) is { } unseen)
        {
            return $"another source generator writes '{unseen.Name}', and no generator sees what others write; declare it in code, or mark a field that holds the same [PeerInclude]";
        }

        if (members.Count == 0 && IsPartial(type))
        {
            return "no member of it can be seen here, and what another source generator adds never can; declare in code what shall travel, or send what it is made of";
        }

        for (var level = type; level is not null && context.IsOwn(level); level = level.BaseType)
        {
            if (level.GetMembers().FirstOrDefault(IsExplicitState) is { } hidden)
            {
                return $"'{hidden.Name}' implements an interface explicitly, and only members of the type itself travel; give it one that travels, or mark this one [PeerIgnore]";
            }

            if (level.GetMembers().FirstOrDefault(member => IsPrivateState(member) && !members.Any(travels => Carries(travels, member))) is { } lost)
            {
                return $"'{lost.Name}' is not public, and no member that travels carries it; mark it [PeerInclude], or [PeerIgnore] where it is meant to stay at home";
            }
        }

        return null;
    }

    private static ITypeSymbol? OwnItem(INamedTypeSymbol type) => Items(type).FirstOrDefault();

    private static IEnumerable<ITypeSymbol> Items(ITypeSymbol type)
    {
        var interfaces = type is INamedTypeSymbol { TypeKind: TypeKind.Interface } itself ? type.AllInterfaces.Prepend(itself) : type.AllInterfaces;
        return interfaces.Where(each => each.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T).Select(each => each.TypeArguments[0]);
    }

    private static bool IsPartial(INamedTypeSymbol type) => type.DeclaringSyntaxReferences
        .Any(reference => reference.GetSyntax() is Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static bool IsExplicitState(ISymbol member) => member is IPropertySymbol { IsStatic: false, ExplicitInterfaceImplementations.Length: > 0 } property
        && MemberCollector.HasField(property) && MayHoldData(property.Type) && property.FindAttribute("PeerIgnoreAttribute") is null;

    private static bool IsPrivateState(ISymbol member)
    {
        if (member is { IsStatic: true } or { IsImplicitlyDeclared: true }
            || member.DeclaredAccessibility is not (Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal)
            || member.FindAttribute("PeerIgnoreAttribute") is not null || member.FindAttribute("PeerIncludeAttribute") is not null)
        {
            return false;
        }

        return member switch
        {
            IFieldSymbol { IsConst: false, AssociatedSymbol: null } field => MayHoldData(field.Type) && !field.GetAttributes().Any(attribute => attribute.AttributeClass?.Is("System", "NonSerializedAttribute") == true),
            IPropertySymbol { IsIndexer: false, IsOverride: false, ExplicitInterfaceImplementations.Length: 0 } property => MemberCollector.HasField(property) && MayHoldData(property.Type),
            _ => false,
        };
    }

    // Locks, loggers, tasks, delegates and the like are tools, not data.
    private static bool MayHoldData(ITypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Delegate or TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Dynamic or TypeKind.TypeParameter } => type.TypeKind == TypeKind.TypeParameter,
        { SpecialType: SpecialType.System_Object } => false,
        IArrayTypeSymbol array => MayHoldData(array.ElementType),
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } => true,
        INamedTypeSymbol named when named.IsPlatform() => named.SpecialType == SpecialType.System_String || ScalarTypes.Find(named) is not null || CollectionTypes.Find(named) is not null || TupleParser.IsTuple(named),
        { TypeKind: TypeKind.Interface or TypeKind.Class } when type.Name.EndsWith("Logger", StringComparison.Ordinal) => false,
        _ => true,
    };

    // By its name, as a constructor's parameter is matched, or because its accessors speak of it.
    private static bool Carries(DataMember member, ISymbol lost)
    {
        var name = lost.Name.TrimStart('_');
        if (string.Equals(member.Symbol.Name, name, StringComparison.OrdinalIgnoreCase) || string.Equals(member.Symbol.Name, lost.Name, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        return member.Symbol.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax().DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == lost.Name));
    }
}
