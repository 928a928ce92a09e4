using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedPeer.Generators;

namespace TypedPeer.CompileTime;

/// <summary>
/// Compiles the project from its text to its image. The generator is charged with everything that happens while it runs, also
/// with what the compiler would otherwise do later: its declaration table, references, and the symbols the generator asks for.
/// </summary>
internal static class ColdCompilation
{
    public static (double Generator, double Whole) Measure(Project project)
    {
        var watch = Stopwatch.StartNew();
        var source = project.Compile();
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new PeerContractGenerator().AsSourceGenerator()], parseOptions: Project.Options);
        var start = watch.Elapsed.TotalMilliseconds;
        driver.RunGeneratorsAndUpdateCompilation(source, out var output, out _);
        var generator = watch.Elapsed.TotalMilliseconds - start;
        using var image = new MemoryStream();
        var emitted = output.Emit(image);
        if (!emitted.Success)
        {
            throw new InvalidOperationException(emitted.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToString());
        }

        return (generator, watch.Elapsed.TotalMilliseconds);
    }
}
