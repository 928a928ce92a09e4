using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedPeer.CodeFixes;

namespace TypedPeer.Generators.Tests.Fixes;

/// <summary>What the package brings for the compiler and the editor: two assemblies in one folder, and nothing else.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("typedpeer").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_two_assemblies_of_the_package_load_from_a_folder_of_their_own_and_every_fix_mends_a_rule_of_the_analyzers()
    {
        // Loaded from bytes, so that the folder can be deleted. The compiler's own assemblies are those of the process.
        var context = new AssemblyLoadContext(nameof(PackageTests), isCollectible: true);
        foreach (var type in new[] { typeof(MakePartialFix), typeof(PeerContractGenerator) })
        {
            File.Copy(type.Assembly.Location, Path.Combine(_folder, Path.GetFileName(type.Assembly.Location)));
        }

        context.Resolving += (_, name) => File.Exists(PathOf(name)) ? Load(context, PathOf(name)) : null;
        var fixes = Load(context, Path.Combine(_folder, "TypedPeer.CodeFixes.dll"));
        var analyzers = Load(context, Path.Combine(_folder, "TypedPeer.Generators.dll"));

        var rules = Make<DiagnosticAnalyzer>(analyzers).SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(rule => rule.Id).ToHashSet(StringComparer.Ordinal);
        var mended = Make<CodeFixProvider>(fixes).SelectMany(fix => fix.FixableDiagnosticIds).ToList();
        Assert.NotEqual(typeof(MakePartialFix).Assembly, fixes);
        Assert.NotEmpty(mended);
        Assert.All(mended, id => Assert.Contains(id, rules));
        context.Unload();
    }

    private string PathOf(AssemblyName name) => Path.Combine(_folder, name.Name + ".dll");

    private static Assembly Load(AssemblyLoadContext context, string path) => context.LoadFromStream(new MemoryStream(File.ReadAllBytes(path)));

    private static IEnumerable<T> Make<T>(Assembly assembly) =>
        assembly.GetTypes().Where(type => type is { IsAbstract: false } && typeof(T).IsAssignableFrom(type)).Select(type => (T)Activator.CreateInstance(type)!);
}
