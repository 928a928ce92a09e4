using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.Values;
using TypedPeer.Generators.Model.WireTypes;
using TypedPeer.Generators.Parser.Context;
using TypedPeer.Generators.Parser.DataTypes;
using TypedPeer.Generators.Parser.Issues;
using TypedPeer.Generators.Parser.Naming;
using TypedPeer.Generators.Parser.Symbols;
using TypedPeer.Generators.Parser.Types;
using TypedPeer.Generators.Shapes;

namespace TypedPeer.Generators.Parser.Contracts;

/// <summary>Turns a contract into its model. The only place, with the parsers it calls, that sees symbols.</summary>
internal static class ContractParser
{
    private const int MaxWireName = 512;

    // The types the emitter nests in a contract.
    private static readonly string[] NestedNames = ["PeerDescriptor", "PeerMethods", "PeerProxy", "PeerDispatcher"];

    /// <summary>Returns the model, or null after reporting why the contract gets no code.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="context">Takes what cannot travel, and what was found.</param>
    public static ContractModel? Parse(INamedTypeSymbol contract, ParseContext context)
    {
        context.Files.Add(contract);

        // That of another assembly has its code already.
        if (context.IsOwn(contract))
        {
            CheckDeclaration(contract, context);
        }

        if (contract.IsGenericType || contract.ContainingType is { IsGenericType: true })
        {
            return null;
        }

        var wireName = ContractNames.OnTheWire(contract);
        if (wireName.Length is 0 or > MaxWireName)
        {
            context.Issues.Report(IssueKind.ContractNameTooLong, contract, contract.Name, MaxWireName.ToString());
        }

        var types = new TypeParser(context, static (context, types) => new DataTypeParser(context, types));
        var methods = new MethodParser(context, types);
        var own = methods.ParseAll(contract, wireName, contract);
        ReportSameIds(context, contract, own);
        var bases = Bases(contract);
        bases.ForEach(context.Uses.Add);
        bases.ForEach(parent => context.Found(ContractNames.OnTheWire(parent), parent));
        var inherited = bases.SelectMany(parent => methods.ParseAll(parent, ContractNames.OnTheWire(parent), contract)).ToList();
        var details = ErrorDetails(contract, types);
        if (context.Issues.Refusals > 0)
        {
            return null;
        }

        var dataTypes = Recursion.Mark(context);
        var shapes = own.Concat(inherited)
            .OrderBy(method => method.Id)
            .Select(method => $"{method.Id:x16}:{method.Shape:x16}")
            .Concat(details.Select(detail => context.Expand(ShapeText.Of(detail))));
        return new ContractModel(
            context.Names.Named(contract),
            new EquatableArray<ContainerModel>([.. Containers(contract).Select(container => new ContainerModel(KindOf(container), container.Name))]),
            wireName,
            Hashes.Of(string.Join("\n", shapes)),
            new EquatableArray<MethodModel>([.. own]),
            new EquatableArray<MethodModel>([.. inherited]),
            new EquatableArray<TypeName>([.. bases.Select(context.Names.Plain)]),
            new EquatableArray<WireType>([.. details]),
            context.Assembly,
            new EquatableArray<DataTypeModel>([.. dataTypes]),
            context.Uses.End())
        {
            Access = AccessParser.OfContract(contract),
        };
    }

    private static List<WireType> ErrorDetails(INamedTypeSymbol contract, TypeParser types)
    {
        var details = new List<WireType>();
        foreach (var attribute in contract.GetAttributes())
        {
            if (attribute.AttributeClass?.Is("TypedPeer", "PeerErrorAttribute") == true
                && attribute.ConstructorArguments.Length == 1
                && attribute.ConstructorArguments[0].Value is ITypeSymbol type
                && types.Parse(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated), contract) is { } detail)
            {
                details.Add(detail);
            }
        }

