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

namespace TypedPeer.Generators.Parser.DataTypes;

/// <summary>Finds the memory layout of a struct without references, which is its form on the wire.</summary>
internal sealed class StructParser(ParseContext context, TypeParser types)
{
    public DataTypeModel? Parse(INamedTypeSymbol type, TypeName name, ISymbol spot)
    {
        if (StructLayouts.WhyNotSequential(type, context.Compilation) is { } reason)
        {
            context.Issues.Report(IssueKind.StructLayout, context.IsOwn(type) ? type : spot, DisplayNames.ForMessage(type), reason);
            return null;
        }

        var fields = type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic && context.Seen.Includes(field)).ToList();
        if (LeftAtHome(fields) is { } ignored)
        {
            context.Issues.Report(
                IssueKind.StructLayout,
                context.IsOwn(type) ? ignored : spot,
                DisplayNames.ForMessage(type),
                $"a struct without references travels as a whole, '{ignored.Name}' with it; remove its [PeerIgnore], or make the type a class");
            return null;
        }

        LossFinder.Report(context, type, fields.Count);
        if (LayOut(fields, spot) is not { } layout)
        {
            return null;
        }

        if (layout.Layout.TakesAnyBits)
        {
            return Model(name, DataTypeKind.Block, layout.Members, construction: null, layout.Layout);
        }

        if (Members(type, fields, spot) is not { } members || ConstructorFinder.Find(context, type, members, spot) is not { } construction)
        {
            return null;
        }

        var set = layout.Members.Select((member, index) =>
            member with
            {
                Name = members[index].Symbol.Name,
                SetBy = construction.Settings[index],
                IsHidden = members[index].IsHidden,
                IsField = members[index].Symbol is IFieldSymbol,
            });
        return Model(name, DataTypeKind.Fields, new EquatableArray<MemberModel>([.. set]), construction, layout.Layout);
    }

    private DataTypeModel Model(TypeName name, DataTypeKind kind, EquatableArray<MemberModel> members, Construction? construction, WireLayout layout) =>
        new(name, context.Assembly, kind, IsReference: false, IsRecursive: false, members, new EquatableArray<ConstructorArgument>(construction?.Arguments ?? []), layout);

    private (WireLayout Layout, EquatableArray<MemberModel> Members)? LayOut(List<IFieldSymbol> fields, ISymbol spot)
    {
        var members = new MemberModel[fields.Count];
        var padding = new List<int>();
        var (offset, alignment, anyBits) = (0, 1, true);
        for (var i = 0; i < members.Length; i++)
        {
            var fieldSpot = context.IsOwn(fields[i]) ? fields[i].AssociatedSymbol ?? fields[i] : spot;
            if (types.Parse(fields[i].Type, fieldSpot) is not { } type)
            {
                return null;
            }

            if (type.Layout is not { } field)
            {
                context.Issues.Report(
                    IssueKind.StructLayout, fieldSpot, DisplayNames.ForMessage(fields[i].Type), "it has no portable memory layout within a struct; use a struct of your own, or a class");
                return null;
            }

            var start = WireLayout.AlignUp(offset, field.Alignment);
            AddRun(padding, offset, start);
            padding.AddRange(field.Padding.Select(edge => edge + start));
            members[i] = new MemberModel(fields[i].Name, type, MemberSetting.Initializer, start);
            offset = start + field.Size;
            alignment = Math.Max(alignment, field.Alignment);
            anyBits &= field.TakesAnyBits;
        }

        var size = WireLayout.AlignUp(Math.Max(offset, 1), alignment);
        AddRun(padding, offset, size);
        return (new WireLayout(size, alignment, anyBits, new EquatableArray<int>([.. padding])), new EquatableArray<MemberModel>(members));
    }

    private static ISymbol? LeftAtHome(List<IFieldSymbol> fields) =>
        fields.Select(field => field.AssociatedSymbol ?? field).FirstOrDefault(symbol => symbol.FindAttribute("PeerIgnoreAttribute") is not null);

    private static void AddRun(List<int> padding, int start, int end)
    {
        if (start < end)
        {
            padding.AddRange([start, end]);
        }
    }

    // Fields that cannot take any bits are read one by one, so generated code must be able to name each of them.
    private DataMember[]? Members(INamedTypeSymbol type, List<IFieldSymbol> fields, ISymbol spot)
    {
        var members = new DataMember[fields.Count];
        for (var i = 0; i < members.Length; i++)
        {
            var field = fields[i];
            var symbol = field.AssociatedSymbol as IPropertySymbol ?? BackedProperty(type, field) ?? (ISymbol)field;
            context.Uses.Add(symbol);
            members[i] = symbol is IPropertySymbol property ? DataMember.Of(property, context) : DataMember.Of(field, context);
            if (members[i].IsHidden && !(context.IsOwn(type) && !IsGeneric(type) && symbol.CanBeReferencedByName))
            {
                context.Issues.Report(
                    IssueKind.StructLayout,
                    context.IsOwn(type) ? symbol : spot,
                    DisplayNames.ForMessage(type),
                    $"'{symbol.Name}' must be checked when it is read, and generated code cannot see it; make it public, or make the type a class");
                return null;
            }

            // What only the struct itself may set can be set all the same, unless a constructor takes it.
            if (members[i] is { IsHidden: true, Access: SetAccess.None } && !ConstructorFinder.TakesMember(context, type, symbol.Name))
            {
                members[i] = members[i] with { Access = SetAccess.Accessor };
            }
        }

        return members;
    }

    private static bool IsGeneric(INamedTypeSymbol type) => type.IsGenericType || (type.ContainingType is { } container && IsGeneric(container));

    // Metadata does not say which property a field stands behind, but its name does.
    private static IPropertySymbol? BackedProperty(INamedTypeSymbol type, IFieldSymbol field) =>
        field.Name.Length > 0 && field.Name[0] == '<' && field.Name.IndexOf('>') is > 1 and var end
            ? type.GetMembers(field.Name.Substring(1, end - 1)).OfType<IPropertySymbol>().FirstOrDefault()
            : null;
}
