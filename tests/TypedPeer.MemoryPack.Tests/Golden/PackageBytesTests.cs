using System.Numerics;
using MemoryPack;
using TypedPeer.TestSupport;

namespace TypedPeer.MemoryPackTests.Golden;

/// <summary>The vectors that the codecs are tested with are what MemoryPack itself writes and reads.</summary>
public sealed class PackageBytesTests
{
    private static readonly Dictionary<string, string> Vectors = File
        .ReadLines(Path.Combine(RepositoryRoot.Path, "tests", "vectors", "memorypack.tsv"))
        .Select(line => line.Split('\t'))
        .ToDictionary(columns => columns[0], columns => columns[1]);

    public static IEnumerable<TheoryDataRow<string>> Names => Vectors.Keys.Select(name => new TheoryDataRow<string>(name));

    public static IEnumerable<TheoryDataRow<string>> ReadableNames => Names.Where(row => !row.Data.StartsWith("BigInteger", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_package_writes_the_golden_bytes(string name) =>
        Assert.Equal(Vectors[name], Convert.ToHexString(PackageCases.All[name].Write()));

    [Theory]
    [MemberData(nameof(ReadableNames))]
    public void The_package_reads_the_golden_bytes_to_a_value_it_writes_as_the_same_bytes(string name) =>
        Assert.Equal(Vectors[name], Convert.ToHexString(PackageCases.All[name].Rewrite(Convert.FromHexString(Vectors[name]))));

    /// <summary>The reason for a form of our own: the bytes hold zeros, whatever the value was.</summary>
    [Fact]
    public void The_package_does_not_read_back_a_BigInteger_it_wrote() =>
        Assert.Equal(BigInteger.Zero, MemoryPackSerializer.Deserialize<BigInteger>(MemoryPackSerializer.Serialize(BigInteger.Pow(2, 70))));
}
