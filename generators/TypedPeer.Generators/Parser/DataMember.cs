using Microsoft.CodeAnalysis;

namespace TypedPeer.Generators.Parser;

/// <summary>A property or field that travels.</summary>
/// <param name="Symbol">The property or field.</param>
/// <param name="Type">Its type.</param>
/// <param name="Access">Who may set it.</param>
/// <param name="IsRequired">Whether an object initializer must set it.</param>
/// <param name="IsHidden">Whether generated code cannot see it at all.</param>
/// <param name="Order">The order the user gave it, or -1.</param>
internal sealed record DataMember(ISymbol Symbol, ITypeSymbol Type, SetAccess Access, bool IsRequired, bool IsHidden, int Order)
{
    /// <summary>Whether it can be set after or while a value is made, without the constructor's help.</summary>
    public bool CanSet => Access != SetAccess.None;

    public static DataMember Of(IFieldSymbol field, ParseContext context)
    {
        var isHidden = !context.CanReach(field);
        var access = field.IsReadOnly ? SetAccess.None : isHidden ? HiddenAccess(field, context) : SetAccess.Assign;
        return new DataMember(field, field.Type, access, field.IsRequired, isHidden, OrderOf(field));
    }

    public static DataMember Of(IPropertySymbol property, ParseContext context)
    {
        var isHidden = property.GetMethod is null || !context.CanReach(property.GetMethod);
        var access = property.SetMethod switch
        {
            null => SetAccess.None,
            { } setter when !context.CanReach(setter) => HiddenAccess(setter, context),
            { IsInitOnly: true } => SetAccess.Initialize,
            _ => SetAccess.Assign,
        };
        return new DataMember(property, property.Type, access, property.IsRequired, isHidden, OrderOf(property));
    }

    // An unsafe accessor cannot be declared for one closed form of a generic type.
    private static SetAccess HiddenAccess(ISymbol setter, ParseContext context) =>
        context.IsOwn(setter) && !setter.ContainingType.IsGenericType ? SetAccess.Accessor : SetAccess.None;

    private static int OrderOf(ISymbol symbol) =>
        symbol.FindAttribute("PeerOrderAttribute") is { ConstructorArguments.Length: 1 } attribute && attribute.ConstructorArguments[0].Value is >= 0 and int order
            ? order
            : -1;
}
