using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.Values;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Parser.Contracts;

/// <summary>Reads who may call what.</summary>
internal static class AccessParser
{
    /// <summary>Reads a contract's attributes.</summary>
    public static AccessModel OfContract(INamedTypeSymbol contract) => Create(Asked(contract), contract.FindAttribute("PeerAllowAnonymousAttribute") is not null);

    /// <summary>Reads a method's attributes, and those of an interface that is no contract and whose methods a contract has taken over: nobody else looks at these.</summary>
    public static AccessModel OfMethod(IMethodSymbol method)
    {
        var asked = method.ContainingType.IsContract() ? [] : Asked(method.ContainingType);
        return Create([.. asked, .. Asked(method)], method.FindAttribute("PeerAllowAnonymousAttribute") is not null);
    }

    private static AccessModel Create(AuthorizeModel[] asked, bool allowsAnonymous) =>
        asked.Length == 0 && !allowsAnonymous ? AccessModel.None : new(new EquatableArray<AuthorizeModel>(asked), allowsAnonymous);

    private static AuthorizeModel[] Asked(ISymbol symbol) =>
    [
        .. symbol.GetAttributes()
            .Where(attribute => attribute.AttributeClass?.Is("TypedPeer", "PeerAuthorizeAttribute") == true)
            .Select(attribute => new AuthorizeModel(
                Named(attribute, "Policy") ?? (attribute.ConstructorArguments.Select(argument => argument.Value as string).FirstOrDefault()),
                Named(attribute, "Roles"))),
    ];

    private static string? Named(AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value is { Kind: TypedConstantKind.Primitive, Value: string text } ? text : null;
}
