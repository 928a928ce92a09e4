using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model;

namespace TypedPeer.Generators.Parser;

/// <summary>Turns the methods of a contract into models.</summary>
internal sealed class MethodParser(ParseContext context)
{
    private readonly TypeParser _types = new(context);
    private readonly HashSet<string> _identifiers = new(StringComparer.Ordinal);
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
        var form = ParseReturn(method, isOneWay, out var result);
        var parameters = ParseParameters(method);
        if (form is null || parameters is null)
        {
            return null;
        }

        var signature = $"{method.Name}({string.Join(", ", method.Parameters.Where(p => !p.Type.IsCancellationToken()).Select(p => TypeNames.ForMessage(p.Type)))})";
        var shape = new ShapeWriter(context.DataTypes).Write(Shape(parameters, form.Value, result, isOneWay));
        return new MethodModel(
            UniqueIdentifier(method.Name),
            TypeNames.Escape(method.Name),
            TypeNames.Qualified(method.ContainingType),
            wireName,
            signature,
            Hashes.Of($"{wireName}.{signature}"),
            Hashes.Of(shape),
            shape,
            form.Value,
            result,
            isOneWay,
            isConcurrent || method.FindAttribute("ConcurrentAttribute") is not null,
            new EquatableArray<ParameterModel>(parameters));
    }

    private ReturnForm? ParseReturn(IMethodSymbol method, bool isOneWay, out WireType? result)
    {
        result = null;
        if (method.RefKind != RefKind.None || method.ReturnType is not INamedTypeSymbol type || FormOf(type) is not { } form)
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

        result = _types.Parse(type.TypeArguments[0], method);
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
            else if (ParseParameter(symbol, isToken) is { } parameter)
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

    private ParameterModel? ParseParameter(IParameterSymbol symbol, bool isToken)
    {
        if (isToken)
        {
            return new ParameterModel(SafeName(symbol.Name), ParameterKind.Token, "global::System.Threading.CancellationToken", Wire: null);
        }

        if (symbol.Type.StreamItem() is not { } item)
        {
            return _types.Parse(symbol.Type, symbol) is { } value
                ? new ParameterModel(SafeName(symbol.Name), ParameterKind.Value, value.TypeName, value)
                : null;
        }

        if (_types.Parse(item, symbol) is not { } wire)
        {
            return null;
        }

        return new ParameterModel(SafeName(symbol.Name), ParameterKind.Stream, $"global::System.Collections.Generic.IAsyncEnumerable<{wire.TypeName}>", wire);
    }

    // Names that generated code uses for itself in the same scope.
    private static string SafeName(string name) =>
        name is "writer" or "streams" or "reader" or "call" or "target" or "_remote" ? name + "_" : TypeNames.Escape(name);

    private string UniqueIdentifier(string name)
    {
        var identifier = name;
        for (var number = 2; !_identifiers.Add(identifier); number++)
        {
            identifier = name + number;
        }

        return TypeNames.Escape(identifier);
    }

    private static string Shape(ParameterModel[] parameters, ReturnForm form, WireType? result, bool isOneWay)
    {
        var values = parameters
            .Where(parameter => parameter.Wire is not null)
            .Select(parameter => parameter.Kind == ParameterKind.Stream ? $"stream<{parameter.Wire!.Shape}>" : parameter.Wire!.Shape);
        var answer = form == ReturnForm.Stream ? $"stream<{result!.Shape}>" : isOneWay ? "oneway" : result?.Shape ?? "void";
        return $"({string.Join(", ", values)}) -> {answer}";
    }
}
