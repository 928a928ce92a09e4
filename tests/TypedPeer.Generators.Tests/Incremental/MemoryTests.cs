using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Parser.Memory;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Incremental;

/// <summary>A remembered model is used where nothing it was made from has changed, and only there.</summary>
public class MemoryTests
{
    public static TheoryData<string> Stale => new(EditScenarios.Stale.Keys);

    public static TheoryData<string> Declared => new(EditScenarios.Declared.Keys);

    public static TheoryData<string> Fresh => new(EditScenarios.Fresh.Keys);

    [Theory]
    [MemberData(nameof(Stale))]
    public void A_contract_is_parsed_again_after_an_edit_elsewhere_that_changes_it(string edit)
    {
        var scenario = EditScenarios.Stale[edit];
        var before = scenario.Before();
        var old = Parse(before);
        var after = scenario.Change(before);

        // Twice: what the second compilation left behind must not be wrong either.
        Assert.Equal(Parse(EditScenario.Cold(after)), Parse(after));
        Assert.Equal(Parse(EditScenario.Cold(after)), Parse(after.Clone()));
        Assert.NotNull(old);
        Assert.NotEqual(old, Parse(after));
        Assert.Equal(old, Parse(before.Clone()));
    }

    [Theory]
    [MemberData(nameof(Fresh))]
    public void A_contract_is_not_parsed_again_where_all_that_is_declared_is_what_it_was(string edit)
    {
        var scenario = EditScenarios.Fresh[edit];
        var before = scenario.Before();
        var model = Parse(before);
        Assert.NotNull(model);
        var after = scenario.Change(before);
        Assert.Same(model, Parse(after));
        Assert.NotSame(model, Parse(EditScenario.Cold(before)));

        // There and back, and then with a change that matters.
        Assert.Same(model, Parse(before.Clone()));
        Assert.Same(model, Parse(after.Clone()));
        var hidden = after.AddSyntaxTrees(CSharpSyntaxTree.ParseText("namespace A.B; public class D { public int Hiding; } public interface IOther;", Compiler.ParseOptions, cancellationToken: TestContext.Current.CancellationToken));
        Assert.NotEqual(model, Parse(hidden));
        Assert.Equal(Parse(EditScenario.Cold(hidden)), Parse(hidden));
    }

    [Theory]
    [MemberData(nameof(Declared))]
    public void A_contract_is_parsed_again_after_another_declaration_anywhere(string edit)
    {
        var scenario = EditScenarios.Declared[edit];
        var before = scenario.Before();
        var model = Parse(before);
        Assert.NotNull(model);
        Assert.Equal(model, Parse(scenario.Change(before)));
        Assert.NotSame(model, Parse(scenario.Change(before)));
    }

    [Fact]
    public void A_contract_that_gets_no_code_is_judged_anew_each_time()
    {
        var broken = Compiler.Create("Reused", [], "[PeerContract] public partial interface IC { Task M(Missing d); }");
        Assert.Null(Parse(broken));
        var mended = broken.AddSyntaxTrees(CSharpSyntaxTree.ParseText("public class Missing { public int X; }", Compiler.ParseOptions, cancellationToken: TestContext.Current.CancellationToken));
        Assert.NotNull(Parse(mended));
    }

    [Fact]
    public void What_is_remembered_keeps_no_compilation_and_no_file_alive()
    {
        var (compilations, trees) = Remember();
        for (var i = 0; i < 10 && compilations.Concat(trees).Any(target => target.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.DoesNotContain(compilations, target => target.IsAlive);
        Assert.DoesNotContain(trees, target => target.IsAlive);
    }

    // In a method of its own, so that no local keeps anything alive. The file of the contract itself lives on.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static (List<WeakReference> Compilations, List<WeakReference> Trees) Remember()
    {
        var (compilations, trees) = (new List<WeakReference>(), new List<WeakReference>());
        var compilation = Compiler.Create("Reused", [], "[PeerContract] public partial interface IC { Task M(D d); }", "public class D;");
        Kept.Add(compilation.SyntaxTrees[1]);
        for (var edit = 0; edit < 5; edit++)
        {
            var tree = CSharpSyntaxTree.ParseText($"public class D {{ public int X{edit}; }}", Compiler.ParseOptions, cancellationToken: TestContext.Current.CancellationToken);
            compilation = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[2], tree);
            Assert.NotNull(Parse(compilation));
            compilations.Add(new WeakReference(compilation));
            trees.Add(new WeakReference(tree));
        }

        return (compilations, trees);
    }

    private static List<SyntaxTree> Kept { get; } = [];

    private static ContractModel? Parse(CSharpCompilation compilation)
    {
        var tree = compilation.SyntaxTrees[1];
        var contract = tree.GetRoot(TestContext.Current.CancellationToken).DescendantNodes().OfType<InterfaceDeclarationSyntax>().First();
        var symbol = compilation.GetSemanticModel(tree).GetDeclaredSymbol(contract, TestContext.Current.CancellationToken)!;
        return ContractMemory.Parse(symbol, compilation, issues: null, TestContext.Current.CancellationToken);
    }
}
