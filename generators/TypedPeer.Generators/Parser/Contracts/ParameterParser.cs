using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.WireTypes;
using TypedPeer.Generators.Parser.Context;
using TypedPeer.Generators.Parser.Issues;
using TypedPeer.Generators.Parser.Naming;
using TypedPeer.Generators.Parser.Symbols;
using TypedPeer.Generators.Parser.Types;

namespace TypedPeer.Generators.Parser.Contracts;

/// <summary>Turns the parameters of a method into models.</summary>
internal sealed class ParameterParser(ParseContext context, TypeParser types)
{
    /// <summary>Returns the parameters, or null after reporting which cannot travel.</summary>
    public ParameterModel[]? ParseAll(IMethodSymbol method)
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
            else if (Parse(symbol, isToken) is { } parameter)
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

    public void RefuseNullStream(ISymbol spot, ITypeSymbol type) =>
        context.Issues.Report(IssueKind.TypeUnsupported, spot, DisplayNames.ForMessage(type), "a stream is never null; remove the '?', and send an empty one instead");

    private ParameterModel? Parse(IParameterSymbol symbol, bool isToken)
    {
        if (isToken)
        {
            return new ParameterModel(symbol.Name, ParameterKind.Token, Wire: null);
        }

        if (symbol.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } maybe && maybe.TypeArguments[0].IsCancellationToken())
        {
            context.Issues.Report(
                IssueKind.TypeUnsupported, symbol, DisplayNames.ForMessage(symbol.Type), "a token is never null; remove the '?', and give it '= default' to make it optional");
            return null;
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
            return new ParameterModel(symbol.Name, ParameterKind.Stream, ListType.Block, blocks);
        }

        if (item is not null)
        {
            return types.Parse(item, symbol) is { } wire ? new ParameterModel(symbol.Name, ParameterKind.Stream, wire) : null;
        }

        return ParseValue(symbol);
    }

    // What may be given counts, not what it is declared as: an attribute can let null in, or keep it out.
    private ParameterModel? ParseValue(IParameterSymbol symbol)
    {
        if (Parse(symbol, symbol.Type) is not { } declared)
        {
            return null;
        }

        var (allows, disallows) = (FlowAttributes.Has(symbol, FlowAttributes.AllowNull), FlowAttributes.Has(symbol, FlowAttributes.DisallowNull));
        if (disallows && symbol.Type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            context.Issues.Report(IssueKind.TypeUnsupported, symbol, DisplayNames.ForMessage(symbol.Type), "[DisallowNull] says that it is never null; remove the attribute and the '?'");
            return null;
        }

        if (symbol.Type.IsValueType || (!allows && !disallows))
        {
            return new ParameterModel(symbol.Name, ParameterKind.Value, declared);
        }

        var given = symbol.Type.WithNullableAnnotation(allows ? NullableAnnotation.Annotated : NullableAnnotation.NotAnnotated);
        return Parse(symbol, given) is { } wire
            ? new ParameterModel(symbol.Name, ParameterKind.Value, wire, BlockForm.None, allows ? NullAllowance.Allowed : NullAllowance.Disallowed, declared)
            : null;
    }

    private WireType? Parse(IParameterSymbol symbol, ITypeSymbol type) =>
        type.ProgressValue() is { } reported ? types.ParseProgress(type, reported, symbol) : types.Parse(type, symbol);
}
