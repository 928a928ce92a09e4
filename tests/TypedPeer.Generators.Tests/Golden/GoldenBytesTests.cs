using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.Golden;

public class GoldenBytesTests
{
    private static readonly Dictionary<string, string> Vectors = File
        .ReadLines(Path.Combine(RepositoryRoot.Path, "tests", "vectors", "memorypack.tsv"))
        .Select(line => line.Split('\t'))
        .ToDictionary(columns => columns[0], columns => columns[1]);

    public static IEnumerable<TheoryDataRow<string>> Names => GoldenCases.All.Keys.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_value_is_written_as_the_golden_bytes(string name) =>
        Assert.Equal(Vectors[name], Convert.ToHexString(GoldenCases.All[name].Write()));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_golden_bytes_are_read_to_a_value_that_is_written_as_the_same_bytes(string name) =>
        Assert.Equal(Vectors[name], Convert.ToHexString(GoldenCases.All[name].Rewrite(Convert.FromHexString(Vectors[name]))));

    [Fact]
    public void Every_vector_is_tested_or_is_a_documented_deviation() =>
        Assert.Equal(Vectors.Keys.Order(), GoldenCases.All.Keys.Union(GoldenCases.Deviations).Order());
}
