using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.Golden;

public class HostileBytesTests
{
    private static readonly Dictionary<string, string> Vectors = File
        .ReadLines(Path.Combine(RepositoryRoot.Path, "tests", "vectors", "memorypack.tsv"))
        .Select(line => line.Split('\t'))
        .ToDictionary(columns => columns[0], columns => columns[1]);

    public static IEnumerable<TheoryDataRow<string>> Names => GoldenCases.All.Keys.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Bytes_cut_short_are_refused(string name)
    {
        var bytes = Convert.FromHexString(Vectors[name]);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<PeerDataException>(() => GoldenCases.All[name].Rewrite(bytes[..length]));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_changed_byte_gives_a_value_or_a_data_error(string name)
    {
        var bytes = Convert.FromHexString(Vectors[name]);
        byte[] patterns = [0x00, 0x01, 0x02, 0x7F, 0x80, 0xC0, 0xFE, 0xFF];
        for (var index = 0; index < Math.Min(bytes.Length, 128); index++)
        {
            foreach (var pattern in patterns)
            {
                var changed = (byte[])bytes.Clone();
                changed[index] = pattern;
                try
                {
                    GoldenCases.All[name].Rewrite(changed);
                }
                catch (PeerDataException)
                {
                    // The other allowed outcome.
                }
            }
        }
    }

    [Theory]
    [InlineData("decimal 1.50", "00001D00000000009600000000000000")]
    [InlineData("decimal 1.50", "01000200000000009600000000000000")]
    [InlineData("bool true", "02")]
    [InlineData("bool? true", "0201")]
    [InlineData("DateTime utc", "0000000000000030")]
    [InlineData("DateTimeOffset +02", "490300000000000080E75A4A5A47DF08")]
    [InlineData("DateTimeOffset +02", "7800000000000000FFFFFFFFFFFFFF7F")]
    [InlineData("string hello", "FAFFFFFF0500000068656C6CC3")]
    [InlineData("string hello", "FAFFFFFF0400000068656C6C6F")]
    [InlineData("string hello", "FAFFFFFFFFFFFF7F68656C6C6F")]
    [InlineData("List<int> 1,2", "FFFFFF7F0100000002000000")]
    [InlineData("List<string> a,b", "FEFFFFFF")]
    [InlineData("Dictionary<string,int> a=1,b=2", "02000000FEFFFFFF010000006101000000FEFFFFFF010000006102000000")]
    [InlineData("Person(Ada,36)", "01FCFFFFFF03000000416461")]
    [InlineData("Struct bool byte int", "0202000003000000")]
    [InlineData("Rec(1,x,[Person])", "FF")]
    public void Bytes_that_are_no_value_of_the_type_are_refused(string name, string bytes) =>
        Assert.Throws<PeerDataException>(() => GoldenCases.All[name].Rewrite(Convert.FromHexString(bytes)));

    [Fact]
    public void A_string_in_the_utf16_form_is_read() =>
        Assert.Equal(Vectors["string hello"], Convert.ToHexString(GoldenCases.All["string hello"].Rewrite(Convert.FromHexString("0500000068006500" + "6C006C006F00"))));
}
