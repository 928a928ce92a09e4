using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.Golden;

/// <summary>Vectors that the package wrote for this project: extreme values, every collection, nesting, layouts, strings in both forms.</summary>
public class MoreGoldenBytesTests
{
    private const string OtherForm = "UTF-16: ";

    private static readonly Dictionary<string, string> Vectors = File
        .ReadLines(Path.Combine(RepositoryRoot.Path, "tests", "vectors", "memorypack-more.tsv"))
        .Select(line => line.Split('\t'))
        .ToDictionary(columns => columns[0], columns => columns[1]);

    public static IEnumerable<TheoryDataRow<string>> Names => MoreGoldenCases.All.Keys.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_value_is_written_as_the_package_writes_it(string name) =>
        Assert.Equal(Vectors[name], Convert.ToHexString(MoreGoldenCases.All[name].Write()));

    [Theory]
    [MemberData(nameof(Names))]
    public void What_the_package_wrote_is_read_to_a_value_that_is_written_as_the_same_bytes(string name) =>
        Assert.Equal(Vectors[name], Convert.ToHexString(MoreGoldenCases.All[name].Rewrite(Convert.FromHexString(Vectors[name]))));

    [Theory]
    [InlineData("hello", "string hello")]
    [InlineData("emoji", "string emoji")]
    public void A_string_the_package_wrote_in_the_utf16_form_is_read(string name, string sameInUtf8)
    {
        var codec = GoldenCases.All[sameInUtf8];
        Assert.Equal(Convert.ToHexString(codec.Write()), Convert.ToHexString(codec.Rewrite(Convert.FromHexString(Vectors[OtherForm + name]))));
    }

    [Fact]
    public void Every_vector_is_tested() =>
        Assert.Equal(Vectors.Keys.Where(name => !name.StartsWith(OtherForm, StringComparison.Ordinal)).Order(), MoreGoldenCases.All.Keys.Order());
}
