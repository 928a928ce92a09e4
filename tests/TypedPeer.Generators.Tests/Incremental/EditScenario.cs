using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Incremental;

/// <summary>A project that is edited. The first contract of the first file is the one that is looked at.</summary>
/// <param name="Files">The files before the edit.</param>
/// <param name="Change">What the edit makes of the compilation.</param>
internal sealed record EditScenario(string[] Files, Func<CSharpCompilation, CSharpCompilation> Change)
{
    /// <summary>A scenario in which some text is replaced wherever it stands.</summary>
    public static EditScenario Edit(string before, string after, params string[] files) => new(files, compilation => Replace(compilation, before, after));

    /// <summary>A scenario in which a file is added.</summary>
    public static EditScenario Add(string file, params string[] files) => new(files, compilation => compilation.AddSyntaxTrees(Parse(file)));

    /// <summary>The last reference, where there is one.</summary>
    public MetadataReference? Library { get; init; }

    public CSharpCompilation Before() => Compiler.Create("Reused", Library is null ? [] : [Library], Files);

    /// <summary>The same compilation from text alone, of which nothing can be remembered.</summary>
    public static CSharpCompilation Cold(CSharpCompilation compilation) => compilation
        .RemoveAllSyntaxTrees()
        .AddSyntaxTrees(compilation.SyntaxTrees.Select(tree => CSharpSyntaxTree.ParseText(
            tree.GetText(TestContext.Current.CancellationToken), (CSharpParseOptions)tree.Options, tree.FilePath, TestContext.Current.CancellationToken)));

    private static CSharpCompilation Replace(CSharpCompilation compilation, string before, string after)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            var text = tree.ToString();
            if (text.Contains(before, StringComparison.Ordinal))
            {
                compilation = compilation.ReplaceSyntaxTree(tree, Parse(text.Replace(before, after, StringComparison.Ordinal)).WithFilePath(tree.FilePath));
            }
        }

        return compilation;
    }

    private static SyntaxTree Parse(string text) =>
        CSharpSyntaxTree.ParseText(text, Compiler.ParseOptions, cancellationToken: TestContext.Current.CancellationToken);
}
