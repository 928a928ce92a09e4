using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedPeer.Generators.Tests.Harness;

/// <summary>
/// Stands where the snapshot tests of the generator, which are compiled into this project too, expect the compiler: here they get
/// the generator's run itself, the form that Verify.SourceGenerators takes.
/// </summary>
internal static class Compiler
{
    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using TypedPeer;

        """;

    public static GeneratorRun Compile(string assemblyName, IReadOnlyList<MetadataReference> references, params string[] sources)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.None);
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is "netstandard.dll" or "mscorlib.dll" or "TypedPeer.dll" || Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            assemblyName,
            sources.Prepend(GlobalUsings).Select((source, index) => CSharpSyntaxTree.ParseText(source, options, $"File{index}.cs", System.Text.Encoding.UTF8)),
            [.. platform, .. references],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));
        return new(CSharpGeneratorDriver.Create([new PeerContractGenerator().AsSourceGenerator()], parseOptions: options).RunGenerators(compilation));
    }
}

/// <summary>A run of the generator, under the name the snapshot tests ask for.</summary>
internal sealed record GeneratorRun(GeneratorDriver Generated);
