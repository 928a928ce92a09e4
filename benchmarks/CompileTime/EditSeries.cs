using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedPeer.Generators;

namespace TypedPeer.CompileTime;

/// <summary>
/// Runs the generator after edits of one file, as an editor does: on a new compilation in which nothing has been bound yet.
/// Included is all that happens while generators run, also symbols that the compiler makes because the generator asks and that
/// others would ask for later. Not included is what any compilation does first: merging the declarations of all files and
/// resolving references, which asking for one type by name brings about. Printed beside it is the floor: a generator that looks
/// for the same attribute and does nothing.
/// </summary>
internal sealed class EditSeries
{
    private readonly Dictionary<string, double> _medians = new(StringComparer.Ordinal);
    private readonly Project _project;
    private CSharpCompilation _compilation;
    private GeneratorDriver _driver = DriverOf(new PeerContractGenerator());
    private GeneratorDriver _idle = DriverOf(new IdleGenerator());
    private int _edits;

    public EditSeries(Project project)
    {
        _project = project;
        _compilation = project.Compile();
        _driver = _driver.RunGenerators(_compilation);
        _idle = _idle.RunGenerators(_compilation);
    }

    public double Median(Edit edit) => _medians[edit.Name];

    /// <summary>Edits until the code is compiled as it will be in an editor that has been open for a while.</summary>
    public void WarmUp(IEnumerable<Edit> edits, TimeSpan atLeast)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < atLeast;)
        {
            foreach (var edit in edits)
            {
                Apply(edit);
                Run(ref _driver);
                Run(ref _idle);
            }
        }
    }

    public void Measure(Edit edit, int count)
    {
        var times = new List<double>();
        var floor = new List<double>();
        var busy = new List<double>();
        for (var i = 0; i < count; i++)
        {
            Apply(edit);

            // Each runs on a compilation of its own, since whoever comes second finds symbols already made.
            floor.Add(Run(ref _idle));
            var before = Environment.CpuUsage.TotalTime;
            times.Add(Run(ref _driver));
            busy.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
        }

        times.Sort();
        floor.Sort();
        busy.Sort();
        _medians[edit.Name] = times[count / 2];
        Console.WriteLine($"after {edit.Name.Replace('-', ' ')}: {string.Join(" ", times.Select(time => $"{time:F0}"))} ms, of which a generator that does nothing takes {floor[count / 2]:F0}; {busy[count / 2]:F0} ms of processor time");
    }

    private void Apply(Edit edit)
    {
        var file = edit.File == Edit.Shared ? 0 : 1 + (Project.FilesPerContract * (_edits % _project.Contracts)) + edit.File;
        var tree = Project.Parse(edit.Apply(_project.Texts[file], ++_edits), file);
        _compilation = _compilation.ReplaceSyntaxTree(_compilation.SyntaxTrees[file], tree);
    }

    private double Run(ref GeneratorDriver driver)
    {
        var compilation = _compilation.Clone();
        if (compilation.GetTypeByMetadataName("Load.IContract0") is null)
        {
            throw new InvalidOperationException("The contract is gone.");
        }

        var watch = Stopwatch.StartNew();
        driver = driver.RunGenerators(compilation);
        return watch.Elapsed.TotalMilliseconds;
    }

    private static CSharpGeneratorDriver DriverOf(IIncrementalGenerator generator) =>
        CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: Project.Options);
}
