using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model;
using TypedPeer.Generators.Parser.Context;
using TypedPeer.Generators.Parser.Issues;
using TypedPeer.Generators.Parser.Naming;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Parser.Types;

/// <summary>Finds how a type travels.</summary>
internal sealed class TypeParser
{
    private const string Runtime = ScalarTypes.Runtime;
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
            return Parse(nullable.TypeArguments[0], spot) is { } value ? NullableValue(value) : null;
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
        type.NullableAnnotation == NullableAnnotation.NotAnnotated || isKey ? reference with { IsRequired = true } : NullableReference(reference);

    private WireType? ParseReference(ITypeSymbol type, ISymbol spot) => type switch
    {
        { SpecialType: SpecialType.System_String } => new WireType("string", Runtime + "StringCodec", "string", sizeof(int), Layout: null),
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

    private WireType? ParseEnum(INamedTypeSymbol type, ISymbol spot) =>
        Reach(type, spot) ? ScalarTypes.FindEnum(type, _context.Spelling.Qualified(type)) : null;

    private WireType? ParseArray(IArrayTypeSymbol array, ISymbol spot)
    {
        if (array.Rank > MaxRank || (array.Rank == 1 && !array.IsSZArray))
        {
            return Refuse(array, spot, $"arrays of more than {MaxRank} dimensions have no form on the wire; use an array of arrays");
        }

        if (Parse(array.ElementType, spot) is not { } item)
        {
            return null;
        }

        var rank = array.Rank == 1 ? string.Empty : array.Rank.ToString();
        return new WireType(
            ArrayName(item.TypeName, array.Rank),
            $"{Runtime}Array{rank}Codec<{item.TypeName}, {item.Codec}>",
            $"list{rank}<{item.Shape}>",
            array.Rank == 1 ? sizeof(int) : 1,
            Layout: null);
    }

    private WireType? ParseCollection(INamedTypeSymbol type, CollectionType collection, ISymbol spot)
    {
        var names = new string[type.TypeArguments.Length];
        var codecs = new string[names.Length];
        var shapes = new string[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            if (Parse(type.TypeArguments[i], spot, isKey: collection.IsMap && i == 0) is not { } argument)
            {
                return null;
            }

            (names[i], codecs[i], shapes[i]) = (argument.TypeName, argument.Codec, argument.Shape);
        }

        var arguments = string.Join(", ", names);
        return new WireType(
            $"global::{collection.Namespace}.{type.Name}<{arguments}>",
            $"{Runtime}{collection.Codec}<{arguments}, {string.Join(", ", codecs)}>",
            $"{(collection.IsMap ? "map" : "list")}<{string.Join(",", shapes)}>",
            sizeof(int),
            Layout: null);
    }

    // An object that is itself a contract stays where it is, and a reference to it travels.
    private WireType? ParseContract(INamedTypeSymbol type, ISymbol spot)
    {
        if (!Reach(type, spot))
        {
            return null;
        }

        var name = _context.Spelling.Qualified(type);
        return new WireType(name, $"{Runtime}PeerContractCodec<{name}>", $"contract<{ContractNames.OnTheWire(type)}>", 1, Layout: null);
    }

    /// <summary>Returns how the receiver of progress travels, or null after reporting why it cannot.</summary>
    public WireType? ParseProgress(ITypeSymbol type, ITypeSymbol reported, IParameterSymbol spot)
    {
        if (Parse(reported, spot) is not { } value)
        {
            return null;
        }

        var progress = new WireType(
            $"global::System.IProgress<{value.TypeName}>",
            $"{Runtime}PeerProgressCodec<{value.TypeName}, {value.Codec}>",
            $"progress<{value.Shape}>",
            1,
            Layout: null);
        return Annotate(progress, type, isKey: false);
    }

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
            _context.Issues.Report(IssueKind.TypeNotReachable, spot, TypeNames.ForMessage(type));
            return false;
        }

        if (_context.Spelling.MistakenFor(type) is { } other)
        {
            Refuse(type, spot, $"'{type.ContainingAssembly.Name}' and '{other}' both have a type of that name; give one of the two references an extern alias");
            return false;
        }

        return true;
    }

    private WireType? Refuse(ITypeSymbol type, ISymbol spot, string reason)
    {
        _context.Issues.Report(IssueKind.TypeUnsupported, spot, TypeNames.ForMessage(type), reason);
        return null;
    }

    private static WireType NullableReference(WireType type) => type with
    {
        TypeName = type.TypeName + "?",
        Codec = $"{Runtime}NullableCodec<{type.TypeName}, {type.Codec}>",
    };

    private static WireType NullableValue(WireType type)
    {
        var form = type.Layout is null ? "NullableStructCodec" : "NullableUnmanagedCodec";
        return new WireType(
            type.TypeName + "?",
            $"{Runtime}{form}<{type.TypeName}, {type.Codec}>",
            type.Shape + "?",
            type.Layout is null ? 1 : type.Layout.Alignment + type.Layout.Size,
            type.Layout is null ? null : NullableLayout(type.Layout));
    }

    private static WireLayout NullableLayout(WireLayout inner)
    {
        var padding = new List<int>();
        if (inner.Alignment > 1)
        {
            padding.AddRange([1, inner.Alignment]);
        }

        padding.AddRange(inner.Padding.Select(edge => edge + inner.Alignment));
        return new WireLayout(inner.Alignment + inner.Size, inner.Alignment, TakesAnyBits: false, new EquatableArray<int>([.. padding]));
    }

    // The rank of an outer array stands before the ranks of its items, unless the item is itself nullable: int[][,] but int[,]?[].
    private static string ArrayName(string item, int rank)
    {
        var element = item.Length;
        while (element > 0 && item[element - 1] == ']')
        {
            element = item.LastIndexOf('[', element - 1);
        }

        return item.Substring(0, element) + "[" + new string(',', rank - 1) + "]" + item.Substring(element);
    }
}
