using Microsoft.CodeAnalysis.CSharp;
using TypedPeer.Benchmarks.EndToEnd.Measuring;
using TypedPeer.CompileTime;

const string Help = """
    What the generator costs: its share of a cold compilation, and its time after one edit.

    usage: dotnet run -c Release --project benchmarks/CompileTime -- [CONTRACTS [METHODS [EDITS [COLD]]]]

      CONTRACTS           how many contracts the project has (default 500)
      METHODS             how many methods each has (default 10)
      EDITS               how many edits of each kind are measured (default 20)
      COLD                how many cold compilations (default 3)
    """;

return await BenchmarkProgram.RunAsync(args, Help, static args =>
{
    var contracts = Number(args, 0, 500);
    var methods = Number(args, 1, 10);
    var edits = Number(args, 2, 20);
    var colds = Number(args, 3, 3);

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

    return Task.FromResult(0);
});

static int Number(string[] args, int index, int otherwise) =>
    index >= args.Length ? otherwise
    : int.TryParse(args[index], out var number) && number >= 0 ? number
    : throw new UsageException($"'{args[index]}' is no number.");
