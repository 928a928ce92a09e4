using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedPeer.Generators.Emitter.Code;
using TypedPeer.Generators.Emitter.Codecs;
using TypedPeer.Generators.Emitter.Contracts;
using TypedPeer.Generators.Emitter.TypeScript;
using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.DataTypes;
using TypedPeer.Generators.Parser.Libraries;
using TypedPeer.Generators.Parser.Memory;
using TypedPeer.Generators.Parser.Symbols;

namespace TypedPeer.Generators;

/// <summary>
/// Writes the proxy, the dispatcher and the codecs of every interface marked with <c>[PeerContract]</c>. What it cannot write
/// it skips in silence: the analyzers, which share its parser, say why.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class PeerContractGenerator : IIncrementalGenerator
{
    /// <summary>The name of the step that parses contracts, for tests of cacheability.</summary>
    public const string ContractsStep = "Contracts";

    /// <summary>The name of the step that lists each data type once.</summary>
    public const string DataTypesStep = "DataTypes";

    // Set by the build where somebody wants the contracts in TypeScript, and never in an editor: nobody reads them there.
    private const string EmitsTypeScript = "build_property.TypedPeerEmitsTypeScript";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var contracts = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                "TypedPeer.PeerContractAttribute",
                static (node, _) => node is InterfaceDeclarationSyntax,
                static (target, cancellationToken) => !IsFirst(target) ? null :
                    ContractMemory.Parse((INamedTypeSymbol)target.TargetSymbol, target.SemanticModel.Compilation, issues: null, cancellationToken))
            .Where(static contract => contract is not null)
            .Select(static (contract, _) => contract!)
            .WithTrackingName(ContractsStep);

        var dataTypes = contracts
            .SelectMany(static (contract, _) => contract.DataTypes)
            .Collect()
            .SelectMany(static (all, _) => Distinct(all))
            .WithTrackingName(DataTypesStep);

        context.RegisterSourceOutput(contracts.Collect().SelectMany(static (all, _) => Named(all)), static (output, entry) =>
            output.AddSource(entry.HintName + ".g.cs", ContractEmitter.Emit(entry.Contract)));
        context.RegisterSourceOutput(dataTypes, static (output, entry) => output.AddSource(entry.HintName + ".g.cs", CodecEmitter.Emit(entry.Type)));
        EmitTypeScript(context);
    }

    // Nothing runs where nobody wants it. Where somebody does, comments count, which no model of ours holds: it is done anew for each compilation.
    private static void EmitTypeScript(IncrementalGeneratorInitializationContext context)
    {
        var wishes = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => options.GlobalOptions.TryGetValue(EmitsTypeScript, out var value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase))
            .SelectMany(static (isWanted, _) => Enumerable.Repeat(isWanted, isWanted ? 1 : 0));
        context.RegisterSourceOutput(wishes.Combine(context.CompilationProvider), static (output, wish) =>
            output.AddSource(ScriptOutput.HintName, ScriptOutput.Wrap(LibraryScript.Emit(LibraryParser.Parse(wish.Right, output.CancellationToken)))));
    }

    // Marked twice, which the compiler refuses, a contract is there twice. A node may be older than its symbol: only its place counts.
    private static bool IsFirst(GeneratorAttributeSyntaxContext target) =>
        target.TargetSymbol.FindAttribute("PeerContractAttribute")?.ApplicationSyntaxReference is not { } first
        || target.TargetNode.Span.Contains(first.Span);

    private static IEnumerable<(ContractModel Contract, string HintName)> Named(IReadOnlyList<ContractModel> all)
    {
        var names = all.Select(contract => OutputNames.Contract(contract.Name)).ToList();
        var alike = Alike(names);
        return all.Zip(names, (contract, name) => (contract, Hint(name, ContractCode.Key(contract), alike)));
    }

    private static IEnumerable<(DataTypeModel Type, string HintName)> Distinct(IReadOnlyList<DataTypeModel> all)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var distinct = all.Select(type => (Type: type, Name: OutputNames.Codec(type.Name))).Where(entry => seen.Add(entry.Name)).OrderBy(entry => entry.Name, StringComparer.Ordinal).ToList();
        var alike = Alike(distinct.Select(entry => entry.Name));
        return distinct.Select(entry => (entry.Type, Hint(entry.Name, CodeNames.Of(entry.Type.Name), alike)));
    }

    // Names of outputs must differ in more than case.
    private static HashSet<string> Alike(IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return new HashSet<string>(names.Where(name => !seen.Add(name)), StringComparer.OrdinalIgnoreCase);
    }

    private static string Hint(string name, string key, HashSet<string> alike) => alike.Contains(name) ? OutputNames.Hashed(name, key) : name;
}
