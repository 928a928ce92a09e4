using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Incremental;

/// <summary>Whatever is edited in whatever order, the output is the one a compilation from nothing gives.</summary>
public class RandomEditsTests(ITestOutputHelper output)
{
    private const int Edits = 120;

    private const int MovesOneIn = 12;

    // Each file in several versions; every choice compiles or fails in its own way.
    private static readonly string[][] Types =
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

    // The same names declared, imported, aliased, hidden and inherited in several ways; hardly any edit touches a contract's file.
    private static readonly string[][] Names =
    [
        [
            "namespace A.B; [PeerContract] public partial interface IC { Task M(D d); Task N(X.N n); Task O(E e); }",
            "using N2; namespace A.B { [PeerContract] public partial interface IC { Task M(D d); Task P(Calendar c); } }",
            "namespace A.B; using Q = N1.D; [PeerContract] public partial interface IC { Task M(Q d); Task N(X.N n); }",
        ],
        ["namespace A; [PeerContract(Name = K.Name)] public partial interface IOther { Task M(D d); }", "using static Z; [PeerContract(Name = One)] public partial interface IOther { Task M(N1.D d); }"],
        ["namespace A.B; [PeerContract] public partial interface IRef { Task M(IOther other, X.N n); Task<E> F(); }"],
        ["namespace A; public class D { public int X; }", "namespace A; public class D : Y { public E X; }"],
        [
            "", "namespace A.B; public class D { public long Nearer; }", "namespace A.B.N1 { public class D { public long Z; } }", "file class D { public int Local; }",
            "namespace A; public partial class X { public class N { public string? Hiding; } }", "namespace A.B; public class N1 { public class D { public E Z; } }",
        ],
        [
            "namespace N1 { public class D { public short N1; } public class Calendar { public int C; } } namespace N2 { public class D { public ushort N2; } public class Calendar { public long C2; } }",
            "namespace N1 { public class D { public decimal N1; } } namespace N2 { public class Calendar { public int X; } }",
        ],
        ["", "global using N2;", "global using System.Globalization;", "global using D = N1.D;", "global using E = N1.D;", "global using static Statics;", "global using N1; global using N2;"],
        ["namespace A; public partial class X : Y;", "namespace A; using Y = Z2; public partial class X : Y;", "namespace A; public partial class X : Z1;"],
        ["namespace A; public class Y : Z1;", "namespace A; public class Y : Z2;", "namespace A; public abstract class Y : Statics;"],
        [
            "public class Z1 { public class N { public int X; } } public class Z2 { public class N { public long Y; } }",
            "public class Z1 { protected class N { public int X; } } public class Z2 { public class N : Z1 { public A.E E; } }",
        ],
        ["", "namespace A.B; public class Y : Z2;", "namespace A; public class Z1 : Z2;", "namespace A.X; public class N { public int InNamespace; }"],
        ["namespace A; public enum E { None }", "namespace A; public enum E : byte { None }", "namespace A { public enum E : long { None } namespace B { public enum E : short { None } } }"],
        ["namespace A; public static class K { public const string Name = Z.One; }", "namespace A; public static class K { public const string Name = nameof(K); }"],
        ["public static class Z { public const string One = \"1\"; }", "public static class Z { public const string One = \"2\"; } namespace A { static class Z { public const string One = \"3\"; } }"],
        ["", "namespace A; static class Other;", "namespace A; public class PeerContractAttribute : Attribute { public string? Name; }", "namespace A; delegate void D2();", "namespace A; delegate void X();"],
        ["public class Statics { public class N { public byte S; } public class Calendar { public sbyte S; } }", "public class Statics { private class N { public byte S; } public enum Calendar { None } }"],
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_series_of_edits_ends_in_the_output_of_a_clean_build(int seed) => Run(seed, Types, moves: false);

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Any_series_of_edits_of_what_names_mean_ends_in_the_output_of_a_clean_build(int seed) => Run(seed, Names, moves: seed % 2 == 0);

    private void Run(int seed, string[][] files, bool moves)
    {
        var random = new Random(seed);
        var versions = new int[files.Length];
        var compilation = Compiler.Create("Edited", [], [.. files.Select(file => file[0])]);
        var trees = compilation.SyntaxTrees.Skip(1).ToArray();
        var driver = Compiler.CreateDriver();
        var distinct = new HashSet<string>(StringComparer.Ordinal);
        for (var edit = 0; edit < Edits; edit++)
        {
            var file = random.Next(files.Length);
            versions[file] = random.Next(files[file].Length);
            var tree = CSharpSyntaxTree.ParseText(files[file][versions[file]], Compiler.ParseOptions, cancellationToken: TestContext.Current.CancellationToken);
            compilation = moves && random.Next(MovesOneIn) == 0
                ? compilation.RemoveSyntaxTrees(trees[file]).AddSyntaxTrees(tree)
                : compilation.ReplaceSyntaxTree(trees[file], tree);
            trees[file] = tree;

            // The compiler's driver loses count of files that move. A new one knows nothing, but what the generator remembers lasts.
            driver = (moves ? Compiler.CreateDriver() : driver).RunGenerators(compilation, TestContext.Current.CancellationToken);
            var cold = Compiler.CreateDriver().RunGenerators(EditScenario.Cold(compilation), TestContext.Current.CancellationToken);
            var text = All(driver);
            Assert.True(All(cold) == text, $"seed {seed}, edit {edit}, versions {string.Join(" ", versions)}");
            distinct.Add(text);
        }

        output.WriteLine($"seed {seed}: {distinct.Count} outputs in {Edits} edits");
        Assert.InRange(distinct.Count, Edits / 8, Edits);
    }

    private static string All(GeneratorDriver driver) =>
        string.Concat(Compiler.Generated(driver).OrderBy(source => source.Key, StringComparer.Ordinal).Select(source => source.Key + source.Value));
}
