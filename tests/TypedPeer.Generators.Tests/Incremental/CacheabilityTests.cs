using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Incremental;

public class CacheabilityTests
{
    private const string Contracts = """
        [PeerContract] public partial interface IA { Task M(D d); }
        [PeerContract] public partial interface IB { Task N(int x); }
        """;

    private const string Data = "public class D { public int X { get; set; } }";

    private const string Unrelated = "class Unrelated { void M() { } }";

    [Fact]
    public void Nothing_is_done_again_when_nothing_changed() =>
        AssertReasons(compilation => compilation.Clone(), contracts: "CC", dataTypes: "C", outputs: "CCC");

    [Fact]
    public void A_blank_line_changes_no_model_and_no_output() =>
        AssertReasons(compilation => Replace(compilation, 1, "\n\n" + Contracts), contracts: "CC", dataTypes: "C", outputs: "CCC");

    [Fact]
    public void An_unrelated_type_changes_no_model_and_no_output() =>
        AssertReasons(compilation => compilation.AddSyntaxTrees(Parse("class Other;")), contracts: "CC", dataTypes: "C", outputs: "CCC");

    [Fact]
    public void A_type_among_the_types_of_a_contract_changes_no_model_and_no_output() =>
        AssertReasons(compilation => Replace(compilation, 2, Data + " public class Added;"), contracts: "CC", dataTypes: "C", outputs: "CCC");

    [Theory]
    [InlineData("class Renamed { void M() { } }")]
    [InlineData("namespace Moved { class Unrelated { void M() { } } }")]
    [InlineData("using System.Text; class Unrelated { void M() { } }")]
    [InlineData("global using System.Text; class Unrelated { void M() { } }")]
    [InlineData("global using Short = System.Int32; class Unrelated { void M() { } }")]
    [InlineData("class Unrelated { const int Limit = 3; void M() { } }")]
    [InlineData("")]
    public void What_an_unrelated_file_declares_or_imports_changes_no_model_and_no_output(string unrelated) =>
        AssertReasons(compilation => Replace(compilation, 3, unrelated), contracts: "CC", dataTypes: "C", outputs: "CCC");

    [Fact]
    public void A_using_in_the_file_of_contracts_changes_no_model_and_no_output() =>
        AssertReasons(compilation => Replace(compilation, 1, "using System.Text;\n" + Contracts), contracts: "CC", dataTypes: "C", outputs: "CCC");

    [Fact]
    public void A_changed_method_renews_its_contract_only() =>
        AssertReasons(
            compilation => Replace(compilation, 1, Contracts.Replace("N(int x)", "N(long x)", StringComparison.Ordinal)),
            contracts: "CM",
            dataTypes: "C",
            outputs: "CMC");

    [Fact]
    public void A_changed_data_type_in_another_file_renews_its_codec_and_the_contract_that_reaches_it() =>
        AssertReasons(
            compilation => Replace(compilation, 2, "public class D { public long X { get; set; } }"),
            contracts: "MC",
            dataTypes: "M",
            outputs: "MCM");

    [Fact]
    public void An_edit_in_the_body_of_a_method_changes_no_model_and_no_output() =>
        AssertReasons(
            compilation => Replace(compilation, 3, "class Unrelated { void M() { M(); } }"),
            contracts: "CC",
            dataTypes: "C",
            outputs: "CCC");

    [Fact]
    public void A_type_that_takes_the_name_of_a_data_type_renews_the_contract_that_then_reaches_it() =>
        AssertReasons(
            compilation => Replace(compilation, 2, "global using D = Other.D; namespace Other { public class D { public long Y; } }"),
            contracts: "MC",
            dataTypes: "M",
            outputs: "MCM");

    [Fact]
    public void Every_named_step_is_asserted()
    {
        var driver = Compiler.CreateDriver().RunGenerators(Compiler.Create("Cached", [], Contracts, Data, Unrelated), TestContext.Current.CancellationToken);
        var names = driver.GetRunResult().Results.Single().TrackedSteps.Keys;

        // The compiler names steps of its own after what they look at.
        Assert.Equal(
            [PeerContractGenerator.ContractsStep, PeerContractGenerator.DataTypesStep],
            names.Where(name => !name.Contains('_') && name is not ("Compilation" or "CompilationOptions" or "SourceOutput" or "ImplementationSourceOutput")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Models_hold_no_symbols_and_no_syntax()
    {
        var driver = Compiler.CreateDriver().RunGenerators(Compiler.Create("Cached", [], Contracts, Data, Unrelated), TestContext.Current.CancellationToken);
        var steps = driver.GetRunResult().Results.Single().TrackedSteps;
        foreach (var value in new[] { PeerContractGenerator.ContractsStep, PeerContractGenerator.DataTypesStep }.SelectMany(step => steps[step]).SelectMany(step => step.Outputs))
        {
            AssertPlain(value.Value, []);
        }
    }

    // C cached, U unchanged, M modified, N new, R removed; one letter for each output of the step.
    private static void AssertReasons(Func<CSharpCompilation, CSharpCompilation> change, string contracts, string dataTypes, string outputs)
    {
        var before = Compiler.Create("Cached", [], Contracts, Data, Unrelated);
        var driver = Compiler.CreateDriver().RunGenerators(before, TestContext.Current.CancellationToken);
        driver = driver.RunGenerators(change(before), TestContext.Current.CancellationToken);
        var result = driver.GetRunResult().Results.Single();
        Assert.Equal(contracts, Letters(result.TrackedSteps[PeerContractGenerator.ContractsStep]));
        Assert.Equal(dataTypes, Letters(result.TrackedSteps[PeerContractGenerator.DataTypesStep]));
        Assert.Equal(outputs, Letters(result.TrackedOutputSteps.Values.SelectMany(steps => steps)));
    }

    private static string Letters(IEnumerable<IncrementalGeneratorRunStep> steps) =>
        string.Concat(steps.SelectMany(step => step.Outputs).Select(output => output.Reason.ToString()[0]));

    private static CSharpCompilation Replace(CSharpCompilation compilation, int file, string source) =>
        compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[file], Parse(source).WithFilePath(compilation.SyntaxTrees[file].FilePath));

    private static SyntaxTree Parse(string source) =>
        CSharpSyntaxTree.ParseText(source, Compiler.ParseOptions, cancellationToken: TestContext.Current.CancellationToken);

    private static void AssertPlain(object? value, HashSet<object> seen)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
        {
            return;
        }

        Assert.False(value is ISymbol or SyntaxNode or Compilation or Location or SemanticModel, value.GetType().ToString());
        if (value is System.Collections.IEnumerable items)
        {
            foreach (var item in items)
            {
                AssertPlain(item, seen);
            }

            return;
        }

        foreach (var field in value.GetType().GetFields(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Public))
        {
            AssertPlain(field.GetValue(value), seen);
        }
    }
}
