using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.WireTypes;
using TypedPeer.Generators.Parser.Context;
using TypedPeer.Generators.Parser.Issues;
using TypedPeer.Generators.Parser.Naming;
using TypedPeer.Generators.Parser.Symbols;
using TypedPeer.Generators.Shapes;

namespace TypedPeer.Generators.Parser.Types;

/// <summary>Finds how a type travels.</summary>
internal sealed class TypeParser
{
    private const int MaxRank = 4;
    private const string AnyValue = "the peer could not know what to read; name the type, or a base type with [PeerUnion]";

    private readonly ParseContext _context;
    private readonly IDataTypeParser _dataTypes;
    private readonly TupleParser _tuples;

    /// <param name="context">What the parsers share.</param>
    /// <param name="dataTypes">Makes the parser of the user's types, which asks this one for their members.</param>
    public TypeParser(ParseContext context, Func<ParseContext, TypeParser, IDataTypeParser> dataTypes)
    {
        _context = context;
        _dataTypes = dataTypes(context, this);
        _tuples = new TupleParser(this);
    }

    /// <summary>Returns how <paramref name="type"/> travels, or null after reporting why it cannot.</summary>
    /// <param name="type">The type, with its annotation; one from code without annotations counts as nullable.</param>
    /// <param name="spot">The parameter, method or member to point at.</param>
    /// <param name="isKey">Whether it is a dictionary key, which is never null.</param>
    public WireType? Parse(ITypeSymbol type, ISymbol spot, bool isKey = false)
    {
        _context.Uses.Add(type);
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return Parse(nullable.TypeArguments[0], spot) is { } value ? new NullableType(value, IsReference: false) : null;
        }

        if (ScalarTypes.Find(type) is { } scalar)
        {
            return type.IsReferenceType ? Annotate(scalar, type, isKey) : scalar;
        }

        if (!type.IsReferenceType)
        {
            return ParseValue(type, spot);
        }

