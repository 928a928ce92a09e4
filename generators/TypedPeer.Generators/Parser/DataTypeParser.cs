using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model;

namespace TypedPeer.Generators.Parser;

/// <summary>Finds how a user's class, record or struct travels, and everything it reaches.</summary>
internal sealed class DataTypeParser(ParseContext context, TypeParser types)
{
    private readonly Stack<string> _path = new();

    public WireType? Parse(INamedTypeSymbol type, ISymbol spot)
    {
        context.CancellationToken.ThrowIfCancellationRequested();
        var name = QualifiedName(type, spot);
        if (name is null)
        {
            return null;
        }

        if (_path.Count > 0)
        {
            context.References[_path.Peek()].Add(name);
        }

        if (!context.DataTypes.TryGetValue(name, out var model))
        {
            context.DataTypes[name] = null;
            context.References[name] = [];
            _path.Push(name);
            model = ParseNew(type, name, spot);
            _path.Pop();
            context.DataTypes[name] = model;
        }

        if (model is null && !_path.Contains(name))
        {
            return null;
        }

        var codec = $"global::{context.CodecNamespace}.{CodecName(name)}";
        return new WireType(name, codec, "{" + name + "}", model?.Layout?.Size ?? 1, model?.Layout);
    }

    private DataTypeModel? ParseNew(INamedTypeSymbol type, string name, ISymbol spot)
    {
        if (type.IsAbstract || type.TypeKind == TypeKind.Interface)
        {
            context.Issues.Report(IssueKind.TypeAbstract, spot, TypeNames.ForMessage(type));
            return null;
        }

        if (type.IsUnmanagedType)
        {
            return new StructParser(context, types).Parse(type, name, CodecName(name), spot);
        }

        var members = new MemberCollector(context).Collect(type, spot);
        var construction = members is null ? null : ConstructorFinder.Find(context, type, members, spot);
        if (members is null || construction is null || Wire(members, construction) is not { } wired)
        {
            return null;
        }

        return new DataTypeModel(
            name,
            context.CodecNamespace,
            CodecName(name),
            DataTypeKind.Object,
            type.IsReferenceType,
            IsRecursive: false,
            wired,
            new EquatableArray<int>(construction.Parameters),
            Layout: null);
    }

    private EquatableArray<MemberModel>? Wire(IReadOnlyList<DataMember> members, Construction construction)
    {
        var wired = new MemberModel[members.Count];
        var complete = true;
        for (var i = 0; i < wired.Length; i++)
        {
            if (types.Parse(members[i].Type, members[i].Symbol) is { } type)
            {
                wired[i] = new MemberModel(TypeNames.Escape(members[i].Symbol.Name), type, construction.Settings[i], Offset: 0);
            }
            else
            {
                complete = false;
            }
        }

        return complete ? new EquatableArray<MemberModel>(wired) : null;
    }

    // Type arguments are spelt by the type parser, so that their annotations are the same everywhere.
    private string? QualifiedName(INamedTypeSymbol type, ISymbol spot)
    {
        var container = type.ContainingType is null
            ? (type.ContainingNamespace.IsGlobalNamespace ? "global::" : TypeNames.Qualified(type.ContainingNamespace) + ".")
            : QualifiedName(type.ContainingType, spot) + ".";
        if (container == ".")
        {
            return null;
        }

        var name = container + TypeNames.Escape(type.Name);
        if (type.TypeArguments.Length == 0)
        {
            return name;
        }

        var arguments = new string[type.TypeArguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (types.Parse(type.TypeArguments[i], spot) is not { } argument)
            {
                return null;
            }

            arguments[i] = argument.TypeName;
        }

        return $"{name}<{string.Join(", ", arguments)}>";
    }

    private static string CodecName(string typeName)
    {
        const string Global = "global::";
        var plain = typeName.Substring(Global.Length);
        var qualified = plain.IndexOf('.') < 0 ? "Global." + plain : plain;
        var name = TypeNames.ToIdentifier(qualified.Replace(Global, string.Empty));

        // Spelling type arguments as identifiers is not unique by itself.
        return plain.IndexOf('<') < 0 ? name + "Codec" : $"{name}_{Hashes.Of(typeName) & 0xFFFFFF:x6}Codec";
    }
}
