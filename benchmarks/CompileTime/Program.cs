using Microsoft.CodeAnalysis.CSharp;
using TypedPeer.CompileTime;

// What the generator costs: its share of a cold compilation, and its time after one edit. Arguments: contracts (500), methods (10), edits (20).
var contracts = args.Length > 0 ? int.Parse(args[0]) : 500;
var methods = args.Length > 1 ? int.Parse(args[1]) : 10;
var edits = args.Length > 2 ? int.Parse(args[2]) : 20;

var project = new Project(contracts, methods);
Console.WriteLine($"{contracts} contracts with {methods} methods, {project.Texts.Count} files, {Environment.ProcessorCount} processors, .NET {Environment.Version}, Roslyn {typeof(CSharpCompilation).Assembly.GetName().Version}");

ColdCompilation.Measure(project);
var shares = new List<double>();
for (var run = 0; run < 3; run++)
{
    var (generator, whole) = ColdCompilation.Measure(project);
    shares.Add(generator / whole);
    Console.WriteLine($"cold: generator {generator:F0} ms of {whole:F0} ms");
}

shares.Sort();
var series = new EditSeries(project);
foreach (var kind in Edits.All)
{
    series.Measure(kind, edits);
}

Console.WriteLine($"ratio: generator-share-of-cold-compilation {shares[shares.Count / 2]:F3}");
foreach (var kind in Edits.All)
{
    Console.WriteLine($"ratio: generator-ms-after-{kind.Name} {series.Median(kind):F1}");
}
