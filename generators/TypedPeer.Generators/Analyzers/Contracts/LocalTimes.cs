using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using TypedPeer.Generators.Analyzers.Rules;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators.Analyzers.Contracts;

/// <summary>
/// Finds local times that are handed to a contract: what travels is what the clock here shows, and that is another instant where the
/// time zone is another. Only what the call itself shows to be local counts.
/// </summary>
internal static class LocalTimes
{
    // DateTimeKind.Local.
    private const int Local = 2;

    // Without one of these names there is no local time; asking for the symbol of each call would cost too much.
    private static readonly HashSet<string> Sources = new(["Now", "Today", "ToLocalTime", "LocalDateTime", nameof(Local)], StringComparer.Ordinal);

    public static void Analyze(SyntaxNodeAnalysisContext context)
    {
        var invocation = (InvocationExpressionSyntax)context.Node;
        if (invocation.ArgumentList.Arguments.Any(MayHold)
            && context.SemanticModel.GetOperation(invocation, context.CancellationToken) is IInvocationOperation call
            && call.TargetMethod.ContainingType.IsContract())
        {
            foreach (var time in call.Arguments.SelectMany(argument => Find(argument.Value)))
            {
                context.ReportDiagnostic(Diagnostic.Create(PeerDiagnostics.LocalTime, time.Syntax.GetLocation(), time.Syntax.ToString()));
            }
        }
    }

    private static bool MayHold(ArgumentSyntax argument) => argument
        .DescendantNodes(static node => node is not AnonymousFunctionExpressionSyntax)
        .Any(static node => node is SimpleNameSyntax name && Sources.Contains(name.Identifier.ValueText));

    // The value itself, or what it is made of there and then.
    private static IEnumerable<IOperation> Find(IOperation value) => value switch
    {
        _ when IsLocal(value) => [value],
        IConversionOperation { OperatorMethod: null } conversion => Find(conversion.Operand),
        ITupleOperation tuple => tuple.Elements.SelectMany(Find),
        IArrayCreationOperation { Initializer: { } items } => items.ElementValues.SelectMany(Find),
        IObjectCreationOperation { Type: { } type } made when !type.IsPlatform() => made.Arguments.Select(argument => argument.Value)
            .Concat(made.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().Select(member => member.Value) ?? [])
            .SelectMany(Find),
        _ => [],
    };

    private static bool IsLocal(IOperation? value) => value switch
    {
        IConversionOperation { OperatorMethod: null } conversion => IsLocal(conversion.Operand),
        IConditionalOperation choice => IsLocal(choice.WhenTrue) || IsLocal(choice.WhenFalse),
        ICoalesceOperation choice => IsLocal(choice.Value) || IsLocal(choice.WhenNull),
        IPropertyReferenceOperation { Property: { Name: "LocalDateTime" } property } => property.ContainingType.Is("System", "DateTimeOffset"),
        IPropertyReferenceOperation read when IsDateTime(read.Property.ContainingType) && IsDateTime(read.Type) => read.Property.Name is "Now" or "Today" || IsLocal(read.Instance),
        IInvocationOperation call when IsDateTime(call.TargetMethod.ContainingType) && IsDateTime(call.Type) => call.TargetMethod.Name switch
        {
            "ToLocalTime" => true,
            "SpecifyKind" => SaysLocal(call.Arguments),

            // What is counted from a time is of its kind.
            "Subtract" => IsLocal(call.Instance),
            var name => name.StartsWith("Add", StringComparison.Ordinal) && IsLocal(call.Instance),
        },
        IObjectCreationOperation made when IsDateTime(made.Type) => SaysLocal(made.Arguments),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } sum when IsDateTime(sum.Type) => IsLocal(sum.LeftOperand),
        _ => false,
    };

    private static bool SaysLocal(IEnumerable<IArgumentOperation> arguments) => arguments.Any(argument =>
        argument.Parameter?.Type.Is("System", "DateTimeKind") == true && argument.Value.ConstantValue is { HasValue: true, Value: Local });

    private static bool IsDateTime(ITypeSymbol? type) => type?.SpecialType == SpecialType.System_DateTime;
}
