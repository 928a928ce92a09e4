using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.Values;
using TypedPeer.Generators.Model.WireTypes;
using TypedPeer.Generators.Parser.Context;
using TypedPeer.Generators.Parser.Issues;
using TypedPeer.Generators.Parser.Naming;
using TypedPeer.Generators.Parser.Symbols;
using TypedPeer.Generators.Parser.Types;
using TypedPeer.Generators.Shapes;

namespace TypedPeer.Generators.Parser.DataTypes;

/// <summary>Finds how a user's class, record or struct travels, and everything it reaches.</summary>
internal sealed class DataTypeParser(ParseContext context, TypeParser types) : IDataTypeParser
{
    // Type arguments that grow from member to member never end; people nest a type in itself less often than this.
    private const int MaxForms = 16;

    private readonly Stack<string> _path = new();
    private readonly Dictionary<INamedTypeSymbol, int> _forms = new(SymbolEqualityComparer.Default);
    private bool _isEndless;

    public WireType? Parse(INamedTypeSymbol type, ISymbol spot)
    {
        context.CancellationToken.ThrowIfCancellationRequested();
        if (_isEndless || FindName(type, spot) is not { } name)
        {
            return null;
        }

        if (!MetadataNames.Fit(name))
        {
            context.Issues.Report(
                IssueKind.TypeUnsupported, spot, DisplayNames.ForMessage(type.OriginalDefinition), "its name with its type arguments is longer than an assembly can hold; put a type with a name of its own in between");
            return null;
        }

        var key = ShapeText.Key(name);
        if (_path.Count > 0)
        {
            context.References[_path.Peek()].Add(key);
        }

        if (!context.DataTypes.TryGetValue(key, out var model))
        {
            context.DataTypes[key] = model = ParseOnce(type, name, key, spot);
        }

        if (model is null && !_path.Contains(key))
        {
            return null;
        }

        if (model is not null)
        {
            context.Uses.AddCodec(model.Notes);
        }

        return new DataTypeReference(name, type.IsReferenceType, model?.Layout);
    }

    private DataTypeModel? ParseOnce(INamedTypeSymbol type, TypeName name, string key, ISymbol spot)
    {
        _forms.TryGetValue(type.OriginalDefinition, out var forms);
        if (forms == MaxForms)
        {
            _isEndless = true;
            context.Issues.Report(
                IssueKind.TypeUnsupported, context.IsOwn(spot) ? spot : type, DisplayNames.ForMessage(type.OriginalDefinition), "its type arguments grow without end; let a member name the type as it is itself");
            return null;
        }

        _forms[type.OriginalDefinition] = forms + 1;
        context.DataTypes[key] = null;
        context.Files.Add(type);
        context.Found(key, type);
        context.References[key] = [];
        context.Uses.Begin();
        context.Uses.AddWithArguments(type);
        _path.Push(key);
        var model = ParseNew(type, name, spot);
        _path.Pop();
        _forms[type.OriginalDefinition] = forms;
        var notes = context.Uses.End();
        return model is null ? null : model with { Notes = notes };
    }

    private DataTypeModel? ParseNew(INamedTypeSymbol type, TypeName name, ISymbol spot)
    {
        if (type.GetAttributes().Any(attribute => attribute.AttributeClass?.Is("MemoryPack", "MemoryPackableAttribute") == true))
        {
            return Model(type, name, DataTypeKind.MemoryPack, EquatableArray<MemberModel>.Empty, construction: null);
        }

        if (type.IsAbstract || type.TypeKind == TypeKind.Interface)
        {
            return new UnionParser(context, types).Parse(type, spot) is { } cases
                ? Model(type, name, DataTypeKind.Union, cases, construction: null)
                : null;
        }

        if (type.FindAttribute("PeerUnionAttribute") is not null)
        {
            context.Issues.Report(
                IssueKind.UnionInvalid, context.IsOwn(type) ? type : spot, DisplayNames.ForMessage(type), "it is not abstract, and what a derived type adds would be lost; make it abstract");
            return null;
        }

        var isTolerant = type.FindAttribute("PeerTolerantAttribute") is not null;
        if (type.IsUnmanagedType && !isTolerant)
        {
            return new StructParser(context, types).Parse(type, name, spot);
        }

        if (new MemberCollector(context).Collect(type, spot) is not { } members)
        {
            return null;
        }

        if (isTolerant && members.Count > 0 && members[0].Order < 0 && members.Any(member => !SymbolEqualityComparer.Default.Equals(member.Declared.ContainingType, type)))
        {
            context.Issues.Report(IssueKind.OrderIncomplete, context.IsOwn(type) ? type : spot, DisplayNames.ForMessage(type));
            return null;
        }

        if (ConstructorFinder.Find(context, type, ref members, spot) is not { } construction || Wire(type, members, construction, isTolerant) is not { } wired)
        {
            return null;
        }

        LossFinder.Report(context, type, members);
        return Model(type, name, isTolerant ? DataTypeKind.Tolerant : DataTypeKind.Object, wired, construction);
    }

    private DataTypeModel Model(INamedTypeSymbol type, TypeName name, DataTypeKind kind, EquatableArray<MemberModel> members, Construction? construction) =>
        new(name, context.Assembly, kind, type.IsReferenceType, IsRecursive: false, members, new EquatableArray<ConstructorArgument>(construction?.Arguments ?? []), Layout: null);

    private EquatableArray<MemberModel>? Wire(INamedTypeSymbol owner, IReadOnlyList<DataMember> members, Construction construction, bool isTolerant)
    {
        var wired = new MemberModel[members.Count];
        var complete = true;
        for (var i = 0; i < wired.Length; i++)
        {
            var member = members[i];
            context.Uses.Add(member.Symbol);
            if (types.Parse(member.Type, member.Symbol) is { } type)
            {
                // A member of a tolerant type may be absent, and then keeps the value the type gives it.
                var setting = construction.Settings[i] == MemberSetting.Initializer && isTolerant && member is { Access: SetAccess.Assign, IsRequired: false }
                    ? MemberSetting.Assignment
                    : construction.Settings[i];
                if (member.RefusesNull && (setting == MemberSetting.Assignment || (setting == MemberSetting.Initializer && member is { Access: SetAccess.Assign, IsRequired: false })))
                {
                    setting = MemberSetting.AssignmentUnlessNull;
                }

                var place = member.Order < 0 ? i : member.Order;
                var declaring = member.Declaring;
                var inherited = SymbolEqualityComparer.Default.Equals(declaring, owner) ? null : context.Names.Annotated(declaring);
                wired[i] = new MemberModel(member.Symbol.Name, type, setting, place, member.IsHidden, member.Symbol is IFieldSymbol, inherited, member.WarnsOfNull);
            }
            else
            {
                complete = false;
            }
        }

        return complete ? new EquatableArray<MemberModel>(wired) : null;
    }

    // Type arguments are named as the type parser has them, so that their annotations are the same everywhere.
    private NamedTypeName? FindName(INamedTypeSymbol type, ISymbol spot)
    {
        var container = type.ContainingType is null ? null : FindName(type.ContainingType, spot);
        if (container is null && type.ContainingType is not null)
        {
            return null;
        }

        var arguments = new TypeName[type.TypeArguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!MemberCollector.Mentions(type, type.OriginalDefinition.TypeParameters[i]))
            {
                arguments[i] = context.Names.Annotated(type.TypeArguments[i]);
                continue;
            }

            if (types.Parse(type.TypeArguments[i], spot) is not { } argument)
            {
                return null;
            }

            arguments[i] = argument.Name;
        }

        return context.Names.Named(type, container, arguments);
    }
}
