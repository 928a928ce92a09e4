using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Strict;

/// <summary>
/// Contracts at random, and code that was cut and mixed at random. The seed is fixed unless TYPEDPEER_SEED says otherwise, and is part
/// of every failure.
/// </summary>
public class RandomContractsTests(ITestOutputHelper output)
{
    private const int Files = 40;
    private const int Rounds = 2;
    private const int Mutants = 100;

    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("TYPEDPEER_SEED"), out var seed) ? seed : 20261127;

    [Fact]
    public async Task A_random_contract_compiles_without_a_warning_or_is_named_in_its_own_file()
    {
        var (clean, named) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var random = new RandomContracts(new Random(Seed + round));
            var sources = OnlyValid([.. Enumerable.Range(0, Files).Select(random.File)]);
            var found = await Compiler.AnalyzeAsync([.. sources]);
            Assert.All(found, diagnostic => Assert.True(diagnostic.Id.StartsWith("TP", StringComparison.Ordinal) && diagnostic.Location.IsInSource, $"seed {Seed + round}: {diagnostic}"));
            var wrong = found.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.Location.SourceTree!.FilePath).ToHashSet(StringComparer.Ordinal);
            var good = sources.Where((_, index) => !wrong.Contains($"File{index + 1}.cs")).ToArray();
            Compiler.CompileStrictly(LanguageVersion.Latest, good);
            var bare = good.Where(source => Contracts([source]) != 2).ToList();
            Assert.True(bare.Count == 0, $"seed {Seed + round}: no code for a contract that nothing is said about\n{bare.FirstOrDefault()}");
            clean += good.Length;
            named += sources.Count - good.Length;
        }

        // Both kinds are there, so that neither half of the test is empty.
        output.WriteLine($"{clean} contracts are clean, {named} are named");
        Assert.InRange(clean, Rounds * 5, Rounds * Files);
        Assert.InRange(named, Rounds * 2, Rounds * Files);
    }

    [Fact]
    public async Task Code_that_is_cut_and_mixed_never_stops_the_generator_or_an_analyzer()
    {
        var random = new Random(Seed);
        var contracts = new RandomContracts(random);
        for (var mutant = 0; mutant < Mutants; mutant++)
        {
            var source = Mutate(contracts.File(mutant), random);
            var compilation = Compiler.Create("Mutant", [], source, "[PeerContract] public partial interface IWhole { Task M(); }");
            var result = Compiler.CreateDriver().RunGenerators(compilation, TestContext.Current.CancellationToken).GetRunResult().Results.Single();
            Assert.True(result.Exception is null, $"seed {Seed}, mutant {mutant}: {result.Exception}\n{source}");
            Assert.Contains("IWhole.g.cs", result.GeneratedSources.Select(generated => generated.HintName));
            Assert.DoesNotContain(await Compiler.AnalyzeAsync(compilation, baseline: string.Empty), diagnostic => !diagnostic.Id.StartsWith("TP", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("[PeerContract] public partial interface IC { Task M(D d); } public class D { public int ; public string? { get; set; } }")]
    [InlineData("[PeerContract] public partial interface IC { Task M(D d); } public struct D { public bool ; public int; }")]
    [InlineData("[PeerContract] public partial interface IC { Task M(D d); } public record D(int, string? );")]
    [InlineData("[PeerContract] public partial interface IC { Task (int x); Task M(int, ); Task<> N(); Task<int> O(List<> x, (int, ) y); }")]
    [InlineData("[PeerContract] public partial interface { Task M(); }")]
    [InlineData("[PeerContract( public partial interface IC { Task M(); }")]
    [InlineData("[PeerContract(Name = )] public partial interface IC : , IB { [Priority] Task M(); [Priority()] Task N(); [PeerError] int X")]
    [InlineData("namespace ; [PeerContract] public partial interface IC { Task M(D d); } [PeerUnion] public interface D; [PeerUnion(0, typeof())] public interface E : D")]
    [InlineData("[PeerContract] public partial interface IC : IC { Task M(IC c); } [PeerContract] public partial interface IB : IA; [PeerContract] public partial interface IA : IB;")]
    [InlineData("[PeerContract] public partial interface IC { Task M(D d); } public class D : D { public int X; } public struct S { public S Inner; public T Other; } public struct T { public S Inner; }")]
    public async Task Code_that_is_half_typed_never_stops_the_generator_or_an_analyzer(string source)
    {
        var compilation = Compiler.Create("Typing", [], source);
        var result = Compiler.CreateDriver().RunGenerators(compilation, TestContext.Current.CancellationToken).GetRunResult().Results.Single();
        Assert.True(result.Exception is null, result.Exception?.ToString());
        Assert.DoesNotContain(await Compiler.AnalyzeAsync(compilation, baseline: string.Empty), diagnostic => !diagnostic.Id.StartsWith("TP", StringComparison.Ordinal));
    }

    // What is no C# without generated code either is of no interest.
    private static List<string> OnlyValid(List<string> sources)
    {
        var invalid = Compiler.Create("Valid", [], [.. sources]).GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.Location.SourceTree!.FilePath)
            .ToHashSet(StringComparer.Ordinal);
        return [.. sources.Where((_, index) => !invalid.Contains($"File{index + 1}.cs"))];
    }

    private static int Contracts(string[] sources) =>
        Compiler.Generated(Compiler.CreateDriver().RunGenerators(Compiler.Create("Count", [], sources), TestContext.Current.CancellationToken))
            .Keys.Count(name => !name.EndsWith("Codec.g.cs", StringComparison.Ordinal));

    private static string Mutate(string source, Random random)
    {
        var tokens = CSharpSyntaxTree.ParseText(source, Compiler.ParseOptions, cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken)
            .DescendantTokens().Select(token => token.ToFullString()).ToList();
        for (var change = random.Next(1, 8); change > 0; change--)
        {
            var (at, other) = (random.Next(tokens.Count), random.Next(tokens.Count));
            switch (random.Next(4))
            {
                case 0:
                    tokens.RemoveAt(at);
                    break;
                case 1:
                    tokens.Insert(at, tokens[other]);
                    break;
                case 2:
                    (tokens[at], tokens[other]) = (tokens[other], tokens[at]);
                    break;
                default:
                    tokens.RemoveRange(at, Math.Min(random.Next(1, 12), tokens.Count - at));
                    break;
            }
        }

        return string.Concat(tokens);
    }
}
