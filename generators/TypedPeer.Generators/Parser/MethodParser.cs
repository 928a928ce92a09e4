using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model;

namespace TypedPeer.Generators.Parser;

/// <summary>Turns the methods of a contract into models.</summary>
internal sealed class MethodParser(ParseContext context, TypeParser types)
{
    // What every class has.
    private static readonly string[] Inherited = ["Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString"];

    // Names that generated code uses for itself where parameters are.
    private static readonly HashSet<string> Reserved = new(
        [.. Inherited, "writer", "streams", "reader", "call", "target", "_remote", "PeerMethods", "Write", "AddStreams"], StringComparer.Ordinal);

    // Beside what is inherited the class of the methods itself.
    private readonly HashSet<string> _identifiers = new([.. Inherited, "PeerMethods", "PeerDispatcher"], StringComparer.Ordinal);

    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);

    /// <summary>Parses the methods that belong to a contract: those it declares, and those of its bases that are no contract.</summary>
    public List<MethodModel> ParseAll(INamedTypeSymbol contract, string wireName)
    {
        var methods = new List<MethodModel>();
        var isConcurrent = contract.FindAttribute("ConcurrentAttribute") is not null;
        foreach (var declaring in Own(contract))
        {
            foreach (var member in declaring.GetMembers())
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                if (IsOperation(member, contract) && _seen.Add(member)
                    && Parse((IMethodSymbol)member, wireName, isConcurrent) is { } method)
                {
                    methods.Add(method);
                }
            }
        }

        return methods;
    }

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
    private bool IsOperation(ISymbol member, INamedTypeSymbol contract)
    {
        if (!member.IsAbstract || member is INamedTypeSymbol || member is IMethodSymbol { AssociatedSymbol: not null })
        {
            return false;
        }

        if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary, IsStatic: false } method)
        {
            if (!method.IsGenericMethod)
            {
                return true;
            }

            context.Issues.Report(IssueKind.MethodGeneric, SpotFor(method, contract), method.Name);
            return false;
        }

        context.Issues.Report(IssueKind.MemberNotMethod, SpotFor(member, contract), member.Name);
        return false;
    }

    private ISymbol SpotFor(ISymbol symbol, INamedTypeSymbol contract) => context.IsOwn(symbol) ? symbol : contract;

    private MethodModel? Parse(IMethodSymbol method, string wireName, bool isConcurrent)
    {
        var isOneWay = method.FindAttribute("OneWayAttribute") is not null;
        var form = ParseReturn(method, isOneWay, out var result, out var blocks);
        var parameters = ParseParameters(method);
        if (form is null || parameters is null)
        {
            return null;
        }

        var signature = $"{method.Name}({string.Join(", ", method.Parameters.Where(p => !p.Type.IsCancellationToken()).Select(p => TypeNames.ForMessage(p.Type)))})";
        var named = Shape(parameters, form == ReturnForm.Stream || blocks != BlockForm.None, result, isOneWay);
        var shape = context.Expand(named);
        context.Found($"{wireName}.{signature}", method);
        context.Uses.Add(method);
        WarnOfMissingToken(method, form.Value, parameters);
        return new MethodModel(
            UniqueIdentifier(method.Name),
            TypeNames.Escape(method.Name),
            TypeNames.Annotated(method.ContainingType),
            wireName,
            signature,
            Hashes.Of($"{wireName}.{signature}"),
            Hashes.Of(shape),
            named,
            form.Value,
            result,
            blocks,
            Priority(method),
            isOneWay,
            isConcurrent || method.FindAttribute("ConcurrentAttribute") is not null,
            new EquatableArray<ParameterModel>(parameters));
    }

    private void WarnOfMissingToken(IMethodSymbol method, ReturnForm form, ParameterModel[] parameters)
    {
        if (form == ReturnForm.Stream && context.IsOwn(method) && parameters.All(parameter => parameter.Kind != ParameterKind.Token))
        {
            context.Issues.Report(IssueKind.StreamWithoutToken, method, method.Name);
        }
    }

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
            || FormOf(type) is not { } form)
        {
            context.Issues.Report(IssueKind.ReturnTypeUnsupported, method, method.Name, TypeNames.ForMessage(method.ReturnType));
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
            RefuseNullStream(method, type.TypeArguments[0]);
            return null;
        }

        result = blocks == BlockForm.None ? types.Parse(type.TypeArguments[0], method) : ScalarTypes.Block;
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

    private ParameterModel[]? ParseParameters(IMethodSymbol method)
    {
        var parameters = new ParameterModel[method.Parameters.Length];
        var (complete, hasToken) = (true, false);
        for (var i = 0; i < parameters.Length; i++)
        {
            var symbol = method.Parameters[i];
            var isToken = symbol.Type.IsCancellationToken();
            if (isToken && hasToken)
            {
                context.Issues.Report(IssueKind.SeveralTokens, symbol, method.Name);
                complete = false;
            }

            hasToken |= isToken;
            if (symbol.RefKind != RefKind.None)
            {
                context.Issues.Report(IssueKind.MethodByReference, symbol, symbol.Name, method.Name);
                complete = false;
            }
            else if (ParseParameter(symbol, SafeName(symbol), isToken) is { } parameter)
            {
                parameters[i] = parameter;
            }
            else
            {
                complete = false;
            }
        }

        return complete ? parameters : null;
    }

    private ParameterModel? ParseParameter(IParameterSymbol symbol, string name, bool isToken)
    {
        if (isToken)
        {
            return new ParameterModel(name, ParameterKind.Token, "global::System.Threading.CancellationToken", Wire: null);
        }

        var blocks = symbol.Type.BlockFormOf();
        var item = symbol.Type.StreamItem();
        if ((item is not null || blocks != BlockForm.None) && symbol.NullableAnnotation == NullableAnnotation.Annotated)
        {
            RefuseNullStream(symbol, symbol.Type);
            return null;
        }

        if (blocks != BlockForm.None)
        {
            return new ParameterModel(name, ParameterKind.Stream, TypeNames.Qualified(symbol.Type), ScalarTypes.Block, blocks);
        }

        if (item is not null)
        {
            return types.Parse(item, symbol) is { } wire
                ? new ParameterModel(name, ParameterKind.Stream, $"global::System.Collections.Generic.IAsyncEnumerable<{wire.TypeName}>", wire)
                : null;
        }

        var value = symbol.Type.ProgressValue() is { } reported ? types.ParseProgress(symbol.Type, reported, symbol) : types.Parse(symbol.Type, symbol);
        return value is null ? null : new ParameterModel(name, ParameterKind.Value, value.TypeName, value);
    }

    private void RefuseNullStream(ISymbol spot, ITypeSymbol type) =>
        context.Issues.Report(IssueKind.TypeUnsupported, spot, TypeNames.ForMessage(type), "a stream is never null; remove the '?', and send an empty one instead");

    private static string SafeName(IParameterSymbol parameter)
    {
        var name = parameter.Name;
        while (Reserved.Contains(name) || (name != parameter.Name && ((IMethodSymbol)parameter.ContainingSymbol).Parameters.Any(other => other.Name == name)))
        {
            name += "_";
        }

        return TypeNames.Escape(name);
    }

    private string UniqueIdentifier(string name)
    {
        var identifier = name;
        for (var number = 2; !_identifiers.Add(identifier); number++)
        {
            identifier = name + number;
        }

        return TypeNames.Escape(identifier);
    }

    private static string Shape(ParameterModel[] parameters, bool isStreaming, WireType? result, bool isOneWay)
    {
        var values = parameters
            .Where(parameter => parameter.Wire is not null)
            .Select(parameter => parameter.Kind == ParameterKind.Stream ? $"stream<{parameter.Wire!.Shape}>" : parameter.Wire!.Shape);
        var answer = isStreaming ? $"stream<{result!.Shape}>" : isOneWay ? "oneway" : result?.Shape ?? "void";
        return $"({string.Join(", ", values)}) -> {answer}";
    }
}
