using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Incremental;

/// <summary>Whatever is edited in whatever order, the output is the one a compilation from nothing gives.</summary>
public class RandomEditsTests(ITestOutputHelper output)
{
    private const int Edits = 120;

    // Each file in several versions; every choice compiles or fails in its own way.
    private static readonly string[][] Files =
    [
        [
            "namespace A.B; [PeerContract] public partial interface IC : IBase { Task M(D d, E e); }",
            "namespace A.B; [PeerContract] public partial interface IC { Task M(D d); Task<S> S(); }",
            "namespace A.B; public partial class Outer : Holder { [PeerContract] public partial interface IC { Task M(N n, D? d); } }",
        ],
        [
            "namespace A; [PeerContract(Name = Names.Parent)] public partial interface IOther { Task<D> M(A.B.IC c); }",
            "namespace A; [PeerContract] public partial interface IOther : A.B.IBase { IAsyncEnumerable<S> M(CancellationToken token = default); }",
        ],
        ["namespace A.B { public interface IBase; }", "namespace A.B { public interface IBase { Task X(D d); } }", "namespace A.B { [PeerContract] public partial interface IBase { Task X(E e); } }"],
        ["namespace A; public class D { public int X; }", "namespace A; public record D(int X, E? E);", "namespace A; public partial class D : Base { [PeerOrder(Names.Order)] public S S; [PeerOrder(9)] public int Y; }"],
        ["", "namespace A.B; public class D { public string? Z; }", "namespace A; public partial class D { [PeerOrder(3)] public long Part; }", "namespace A; public class PeerOrderAttribute(int x) : Attribute;"],
        ["namespace A; public enum E { None }", "namespace A; public enum E : byte { None = 1 }", "namespace A; public class E { public List<S>? Items; }"],
        ["namespace A; public struct S { public int X; private T _t; }", "namespace A; public struct S { public T X; }", "namespace A; [PeerTolerant] public class S { public int X; }"],
        ["namespace A; public struct T { public long X; }", "namespace A; public struct T { public string X; }", "global using T = System.Int64;"],
        ["namespace A; public static class Names { public const string Parent = \"p\"; public const int Order = 1; }", "namespace A; public static class Names { public const string Parent = \"q\"; public const int Order = 2; }"],
        ["namespace A; public class Holder { public class N { public int X; } } public class Base;", "namespace A; public class Holder : Base; public class Base { public class N { public long Y; } public int B; }"],
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_series_of_edits_ends_in_the_output_of_a_clean_build(int seed)
    {
        var random = new Random(seed);
        var versions = new int[Files.Length];
        var compilation = Compiler.Create("Edited", [], [.. Files.Select(file => file[0])]);
        var driver = Compiler.CreateDriver();
        var distinct = new HashSet<string>(StringComparer.Ordinal);
        for (var edit = 0; edit < Edits; edit++)
        {
            var file = random.Next(Files.Length);
            versions[file] = random.Next(Files[file].Length);
            compilation = compilation.ReplaceSyntaxTree(
                compilation.SyntaxTrees[file + 1], CSharpSyntaxTree.ParseText(Files[file][versions[file]], Compiler.ParseOptions, cancellationToken: TestContext.Current.CancellationToken));
            driver = driver.RunGenerators(compilation, TestContext.Current.CancellationToken);
            var cold = Compiler.CreateDriver().RunGenerators(ReuseScenario.Cold(compilation), TestContext.Current.CancellationToken);
            var text = All(driver);
            Assert.True(All(cold) == text, $"seed {seed}, edit {edit}, versions {string.Join(" ", versions)}");
            distinct.Add(text);
        }

        output.WriteLine($"seed {seed}: {distinct.Count} outputs in {Edits} edits");
        Assert.InRange(distinct.Count, Edits / 4, Edits);
    }

    private static string All(GeneratorDriver driver) =>
        string.Concat(Compiler.Generated(driver).OrderBy(source => source.Key, StringComparer.Ordinal).Select(source => source.Key + source.Value));
}
