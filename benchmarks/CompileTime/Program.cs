using Microsoft.CodeAnalysis.CSharp;
using TypedPeer.CompileTime;

// What the generator costs: its share of a cold compilation, and its time after one edit. Arguments: contracts (500), methods (10), edits (20), cold compilations (3).
var contracts = args.Length > 0 ? int.Parse(args[0]) : 500;
var methods = args.Length > 1 ? int.Parse(args[1]) : 10;
var edits = args.Length > 2 ? int.Parse(args[2]) : 20;
var colds = args.Length > 3 ? int.Parse(args[3]) : 3;

var project = new Project(contracts, methods);
Console.WriteLine($"{contracts} contracts with {methods} methods, {project.Texts.Count} files, {Environment.ProcessorCount} processors, .NET {Environment.Version}, Roslyn {typeof(CSharpCompilation).Assembly.GetName().Version}");

var shares = new List<double>();
for (var run = 0; run <= colds && colds > 0; run++)
{
    // The first warms up.
    var (generator, whole) = ColdCompilation.Measure(project);
    if (run > 0)
    {
        shares.Add(generator / whole);
        Console.WriteLine($"cold: generator {generator:F0} ms of {whole:F0} ms");
    }
}

shares.Sort();
var series = new EditSeries(project);
series.WarmUp(Edits.All, TimeSpan.FromSeconds(8));
foreach (var kind in Edits.All)
{
    series.Measure(kind, edits);
}

if (shares.Count > 0)
{
    Console.WriteLine($"ratio: generator-share-of-cold-compilation {shares[shares.Count / 2]:F3}");
}

foreach (var kind in Edits.All)
{
    Console.WriteLine($"ratio: generator-ms-after-{kind.Name} {series.Median(kind):F1}");
}
