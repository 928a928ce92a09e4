using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedPeer.CompileTime;
using TypedPeer.Generators;

// What the generator costs: its share of a cold compilation, and its time after one edit. Arguments: contracts (500), methods (10), edits (20).
var contracts = args.Length > 0 ? int.Parse(args[0]) : 500;
var methods = args.Length > 1 ? int.Parse(args[1]) : 10;
var edits = args.Length > 2 ? int.Parse(args[2]) : 20;

var options = new CSharpParseOptions(LanguageVersion.Latest);
var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
    .Split(Path.PathSeparator)
    .Where(path => Path.GetFileName(path) is "TypedPeer.dll" or "netstandard.dll" || Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
    .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))
    .ToList();
var texts = Enumerable.Range(0, contracts).SelectMany(i => new[] { Sources.Contract(i, methods, contracts), Sources.Data(i), Sources.Implementation(i, methods) }).Prepend(Sources.GlobalUsings).ToList();

Console.WriteLine($"{contracts} contracts with {methods} methods, {texts.Count} files, {Environment.ProcessorCount} processors, .NET {Environment.Version}, Roslyn {typeof(CSharpCompilation).Assembly.GetName().Version}");
Cold(out _, out _);
var shares = new List<double>();
CSharpCompilation compilation = null!;
GeneratorDriver driver = null!;
for (var run = 0; run < 3; run++)
{
    var (generator, whole) = Cold(out compilation, out driver);
    shares.Add(generator / whole);
    Console.WriteLine($"cold: generator {generator:F0} ms of {whole:F0} ms");
}

var times = new List<double>();
for (var edit = 0; edit < edits; edit++)
{
    var file = 1 + (3 * (edit % contracts));
    var changed = Sources.Contract(edit % contracts, methods, contracts).Replace("GetAsync0(int id", $"GetAsync0(int id{edit}", StringComparison.Ordinal);
    compilation = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[file], CSharpSyntaxTree.ParseText(changed, options, $"{file}.cs"));

    // An editor has bound the rest of the file by the time generators run.
    compilation.GetTypeByMetadataName("Load.IContract0");
    var watch = Stopwatch.StartNew();
    driver = driver.RunGenerators(compilation);
    times.Add(watch.Elapsed.TotalMilliseconds);
}

shares.Sort();
times.Sort();
Console.WriteLine($"after one edit: {string.Join(" ", times.Select(time => $"{time:F0}"))} ms");
Console.WriteLine($"ratio: generator-share-of-cold-compilation {shares[shares.Count / 2]:F3}");
Console.WriteLine($"ratio: generator-ms-after-one-edit {times[times.Count / 2]:F1}");

(double Generator, double Whole) Cold(out CSharpCompilation source, out GeneratorDriver used)
{
    var watch = Stopwatch.StartNew();
    source = CSharpCompilation.Create(
        "Load",
        texts.Select((text, index) => CSharpSyntaxTree.ParseText(text, options, $"{index}.cs")),
        references,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    used = CSharpGeneratorDriver.Create([new PeerContractGenerator().AsSourceGenerator()], parseOptions: options);
    var start = watch.Elapsed.TotalMilliseconds;
    used = used.RunGeneratorsAndUpdateCompilation(source, out var output, out _);
    var generator = watch.Elapsed.TotalMilliseconds - start;
    using var image = new MemoryStream();
    var emitted = output.Emit(image);
    if (!emitted.Success)
    {
        throw new InvalidOperationException(emitted.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToString());
    }

    return (generator, watch.Elapsed.TotalMilliseconds);
}
