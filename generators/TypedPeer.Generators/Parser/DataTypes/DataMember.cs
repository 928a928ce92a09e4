using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Parser.Context;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Parser.DataTypes;

/// <summary>A property or field that travels.</summary>
/// <param name="Symbol">The property or field.</param>
/// <param name="Type">Its type, nullable where reading it may give null.</param>
/// <param name="Access">Who may set it.</param>
/// <param name="IsRequired">Whether an object initializer must set it.</param>
/// <param name="IsHidden">Whether generated code cannot see it at all.</param>
/// <param name="Order">The order the user gave it, or -1.</param>
internal sealed record DataMember(ISymbol Symbol, ITypeSymbol Type, SetAccess Access, bool IsRequired, bool IsHidden, int Order)
{
    /// <summary>Whether it can be set after or while a value is made, without the constructor's help.</summary>
    public bool CanSet => Access != SetAccess.None;

    /// <summary>Whether setting it to null is a warning, although reading it may give null.</summary>
    public bool WarnsOfNull { get; private init; }

    /// <summary>Whether it says that it is never set to null: then it is null only as long as nobody has set it.</summary>
    public bool RefusesNull { get; private init; }

    /// <summary>What first declared it, where it overrides a member: its place is there.</summary>
    public ISymbol Declared { get; init; } = Symbol;

    /// <summary>Whether nothing keeps its value as far as can be told, and only a constructor with a parameter of its name says that it is no mere computation.</summary>
    public bool IsComputed { get; init; }

    /// <summary>The type that declares what an accessor for it must name.</summary>
    public INamedTypeSymbol Declaring { get; private init; } = Symbol.ContainingType;

    public static DataMember Of(IFieldSymbol field, ParseContext context)
    {
        var isHidden = !context.CanReach(field);
        var access = field.IsReadOnly ? SetAccess.None : isHidden ? HiddenAccess(field, context) : SetAccess.Assign;
        var givesNull = GivesNull(field.Type, FlowAttributes.Has(field, FlowAttributes.MaybeNull));
        return new DataMember(field, Annotate(field.Type, givesNull), access, field.IsRequired, isHidden, OrderOf(field))
        {
            WarnsOfNull = givesNull && !TakesNull(field.Type, FlowAttributes.Has(field, FlowAttributes.AllowNull), FlowAttributes.Has(field, FlowAttributes.DisallowNull)),
            RefusesNull = givesNull && FlowAttributes.Has(field, FlowAttributes.DisallowNull),
        };
    }

    public static DataMember Of(IPropertySymbol property, ParseContext context)
    {
        // An override may leave an accessor to the base.
        var (getter, setter) = (property.Getter(), property.Setter());
        var isHidden = getter is null || !context.CanReach(getter);
        var access = setter switch
        {
            null => SetAccess.None,
            _ when !context.CanReach(setter) => HiddenAccess(setter, context),
            { IsInitOnly: true } => SetAccess.Initialize,
            _ => SetAccess.Assign,
        };
        var givesNull = GivesNull(property.Type, FlowAttributes.Gives(property, getter, FlowAttributes.MaybeNull));
        return new DataMember(property, Annotate(property.Type, givesNull), access, property.IsRequired, isHidden, OrderOf(property))
        {
            WarnsOfNull = givesNull
                && !TakesNull(property.Type, FlowAttributes.Takes(property, setter, FlowAttributes.AllowNull), FlowAttributes.Takes(property, setter, FlowAttributes.DisallowNull)),
            RefusesNull = givesNull && FlowAttributes.Takes(property, setter, FlowAttributes.DisallowNull),
            Declaring = (isHidden ? getter : access == SetAccess.Accessor ? setter : null)?.ContainingType ?? property.ContainingType,
        };
    }

    private static bool GivesNull(ITypeSymbol type, bool maybeNull) => type.IsReferenceType && (maybeNull || type.NullableAnnotation != NullableAnnotation.NotAnnotated);

    private static bool TakesNull(ITypeSymbol type, bool allowNull, bool disallowNull) => allowNull || (type.NullableAnnotation != NullableAnnotation.NotAnnotated && !disallowNull);

    private static ITypeSymbol Annotate(ITypeSymbol type, bool givesNull) =>
        givesNull && type.NullableAnnotation == NullableAnnotation.NotAnnotated ? type.WithNullableAnnotation(NullableAnnotation.Annotated) : type;

    // An unsafe accessor cannot be declared for one closed form of a generic type.
    private static SetAccess HiddenAccess(ISymbol setter, ParseContext context) =>
        context.IsOwn(setter) && !setter.ContainingType.IsGenericType ? SetAccess.Accessor : SetAccess.None;

    private static int OrderOf(ISymbol symbol) =>
        symbol.FindAttributeOfMember("PeerOrderAttribute") is { ConstructorArguments.Length: 1 } attribute && attribute.ConstructorArguments[0].Value is >= 0 and int order
            ? order
            : -1;
}
