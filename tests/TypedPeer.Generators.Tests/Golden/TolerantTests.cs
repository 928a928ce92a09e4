using TypedPeer.CompilerServices;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Golden;

[PeerContract]
public partial interface IEvolving
{
    Task OldAsync(SettingsOld value);

    Task NewAsync(SettingsNew value);

    Task OrderAsync(Order value);

    Task NodeAsync(Node value);
}

[PeerTolerant]
public sealed class SettingsOld
{
    public int A { get; set; }
}

[PeerTolerant]
public sealed record SettingsNew(int A, string? B = null)
{
    public string Title { get; set; } = "untitled";

    public required string Needed { get; init; }
}

public sealed record Order(int Id, List<Line> Lines);

public sealed record Line(string Name, decimal Price);

public sealed record Node(int Id, Node? Next);

public class TolerantTests
{
    private static readonly Func<SettingsOld, byte[]> WriteOld = Codecs.Writer<SettingsOld>(Codecs.Of(typeof(IEvolving), "OldAsync"));
    private static readonly Func<byte[], SettingsOld> ReadOld = Codecs.Reader<SettingsOld>(Codecs.Of(typeof(IEvolving), "OldAsync"));
    private static readonly Func<SettingsNew, byte[]> WriteNew = Codecs.Writer<SettingsNew>(Codecs.Of(typeof(IEvolving), "NewAsync"));
    private static readonly Func<byte[], SettingsNew> ReadNew = Codecs.Reader<SettingsNew>(Codecs.Of(typeof(IEvolving), "NewAsync"));

    [Fact]
    public void An_old_reader_skips_what_a_new_writer_added() =>
        Assert.Equal(7, ReadOld(WriteNew(new SettingsNew(7, "b") { Title = "t", Needed = "n" })).A);

    [Fact]
    public void A_new_reader_does_without_what_an_old_writer_lacks()
    {
        // Everything but the title and the second member: an absent member has length 0.
        var bytes = WriteNew(new SettingsNew(7) { Needed = "n" });
        byte[] lacking = [4, 4, 0, 0, bytes[4], .. bytes[5..9], .. bytes[^bytes[4]..]];
        var read = ReadNew(lacking);
        Assert.Equal((7, null, "untitled", "n"), (read.A, read.B, read.Title, read.Needed));
    }

    [Fact]
    public void A_member_that_is_needed_and_absent_is_named()
    {
        var failure = Assert.Throws<PeerDataException>(() => ReadNew(WriteOld(new SettingsOld { A = 7 })));
        Assert.Equal("SettingsNew.Needed", failure.Path);
    }

    [Theory]
    [InlineData("03040404")]
    [InlineData("FA")]
    [InlineData("010580")]
    [InlineData("0103010000")]
    [InlineData("0105" + "0100000000")]
    [InlineData("0182FFFFFFFF")]
    [InlineData("0181FFFFFFFFFFFFFFFF")]
    public void A_header_that_cannot_be_is_refused(string bytes) =>
        Assert.Throws<PeerDataException>(() => ReadOld(Convert.FromHexString(bytes)));
}

public class PathTests
{
    [Fact]
    public void A_failure_names_the_path()
    {
        var codec = Codecs.Of(typeof(IEvolving), "OrderAsync");
        var bytes = Codecs.Writer<Order>(codec)(new Order(1, [new("a", 1), new("b", 2), new("c", 3), new("d", 4)]));
        bytes[^14] = 200;
        var failure = Assert.Throws<PeerDataException>(() => Codecs.Reader<Order>(codec)(bytes));
        Assert.Equal("Order.Lines[3].Price", failure.Path);
        Assert.Equal("Order.Lines[3].Price: the bytes are no valid decimal", failure.Message);
    }

    [Fact]
    public void A_value_that_is_nested_too_deeply_is_refused_on_both_sides()
    {
        var codec = Codecs.Of(typeof(IEvolving), "NodeAsync");
        var node = new Node(0, null);
        for (var depth = 1; depth < PeerFormat.MaxDepth; depth++)
        {
            node = new Node(depth, node);
        }

        var bytes = Codecs.Writer<Node>(codec)(node);
        Assert.Equal(bytes, Codecs.Writer<Node>(codec)(Codecs.Reader<Node>(codec)(bytes)));
        Assert.Throws<PeerDataException>(() => Codecs.Writer<Node>(codec)(new Node(0, node)));
        Assert.Throws<PeerDataException>(() => Codecs.Reader<Node>(codec)([2, 0, 0, 0, 0, .. bytes]));
    }
}
