using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedPeer.CompileTime;

/// <summary>A project of contracts, data types and implementations, each in a file of its own.</summary>
internal sealed class Project(int contracts, int methods)
{
    /// <summary>How many files there are for each contract: the contract, a data type, an implementation.</summary>
    public const int FilesPerContract = 3;

    private readonly List<MetadataReference> _references = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => Path.GetFileName(path) is "TypedPeer.dll" or "netstandard.dll" || Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
        .Select(path => MetadataReference.CreateFromFile(path))];

    public static CSharpParseOptions Options { get; } = new(LanguageVersion.Latest);

    public int Contracts => contracts;

    /// <summary>The files: the global usings, and then those of each contract.</summary>
    public IReadOnlyList<string> Texts { get; } =
    [
        Sources.GlobalUsings,
        .. Enumerable.Range(0, contracts).SelectMany(i => new[] { Sources.Contract(i, methods, contracts), Sources.Data(i), Sources.Implementation(i, methods) }),
    ];

    public CSharpCompilation Compile() => CSharpCompilation.Create(
        "Load",
        Texts.Select(Parse),
        _references,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    public static SyntaxTree Parse(string text, int file) => CSharpSyntaxTree.ParseText(text, Options, $"{file}.cs");
}
