using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using TypedPeer.Generators.Analyzers.Baseline;
using TypedPeer.Generators.Analyzers.Contracts;
using TypedPeer.Generators.Emitter.Code;

namespace TypedPeer.Generators.Tests.Harness;

/// <summary>Runs the C# compiler in process, with the generator and the analyzers.</summary>
internal static class Compiler
{
    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using TypedPeer;

        """;

    /// <summary>With the symbol that lets the warnings of generated code be seen.</summary>
    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Latest, DocumentationMode.None, preprocessorSymbols: [Header.ShowWarnings]);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is "netstandard.dll" or "mscorlib.dll" or "TypedPeer.dll" || Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static CSharpCompilation Create(string assemblyName, IEnumerable<MetadataReference> references, params string[] sources) =>
        CSharpCompilation.Create(
            assemblyName,
            sources.Prepend(GlobalUsings).Select((source, index) => CSharpSyntaxTree.ParseText(source, ParseOptions, path: $"File{index}.cs", encoding: System.Text.Encoding.UTF8)),
            References.AddRange(references),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true, warningLevel: 9999));

    public static GeneratorDriver CreateDriver(params (string Name, string Value)[] properties) => CSharpGeneratorDriver.Create(
        [new PeerContractGenerator().AsSourceGenerator()],
        parseOptions: ParseOptions,
        optionsProvider: new ProjectOptions(properties),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Compiles library code against what <paramref name="references"/> produced before.</summary>
    public static CompiledLibrary Compile(string assemblyName, IReadOnlyList<CompiledLibrary> references, params string[] sources)
    {
        var driver = CreateDriver().RunGeneratorsAndUpdateCompilation(
            Create(assemblyName, references.Select(reference => reference.Reference), sources), out var compilation, out _);
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id is not ("CS1701" or "CS1702" or "CS8981")).ToList();
        Assert.True(errors.Count == 0, string.Join(Environment.NewLine, errors) + Environment.NewLine + string.Join(Environment.NewLine, Generated(driver).Values));
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(emitted.Success, string.Join(Environment.NewLine, emitted.Diagnostics));
        return new CompiledLibrary(image.ToArray(), Generated(driver));
    }

    public static CompiledLibrary Compile(params string[] sources) => Compile("Shapes", [], sources);

    /// <summary>Compiles as the strictest of projects does: all warnings are errors, comments are read, and numbers that overflow throw.</summary>
    public static void CompileStrictly(LanguageVersion version, params string[] sources)
    {
        var parse = ParseOptions.WithLanguageVersion(version).WithDocumentationMode(DocumentationMode.Diagnose).WithFeatures([new("strict", "true"), new("peverify-compat", "true")]);
        var compilation = Create("Strict", [], sources);
        compilation = compilation
            .RemoveAllSyntaxTrees()
            .AddSyntaxTrees(compilation.SyntaxTrees.Select(tree => CSharpSyntaxTree.ParseText(tree.GetText(), parse, tree.FilePath)))
            .WithOptions(compilation.Options.WithAllowUnsafe(false).WithOverflowChecks(true).WithDeterministic(true).WithOptimizationLevel(OptimizationLevel.Release));
        var driver = CSharpGeneratorDriver.Create([new PeerContractGenerator().AsSourceGenerator()], parseOptions: parse)
            .RunGeneratorsAndUpdateCompilation(compilation, out var whole, out var said);
        using var image = new MemoryStream();
        var emitted = whole.Emit(image, cancellationToken: TestContext.Current.CancellationToken);

        // What the source is warned about with and without generated code is no matter of the generator's.
        var own = compilation.GetDiagnostics(TestContext.Current.CancellationToken).Select(diagnostic => diagnostic.ToString()).ToHashSet(StringComparer.Ordinal);
        var wrong = said.Concat(emitted.Diagnostics)
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && !own.Contains(diagnostic.ToString()) && diagnostic.Id is not ("CS1701" or "CS1702" or "CS8981"))
            .ToList();
        Assert.True(
            wrong.Count == 0,
            $"C# {version}: {string.Join(Environment.NewLine, wrong)}{Environment.NewLine}{string.Join(Environment.NewLine, wrong.Select(diagnostic => diagnostic.Location.SourceTree).Distinct().Select(tree => tree?.ToString()))}");
        Assert.NotEmpty(Generated(driver));
    }

    /// <summary>Returns what the analyzers say, in the order of the source.</summary>
    public static Task<ImmutableArray<Diagnostic>> AnalyzeAsync(params string[] sources) => AnalyzeAsync(baseline: null, sources);

    /// <summary>Returns what the analyzers say where there is a wire baseline.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(string? baseline, string[] sources)
    {
        return await AnalyzeAsync(Create("Analyzed", [], sources), baseline);
    }

    /// <summary>Returns what the analyzers say about a compilation once the generator has run.</summary>
    /// <param name="source">The compilation.</param>
    /// <param name="baseline">A wire baseline; null for none.</param>
    /// <param name="properties">Properties of the project that the analyzers see.</param>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Compilation source, string? baseline, params (string Name, string Value)[] properties)
    {
        CreateDriver().RunGeneratorsAndUpdateCompilation(source, out var compilation, out _);
        var diagnostics = await compilation
            .WithAnalyzers([new PeerContractAnalyzer(), new WireBaselineAnalyzer()], new AnalyzerOptions([.. baseline is null ? Enumerable.Empty<AdditionalText>() : [new BaselineText(baseline)]], new ProjectOptions(properties)))
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return [.. diagnostics.OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    public static IReadOnlyDictionary<string, string> Generated(GeneratorDriver driver) =>
        driver.GetRunResult().Results.Single().GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());
}

/// <summary>A wire baseline as an additional file.</summary>
internal sealed class BaselineText(string text) : AdditionalText
{
    public override string Path => "PeerContracts.txt";

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
}

/// <summary>What a compilation made.</summary>
internal sealed class CompiledLibrary(byte[] image, IReadOnlyDictionary<string, string> generated)
{
    public MetadataReference Reference { get; } = MetadataReference.CreateFromImage(image);

    public IReadOnlyDictionary<string, string> Generated { get; } = generated;

    public Assembly Load(AssemblyLoadContext context) => context.LoadFromStream(new MemoryStream(image));
}