        return details;
    }

    /// <summary>The contracts a contract inherits from, nearest first, each once.</summary>
    private static List<INamedTypeSymbol> Bases(INamedTypeSymbol contract)
    {
        var bases = new List<INamedTypeSymbol>();
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var waiting = new Queue<INamedTypeSymbol>(contract.Interfaces);
        while (waiting.Count > 0)
        {
            var next = waiting.Dequeue();
            if (!seen.Add(next))
            {
                continue;
            }

            if (next.IsContract())
            {
                bases.Add(next);
            }

            foreach (var parent in next.Interfaces)
            {
                waiting.Enqueue(parent);
            }
        }

        return bases;
    }

    private static void CheckDeclaration(INamedTypeSymbol contract, ParseContext context)
    {
        if (!IsPartial(contract, context.CancellationToken))
        {
            context.Issues.Report(IssueKind.ContractNotPartial, contract, contract.Name);
        }

        if (contract.IsFileLocal)
        {
            context.Issues.Report(IssueKind.ContractNotReachable, contract, contract.Name);
        }

        if (contract.IsGenericType)
        {
            context.Issues.Report(IssueKind.ContractGeneric, contract, contract.Name);
        }

        CheckNestedNames(contract, context);
        foreach (var container in Containers(contract))
        {
            if (container.IsFileLocal)
            {
                context.Issues.Report(IssueKind.ContractNotReachable, container, container.Name);
            }

            if (container.IsGenericType)
            {
                context.Issues.Report(IssueKind.ContractGeneric, contract, contract.Name);
            }
            else if (!IsPartial(container, context.CancellationToken))
            {
                context.Issues.Report(IssueKind.ContractNotPartial, container, container.Name);
            }
        }
    }

    // What the compiler adds is nested, and may neither be called like what is around it nor hide what is inherited.
    private static void CheckNestedNames(INamedTypeSymbol contract, ParseContext context)
    {
        foreach (var name in NestedNames)
        {
            // In an editor, what the generator added before is there too.
            var taken = contract.Name == name ? contract
                : contract.AllInterfaces.Prepend(contract)
                    .SelectMany(level => level.GetMembers(name))
                    .FirstOrDefault(member => !IsGenerated(member) && (context.IsOwn(member) || context.CanReach(member)));
            if (taken is not null)
            {
                var isElsewhere = !SymbolEqualityComparer.Default.Equals(taken, contract) && !SymbolEqualityComparer.Default.Equals(taken.ContainingType, contract);
                context.Issues.Report(IssueKind.NameTaken, context.IsOwn(taken) ? taken : contract, isElsewhere ? $"{taken.ContainingType.Name}.{name}" : name);
            }
        }
    }

    private static bool IsGenerated(ISymbol symbol) =>
        symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.Is("System.CodeDom.Compiler", "GeneratedCodeAttribute") == true);

    private static bool IsPartial(INamedTypeSymbol type, CancellationToken cancellationToken) =>
        type.DeclaringSyntaxReferences.Any(reference =>
            reference.GetSyntax(cancellationToken) is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static Stack<INamedTypeSymbol> Containers(INamedTypeSymbol contract)
    {
        var containers = new Stack<INamedTypeSymbol>();
        for (var container = contract.ContainingType; container is not null; container = container.ContainingType)
        {
            containers.Push(container);
        }

        return containers;
    }

    private static ContainerKind KindOf(INamedTypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Interface } => ContainerKind.Interface,
        { TypeKind: TypeKind.Struct, IsRecord: true } => ContainerKind.RecordStruct,
        { TypeKind: TypeKind.Struct } => ContainerKind.Struct,
        { IsRecord: true } => ContainerKind.Record,
        _ => ContainerKind.Class,
    };

    private static void ReportSameIds(ParseContext context, INamedTypeSymbol contract, List<MethodModel> methods)
    {
        foreach (var same in methods.GroupBy(method => method.Id).Where(group => group.Count() > 1))
        {
            var name = same.Last().Name.TrimStart('@');
            context.Issues.Report(IssueKind.SameIdTwice, contract.GetMembers(name).LastOrDefault() ?? contract, $"{contract.Name}.{same.First().Signature}");
        }
    }
}