        return ParseReference(type, spot) is { } reference ? Annotate(reference, type, isKey) : null;
    }

    private static WireType Annotate(WireType reference, ITypeSymbol type, bool isKey) =>
        type.NullableAnnotation == NullableAnnotation.NotAnnotated || isKey ? reference : new NullableType(reference, IsReference: true);

    private WireType? ParseReference(ITypeSymbol type, ISymbol spot) => type switch
    {
        { SpecialType: SpecialType.System_String } => new StringType(),
        IArrayTypeSymbol array => ParseArray(array, spot),
        INamedTypeSymbol named => ParseNamed(named, spot),
        _ => RefuseUnnamed(type, spot),
    };

    private WireType? ParseValue(ITypeSymbol type, ISymbol spot) => type switch
    {
        INamedTypeSymbol { TypeKind: TypeKind.Enum } number => ParseEnum(number, spot),
        INamedTypeSymbol named => ParseNamed(named, spot),
        _ => RefuseUnnamed(type, spot),
    };

    private WireType? RefuseUnnamed(ITypeSymbol type, ISymbol spot) => Refuse(type, spot, type switch
    {
        { TypeKind: TypeKind.Dynamic } => AnyValue,
        { TypeKind: TypeKind.Pointer or TypeKind.FunctionPointer } => "an address means nothing to another process; send what is there",
        _ => "only types that are known when the contract is compiled can travel",
    });

    private WireType? ParseNamed(INamedTypeSymbol type, ISymbol spot)
    {
        if (CollectionTypes.Find(type) is { } collection)
        {
            return ParseCollection(type, collection, spot);
        }

        if (type.IsContract())
        {
            return ParseContract(type, spot);
        }

        return TupleParser.IsTuple(type) ? _tuples.Parse(type, spot) : ParseData(type, spot);
    }

    private EnumType? ParseEnum(INamedTypeSymbol type, ISymbol spot)
    {
        if (!Reach(type, spot) || type.EnumUnderlyingType is not { } number || ScalarTypes.Find(number) is not { } underlying)
        {
            return null;
        }

        var name = _context.Names.Plain(type);
        _context.Found(ShapeText.Key(name), type);
        return new EnumType(name, underlying.Kind);
    }

    private WireType? ParseArray(IArrayTypeSymbol array, ISymbol spot)
    {
        if (array.Rank > MaxRank || (array.Rank == 1 && !array.IsSZArray))
        {
            return Refuse(array, spot, $"arrays of more than {MaxRank} dimensions have no form on the wire; use an array of arrays");
        }

        return Parse(array.ElementType, spot) is { } item ? new ArrayType(item, array.Rank) : null;
    }

    private WireType? ParseCollection(INamedTypeSymbol type, KnownCollection collection, ISymbol spot)
    {
        var isMap = type.TypeArguments.Length == 2;
        if (Parse(type.TypeArguments[0], spot, isKey: isMap) is not { } first)
        {
            return null;
        }

        if (!isMap)
        {
            return ListType.Of(collection.Kind, collection.Namespace, type.Name, first);
        }

        return Parse(type.TypeArguments[1], spot) is { } value ? MapType.Of(collection.Kind, collection.Namespace, type.Name, first, value) : null;
    }

    // An object that is itself a contract stays where it is, and a reference to it travels.
    private ContractReference? ParseContract(INamedTypeSymbol type, ISymbol spot)
    {
        if (!Reach(type, spot))
        {
            return null;
        }

        var wireName = ContractNames.OnTheWire(type);
        _context.Found(wireName, type);
        return new ContractReference(_context.Names.Plain(type), wireName);
    }

    /// <summary>Returns how the receiver of progress travels, or null after reporting why it cannot.</summary>
    public WireType? ParseProgress(ITypeSymbol type, ITypeSymbol reported, IParameterSymbol spot) =>
        Parse(reported, spot) is { } value ? Annotate(new ProgressType(value), type, isKey: false) : null;

    private WireType? ParseData(INamedTypeSymbol type, ISymbol spot)
    {
        if (WhyNot(type) is { } reason)
        {
            return Refuse(type, spot, reason);
        }

        if (!_context.Seen.Includes(type))
        {
            return Refuse(type, spot, "another source generator writes it, and no generator sees what others write; declare its members in code, or send what it is made of");
        }

        return Reach(type, spot) ? _dataTypes.Parse(type, spot) : null;
    }

    private static string? WhyNot(INamedTypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_Object } => AnyValue,
        { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr } => "its size differs from machine to machine; use int or long",
        { TypeKind: TypeKind.Delegate } => "a delegate stays where it was made; use a contract",
        { IsRefLikeType: true } => "it lives on the stack only",
        { IsStatic: true } => "it is static",
        { IsUnboundGenericType: true } => "its type arguments are open",
        _ when type.StreamItem() is not null => "a stream can be a parameter or the result, but no part of other data",
        _ when type.IsCancellationToken() => "a CancellationToken can be a parameter, but no part of other data",
        _ when type.ProgressValue() is not null => "progress can be a parameter, but no part of other data",
        _ when type.BlockFormOf() != BlockForm.None => "a stream of bytes can be a parameter or the result, but no part of other data",
        _ when type.ContainingNamespace.IsNamed("System.Threading.Tasks") => "a task can be returned, but not sent",
        { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface } when type.IsPlatform() =>
            "this type of the platform has no form on the wire; send a type of your own that holds what is in it",
        { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface } => null,
        _ => "only classes, records, structs and enums can travel",
    };

    // Whether generated code can name the type, and means no other by that name.
    private bool Reach(INamedTypeSymbol type, ISymbol spot)
    {
        if (!_context.CanReach(type))
        {
            _context.Issues.Report(IssueKind.TypeNotReachable, spot, DisplayNames.ForMessage(type));
            return false;
        }

        if (_context.Names.MistakenFor(type) is { } other)
        {
            Refuse(type, spot, $"'{type.ContainingAssembly.Name}' and '{other}' both have a type of that name; give one of the two references an extern alias");
            return false;
        }

        return true;
    }

    private WireType? Refuse(ITypeSymbol type, ISymbol spot, string reason)
    {
        _context.Issues.Report(IssueKind.TypeUnsupported, spot, DisplayNames.ForMessage(type), reason);
        return null;
    }
}
