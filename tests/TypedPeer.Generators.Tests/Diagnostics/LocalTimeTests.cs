using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Diagnostics;

/// <summary>A local time is named where a call hands it to a contract, and nowhere else.</summary>
public class LocalTimeTests
{
    private const string Declarations = """
        [PeerContract]
        public partial interface IC
        {
            Task At(DateTime at);
            Task Maybe(DateTime? at);
            Task With(DateTimeOffset at);
            Task Many((int A, DateTime B) pair, DateTime[] all, D? data = null);
            Task Take(int hour);
            Task Local(DateTime at) => Task.CompletedTask;
        }

        public sealed record D(DateTime At) { public DateTime Then { get; set; } }

        public interface IPlain { Task At(DateTime at); }

        """;

    [Theory]
    [InlineData("c.At(DateTime.Now)", "DateTime.Now")]
    [InlineData("c?.At(DateTime.Today)", "DateTime.Today")]
    [InlineData("c.At(at: DateTime.Now.AddHours(1).Date)", "DateTime.Now.AddHours(1).Date")]
    [InlineData("c.At(DateTime.Now + TimeSpan.FromHours(1))", "DateTime.Now + TimeSpan.FromHours(1)")]
    [InlineData("c.At(DateTime.Now.Subtract(TimeSpan.FromHours(1)))", "DateTime.Now.Subtract(TimeSpan.FromHours(1))")]
    [InlineData("c.At(t.ToLocalTime())", "t.ToLocalTime()")]
    [InlineData("c.At(DateTimeOffset.UtcNow.LocalDateTime)", "DateTimeOffset.UtcNow.LocalDateTime")]
    [InlineData("c.At(new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Local))", "new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Local)")]
    [InlineData("c.At(DateTime.SpecifyKind(t, DateTimeKind.Local))", "DateTime.SpecifyKind(t, DateTimeKind.Local)")]
    [InlineData("c.At(t > DateTime.UnixEpoch ? t : DateTime.Now)", "t > DateTime.UnixEpoch ? t : DateTime.Now")]
    [InlineData("c.Maybe(DateTime.Now)", "DateTime.Now")]
    [InlineData("c.Maybe(u ?? DateTime.Now)", "u ?? DateTime.Now")]
    [InlineData("c.Many((1, DateTime.Now), new[] { DateTime.UtcNow })", "DateTime.Now")]
    [InlineData("c.Many((1, t), new DateTime[] { DateTime.Today })", "DateTime.Today")]
    [InlineData("c.Many((1, t), new DateTime[0], new D(DateTime.Now))", "DateTime.Now")]
    [InlineData("c.Many((1, t), new DateTime[0], new D(t) { Then = DateTime.Now })", "DateTime.Now")]
    public async Task A_local_time_that_is_handed_to_a_contract_is_named(string call, string named)
    {
        var found = Assert.Single(await AnalyzeAsync(call));
        Assert.Equal(("TP0035", DiagnosticSeverity.Info), (found.Id, found.Severity));
        Assert.Equal(named, found.Location.SourceTree!.ToString().Substring(found.Location.SourceSpan.Start, found.Location.SourceSpan.Length));
    }

    [Theory]
    [InlineData("c.At(DateTime.UtcNow)")]
    [InlineData("c.At(DateTime.Now.ToUniversalTime())")]
    [InlineData("c.At(t)")]
    [InlineData("c.At(DateTime.SpecifyKind(DateTime.Now, DateTimeKind.Utc))")]
    [InlineData("c.With(DateTimeOffset.Now)")]
    [InlineData("c.With(DateTime.Now)")]
    [InlineData("c.With(new DateTimeOffset(DateTime.Now))")]
    [InlineData("c.Take(DateTime.Now.Hour)")]
    [InlineData("c.At(Pass(() => DateTime.Now))")]
    [InlineData("p.At(DateTime.Now)")]
    [InlineData("Task.FromResult(DateTime.Now)")]
    public async Task What_means_the_same_everywhere_or_goes_nowhere_is_passed_over(string call) => Assert.Empty(await AnalyzeAsync(call));

    private static Task<System.Collections.Immutable.ImmutableArray<Diagnostic>> AnalyzeAsync(string call) => Compiler.AnalyzeAsync(
        Declarations + $$"""
        public static class Caller
        {
            public static object? Call(IC c, IPlain p, DateTime t, DateTime? u) => {{call}};

            public static DateTime Pass(Func<DateTime> make) => make();
        }
        """);
}
