using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.Values;
using TypedPeer.Generators.Model.WireTypes;
using TypedPeer.Generators.Parser.Context;
using TypedPeer.Generators.Parser.Issues;
using TypedPeer.Generators.Parser.Naming;
using TypedPeer.Generators.Parser.Symbols;
using TypedPeer.Generators.Parser.Types;
using TypedPeer.Generators.Shapes;

namespace TypedPeer.Generators.Parser.Contracts;

/// <summary>Turns the methods of a contract into models.</summary>
internal sealed class MethodParser(ParseContext context, TypeParser types)
{
    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);
    private readonly ParameterParser _parameters = new(context, types);

    /// <summary>Parses the methods that belong to a contract: those it declares, and those of its bases that are no contract.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="wireName">Its name on the wire.</param>
    /// <param name="emitted">The contract that gets code: this one, or one that derives from it and may give a method a body.</param>
    public List<MethodModel> ParseAll(INamedTypeSymbol contract, string wireName, INamedTypeSymbol emitted)
    {
        var methods = new List<MethodModel>();
        var isConcurrent = contract.FindAttribute("ConcurrentAttribute") is not null;
        var isEmitted = SymbolEqualityComparer.Default.Equals(contract, emitted);
        var bodies = new Bodies(contract);
        var latest = isEmitted ? bodies : new Bodies(emitted);
        foreach (var member in Own(contract).SelectMany(declaring => declaring.GetMembers()).SelectMany(member => Members(member, contract)))
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            if (bodies.LeaveOpen(member) && latest.LeaveOpen(member) && _seen.Add(member) && IsOperation(member, emitted, isEmitted)
                && Parse((IMethodSymbol)member, wireName, isConcurrent) is { } method)
            {
                methods.Add(method);
            }
        }

        return methods;
    }

    // What takes away the body of a method of a base stands for that method, unless a contract it belongs to has it on the wire.
    private static IEnumerable<ISymbol> Members(ISymbol member, INamedTypeSymbol contract)
    {
        if (member is INamedTypeSymbol or IFieldSymbol or IMethodSymbol { AssociatedSymbol: not null })
        {
            return [];
        }

        var targets = Bodies.Targets(member).ToList();
        return targets.Count == 0 ? [member] : member.IsAbstract ? targets.Where(target => !IsOnTheWire(target, contract)) : [];
    }

    private static bool IsOnTheWire(ISymbol member, INamedTypeSymbol contract) =>
        contract.AllInterfaces.Any(parent => parent.IsContract()
            && parent.AllInterfaces.Prepend(parent).Contains(member.ContainingType, SymbolEqualityComparer.Default)
            && new Bodies(parent).LeaveOpen(member));

    private static IEnumerable<INamedTypeSymbol> Own(INamedTypeSymbol contract)
    {
        var ofBases = new HashSet<ISymbol>(
            contract.AllInterfaces.Where(SymbolExtensions.IsContract).SelectMany(parent => parent.AllInterfaces),
            SymbolEqualityComparer.Default);
        return contract.AllInterfaces
            .Where(parent => !parent.IsContract() && !parent.IsContractInterface() && !ofBases.Contains(parent))
            .Prepend(contract);
    }

    // A member with a body stays local; everything else must be a method that can travel.
    private bool IsOperation(ISymbol member, INamedTypeSymbol emitted, bool isCalled)
    {
        if (WhyNot(member, emitted, isCalled) is { } reason)
        {
            context.Issues.Report(IssueKind.MemberNotMethod, SpotFor(member, emitted), NameFor(member, emitted), reason);
            return false;
        }

        if (!((IMethodSymbol)member).IsGenericMethod)
        {
            return true;
        }

        context.Issues.Report(IssueKind.MethodGeneric, SpotFor(member, emitted), NameFor(member, emitted));
        return false;
    }

    private string? WhyNot(ISymbol member, INamedTypeSymbol emitted, bool isCalled)
    {
        if (!context.CanImplement(member, emitted))
        {
            var assembly = member.ContainingAssembly.Name;
            return $"it is not visible outside '{assembly}', so that nothing here can implement '{member.ContainingType.Name}'; make it public, or let '{assembly}' name this assembly in [InternalsVisibleTo]";
        }

        if (!MetadataNames.Fit(context.Names.Annotated(member.ContainingType), "." + member.Name))
        {
            return $"the name of '{member.ContainingType.Name}' with its type arguments is longer than an assembly can hold; put a type with a name of its own in between";
        }

        return member switch
        {
            { IsStatic: true } => "it is static, and belongs to no object; make it an instance method, or give it a body to keep it local",
            IPropertySymbol => "it is a property; make it a method that returns ValueTask<T>, or give it a body to keep it local",
            IEventSymbol => "it is an event; let a method take an IProgress<T> or another contract, or return IAsyncEnumerable<T>",
            IMethodSymbol { MethodKind: MethodKind.Ordinary } => isCalled && !context.CanCall(member, emitted)
                ? "it is protected in a base interface, where the contract cannot call it; make it public, or move it to the contract"
                : null,
            _ => "it is no method",
        };
    }

    private static string NameFor(ISymbol member, INamedTypeSymbol emitted)
    {
        var name = member is IPropertySymbol { IsIndexer: true } ? "this[]" : member.Name;
        return SymbolEqualityComparer.Default.Equals(member.ContainingType, emitted) ? name : $"{member.ContainingType.Name}.{name}";
    }

    private ISymbol SpotFor(ISymbol symbol, INamedTypeSymbol contract) => context.IsOwn(symbol) ? symbol : contract;

    private MethodModel? Parse(IMethodSymbol method, string wireName, bool isConcurrent)
    {
        var isOneWay = method.FindAttribute("OneWayAttribute") is not null;
        var form = ParseReturn(method, isOneWay, out var result, out var blocks);
        var parameters = _parameters.ParseAll(method);
        if (form is null || parameters is null)
        {
            return null;
        }

        var signature = $"{method.Name}({string.Join(", ", method.Parameters.Where(p => !p.Type.IsCancellationToken()).Select(p => DisplayNames.ForMessage(p.Type)))})";
        var all = new EquatableArray<ParameterModel>(parameters);
        if (!TryParseDelivery(method, isOneWay, parameters, out var delivery))
        {
            return null;
        }

        var shape = context.Expand(ShapeText.Of(all, result, form == ReturnForm.Stream || blocks != BlockForm.None, isOneWay ? delivery : null));
        context.Found($"{wireName}.{signature}", method);
        context.Uses.Add(method);
        context.Uses.AddWithArguments(method.ContainingType);
        WarnOfMissingToken(method, form.Value, parameters);
        return new MethodModel(
            method.Name,
            context.Names.Annotated(method.ContainingType),
            wireName,
            signature,
            Hashes.Of($"{wireName}.{signature}"),
            Hashes.Of(shape),
            form.Value,
            result,
            blocks,
            Priority(method),
            isOneWay,
            delivery,
            isConcurrent || method.FindAttribute("ConcurrentAttribute") is not null,
            all)
        {
            Access = AccessParser.OfMethod(method),
            IsIdempotent = method.FindAttribute("IdempotentAttribute") is not null,
        };
    }

    private void WarnOfMissingToken(IMethodSymbol method, ReturnForm form, ParameterModel[] parameters)
    {
        if (form == ReturnForm.Stream && context.IsOwn(method) && parameters.All(parameter => parameter.Kind != ParameterKind.Token))
        {
            context.Issues.Report(IssueKind.StreamWithoutToken, method, method.Name);
        }
    }

    private bool TryParseDelivery(IMethodSymbol method, bool isOneWay, ParameterModel[] parameters, out string delivery)
    {
        var isLatest = method.FindAttribute("LatestWinsAttribute") is not null;
        var isUnreliable = method.FindAttribute("UnreliableAttribute") is not null;
        delivery = isUnreliable ? MethodModel.Unreliable : isLatest ? MethodModel.LatestWins : string.Empty;
        if (delivery.Length == 0 || WhyNotDelivered(isOneWay, isLatest && isUnreliable, isUnreliable, parameters) is not { } reason)
        {
            return true;
        }

        context.Issues.Report(IssueKind.DeliveryUnsupported, method, method.Name, delivery, reason);
        return false;
    }

    private static string? WhyNotDelivered(bool isOneWay, bool isBoth, bool isUnreliable, ParameterModel[] parameters) =>
        !isOneWay ? "its caller waits for an answer; mark it [OneWay] as well"
        : isBoth ? "it is [LatestWins] as well, which waits for each call to be handled; choose one"
        : parameters.Any(parameter => parameter.Kind == ParameterKind.Stream) ? "it has a streamed argument, whose items need a call that is there until the last of them; remove it"
        : isUnreliable && parameters.Any(parameter => parameter.Wire is not null && HoldsReferences(parameter.Wire)) ? "an argument travels by reference, which is counted on both sides, so that none may be lost; remove it"
        : null;

    private static bool HoldsReferences(WireType type) => type switch
    {
        ContractReference or ProgressType => true,
        NullableType nullable => HoldsReferences(nullable.Value),
        ArrayType array => HoldsReferences(array.Item),
        ListType list => HoldsReferences(list.Item),
        MapType map => HoldsReferences(map.Key) || HoldsReferences(map.Value),
        TupleType tuple => tuple.Items.Any(HoldsReferences),
        _ => false,
    };

    private static string Priority(IMethodSymbol method)
    {
        if (method.FindAttribute("PriorityAttribute") is not { ConstructorArguments.Length: 1 } attribute || attribute.ConstructorArguments[0].Type is not { } type)
        {
            return string.Empty;
        }

        var value = attribute.ConstructorArguments[0].Value;
        return type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => Equals(field.ConstantValue, value)) is { Name: not "Normal" } named
            ? named.Name
            : string.Empty;
    }

    private ReturnForm? ParseReturn(IMethodSymbol method, bool isOneWay, out WireType? result, out BlockForm blocks)
    {
        result = null;
        blocks = BlockForm.None;
        if (method.RefKind != RefKind.None
            || method.ReturnNullableAnnotation == NullableAnnotation.Annotated
            || method.ReturnType is not INamedTypeSymbol type
            || FormOf(type) is not { } form
            || (form != ReturnForm.Stream && type.TypeArguments.Any(argument => argument.StreamItem() is not null)))
        {
            var given = (method.RefKind == RefKind.None ? string.Empty : "ref ") + DisplayNames.ForMessage(method.ReturnType);
            context.Issues.Report(IssueKind.ReturnTypeUnsupported, method, method.Name, given + (method.ReturnNullableAnnotation == NullableAnnotation.Annotated ? "?" : string.Empty));
            return null;
        }

        if (form is ReturnForm.Task or ReturnForm.ValueTask)
        {
            return form;
        }

        if (isOneWay)
        {
            context.Issues.Report(IssueKind.OneWayWithResult, method, method.Name);
            return null;
        }

        blocks = form == ReturnForm.Stream ? BlockForm.None : type.TypeArguments[0].BlockFormOf();
        if (blocks != BlockForm.None && type.TypeArguments[0].NullableAnnotation == NullableAnnotation.Annotated)
        {
            _parameters.RefuseNullStream(method, type.TypeArguments[0]);
            return null;
        }

        result = blocks == BlockForm.None ? types.Parse(type.TypeArguments[0], method) : ListType.Block;
        return result is null ? null : form;
    }

    private static ReturnForm? FormOf(INamedTypeSymbol type)
    {
        if (type.StreamItem() is not null)
        {
            return ReturnForm.Stream;
        }

        if (!type.ContainingNamespace.IsNamed("System.Threading.Tasks"))
        {
            return null;
        }

        return type.MetadataName switch
        {
            "Task" => ReturnForm.Task,
            "Task`1" => ReturnForm.TaskOfResult,
            "ValueTask" => ReturnForm.ValueTask,
            "ValueTask`1" => ReturnForm.ValueTaskOfResult,
            _ => null,
        };
    }
}
