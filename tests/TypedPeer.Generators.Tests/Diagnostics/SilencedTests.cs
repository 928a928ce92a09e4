using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Diagnostics;

/// <summary>Why a contract gets no code is said whatever is silenced, since the compiler would only complain at its uses.</summary>
public class SilencedTests
{
    private const string Refused = "[PeerContract] public partial interface IC { Task M(object x); }";
    private const string Hinted = "[PeerContract] public partial interface IC { IAsyncEnumerable<int> M(); }";

    [Theory]
    [InlineData("#pragma warning disable\n" + Refused)]
    [InlineData("#pragma warning disable TP0012\n" + Refused)]
    public async Task An_error_that_leaves_a_contract_without_code_cannot_be_silenced_in_code(string source) =>
        Assert.Equal("TP0012", Assert.Single(await Compiler.AnalyzeAsync(source)).Id);

    [Theory]
    [InlineData(ReportDiagnostic.Suppress)]
    [InlineData(ReportDiagnostic.Hidden)]
    [InlineData(ReportDiagnostic.Warn)]
    public async Task An_error_that_leaves_a_contract_without_code_cannot_be_silenced_by_the_project(ReportDiagnostic instead)
    {
        var found = Assert.Single(await Compiler.AnalyzeAsync(With("TP0012", instead, Refused), baseline: null));
        Assert.Equal(("TP0012", DiagnosticSeverity.Error), (found.Id, found.Severity));
    }

    [Fact]
    public async Task A_hint_can_be_silenced()
    {
        Assert.Equal("TP0023", Assert.Single(await Compiler.AnalyzeAsync(Hinted)).Id);
        Assert.Empty(await Compiler.AnalyzeAsync("#pragma warning disable\n" + Hinted));
        Assert.Empty(await Compiler.AnalyzeAsync(With("TP0023", ReportDiagnostic.Suppress, Hinted), baseline: null));
    }

    private static Compilation With(string id, ReportDiagnostic instead, string source)
    {
        var compilation = Compiler.Create("Analyzed", [], source);
        return compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions([new(id, instead)]));
    }
}
