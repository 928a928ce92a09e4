using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Parser.Memory;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Incremental;

/// <summary>How many of four contracts the generator parses again after each kind of edit, and that the analyzers then parse none.</summary>
public class ReparsedTests
{
    private const int Contracts = 4;

    // Two contracts reach the data type; no contract reaches the service. The compiler's helper puts global usings before these.
    private static readonly string[] Files =
    [
        "[PeerContract] public partial interface IC0 { Task M(Data d); Task Local() => Task.CompletedTask; }",
        "[PeerContract] public partial interface IC1 { Task M(Data d); }",
        "[PeerContract] public partial interface IC2 { Task M(int x); }",
        "[PeerContract] public partial interface IC3 { Task M(IC0 other); }",
        "public class Data { public int X { get; set; } public int Twice() { return 2; } }",
        "public class Service { int _count = 1; public int Add(int x) { return x + _count; } }",
    ];

    [Theory]
    [InlineData("nothing", 0, "", "", 0)]
    [InlineData("a body of a class", 5, "return x", "return 2 * x", 0)]
    [InlineData("what a field begins with", 5, "= 1", "= 2", 0)]
    [InlineData("a comment in another file", 5, "public class", "/* The service. */ public class", 0)]
    [InlineData("white space in another file", 5, "{ return", "{\n    return", 0)]
    [InlineData("a body of a contract", 0, "Task.CompletedTask", "Task.Delay(1)", 1)]
    [InlineData("a comment in a contract", 2, "Task M", "/* Calls. */ Task M", 1)]
    [InlineData("a body of a data type", 4, "return 2", "return X", 2)]
    [InlineData("a comment in a data type", 4, "public int X", "/* The data. */ public int X", 2)]
    [InlineData("a method of a contract", 2, "int x", "long x", Contracts)]
    [InlineData("a member of a data type", 4, "public int X", "public long X", Contracts)]
    [InlineData("a signature of a class", 5, "Add(int x)", "Add(int x, int y)", Contracts)]
    [InlineData("a new type", 5, "public class", "class Helper; public class", Contracts)]
    [InlineData("a using", 5, "public class", "using System.Text; public class", Contracts)]
    [InlineData("a global using", 5, "public class", "global using System.Text; public class", Contracts)]
    public async Task An_edit_has_so_many_contracts_parsed_again(string edit, int file, string before, string after, int parsed)
    {
        var compilation = Compiler.Create("Counted", [], Files);
        var known = Models(compilation);
        Assert.Equal(Contracts, known.Count);
        var tree = compilation.SyntaxTrees[file + 1];
        var text = before.Length == 0 ? Files[file] : Files[file].Replace(before, after, StringComparison.Ordinal);
        Assert.True(edit == "nothing" || text != Files[file]);
        var edited = edit == "nothing" ? compilation.Clone() : compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(text, Compiler.ParseOptions, tree.FilePath, cancellationToken: TestContext.Current.CancellationToken));

        var models = Models(edited);
        Assert.Equal(parsed, models.Count(model => !known.Contains(model, ReferenceEqualityComparer.Instance)));

        // The same memory, although what the generator wrote is there too.
        Assert.Empty(await Compiler.AnalyzeAsync(edited, baseline: null));
        Assert.Equal(models, Models(edited.Clone()), ReferenceEqualityComparer.Instance);
        Compiler.CreateDriver().RunGeneratorsAndUpdateCompilation(edited, out var whole, out _, TestContext.Current.CancellationToken);
        Assert.Equal(models, Models(whole), ReferenceEqualityComparer.Instance);
    }

    [Fact]
    public void The_analyzers_who_see_what_another_generator_wrote_make_the_generator_forget_nothing()
    {
        var compilation = Compiler.Create("Counted", [], Files);
        var known = Models(compilation);
        var output = CSharpSyntaxTree.ParseText("class Written;", Compiler.ParseOptions, "/obj/generated/Other/Other.Generator/Written.g.cs", cancellationToken: TestContext.Current.CancellationToken);
        var analyzed = Models(compilation.AddSyntaxTrees(output));
        Assert.Equal(known, analyzed);
        Assert.DoesNotContain(analyzed, model => known.Contains(model, ReferenceEqualityComparer.Instance));
        for (var edit = 0; edit < 3; edit++)
        {
            var body = Files[5].Replace("return x", $"return {edit} * x", StringComparison.Ordinal);
            compilation = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[6], CSharpSyntaxTree.ParseText(body, Compiler.ParseOptions, cancellationToken: TestContext.Current.CancellationToken));
            Assert.Equal(known, Models(compilation), ReferenceEqualityComparer.Instance);
            Assert.Equal(analyzed, Models(compilation.AddSyntaxTrees(output)), ReferenceEqualityComparer.Instance);
        }
    }

    [Fact]
    public void A_file_that_nobody_edited_is_digested_once()
    {
        var compilation = Compiler.Create("Counted", [], Files);
        var first = compilation.SyntaxTrees.Select(tree => TreeMemory.Of(tree, TestContext.Current.CancellationToken)).ToList();
        Models(compilation);
        var edited = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[6], CSharpSyntaxTree.ParseText(Files[5] + "class Another;", Compiler.ParseOptions, cancellationToken: TestContext.Current.CancellationToken));
        Models(edited);
        var second = edited.SyntaxTrees.Select(tree => TreeMemory.Of(tree, TestContext.Current.CancellationToken)).ToList();
        Assert.Equal(first[..^1], second[..^1], ReferenceEqualityComparer.Instance);
        Assert.NotEqual(first[^1].Digest, second[^1].Digest);
    }

    private static List<ContractModel> Models(Compilation compilation) =>
        [.. Enumerable.Range(0, Contracts).Select(number =>
            ContractMemory.Parse(compilation.GetTypeByMetadataName($"IC{number}")!, compilation, issues: null, TestContext.Current.CancellationToken)!)];
}
