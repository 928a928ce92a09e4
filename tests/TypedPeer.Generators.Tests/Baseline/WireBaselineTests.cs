using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Baseline;

public class WireBaselineTests
{
    private const string Shipped = """
        contract Sample.IShop
            BuyAsync(Order) = ({Sample.Order}) -> {Sample.Order}
            OldAsync() = () -> void
            PaintAsync(IShape) = ({Sample.IShape}) -> void
            SetAsync(Settings) = ({Sample.Settings}) -> void

        type Sample.Circle = object
            Radius: float64

        type Sample.IShape = union
            0 case: {Sample.Circle}

        type Sample.Order = object
            Id: int32
            Text: string

        type Sample.Settings = tolerant
            0 Name: string
            1 Width: int32
        """;

    private const string Code = """
        namespace Sample;

        [PeerContract]
        public partial interface IShop
        {
            Task<Order> BuyAsync(Order order);
            Task OldAsync();
            Task PaintAsync(IShape shape);
            Task SetAsync(Settings settings);
        }

        public sealed record Order(int Id, string? Text);

        [PeerUnion(0, typeof(Circle))]
        public interface IShape;

        public sealed record Circle(double Radius) : IShape;

        [PeerTolerant]
        public sealed class Settings { [PeerOrder(0)] public string? Name { get; set; } [PeerOrder(1)] public int Width { get; set; } }
        """;

    [Fact]
    public Task What_is_as_it_was_is_passed_over_in_silence() => VerifyAsync(code => code);

    [Fact]
    public Task A_project_without_a_baseline_is_left_alone() => VerifyAgainstAsync(baseline: null, code => code + " public record Unused;");

    [Fact]
    public Task A_member_added_to_a_plain_object_breaks_deployed_peers() =>
        VerifyAsync(code => code.Replace("string? Text)", "string? Text, int More)", StringComparison.Ordinal), "TP0025 Order");

    [Fact]
    public Task A_member_removed_from_a_plain_object_breaks_deployed_peers() =>
        VerifyAsync(code => code.Replace(", string? Text)", ")", StringComparison.Ordinal), "TP0025 Order");

    [Fact]
    public Task A_member_of_another_type_breaks_deployed_peers() =>
        VerifyAsync(code => code.Replace("int Id", "long Id", StringComparison.Ordinal), "TP0025 Order");

    [Fact]
    public Task Members_in_another_order_break_deployed_peers() =>
        VerifyAsync(code => code.Replace("int Id, string? Text", "string? Text, int Id", StringComparison.Ordinal), "TP0025 Order");

    [Fact]
    public Task A_member_under_another_name_breaks_nobody() =>
        VerifyAsync(code => code.Replace("int Id", "int Number", StringComparison.Ordinal));

    [Fact]
    public Task A_type_under_another_name_breaks_nobody_but_methods_that_name_it() =>
        VerifyAsync(
            code => code.Replace("Circle", "Ring", StringComparison.Ordinal),
            "TP0024 Ring");

    [Fact]
    public Task A_member_added_to_a_tolerant_type_is_an_addition() =>
        VerifyAsync(code => code.Replace("Width { get; set; } }", "Width { get; set; } [PeerOrder(2)] public int Height { get; set; } }", StringComparison.Ordinal), "TP0024 Settings");

    [Fact]
    public Task A_member_removed_from_a_tolerant_type_breaks_nobody() =>
        VerifyAsync(code => code.Replace("[PeerOrder(1)] public int Width { get; set; } ", string.Empty, StringComparison.Ordinal));

    [Fact]
    public Task A_place_of_a_tolerant_type_belongs_to_its_member_for_ever() =>
        VerifyAsync(code => code.Replace("public int Width", "public string? Title", StringComparison.Ordinal), "TP0025 Settings");

    [Fact]
    public Task A_type_added_to_a_union_is_an_addition() =>
        VerifyAsync(
            code => code.Replace("[PeerUnion(0", "[PeerUnion(1, typeof(Square))] [PeerUnion(0", StringComparison.Ordinal) + " public sealed record Square(int Side) : IShape;",
            "TP0024 IShape",
            "TP0024 Square");

    [Fact]
    public Task A_tag_that_is_gone_breaks_deployed_peers() =>
        VerifyAsync(code => code.Replace("[PeerUnion(0", "[PeerUnion(1", StringComparison.Ordinal), "TP0025 IShape");

    [Fact]
    public Task A_method_that_is_gone_breaks_deployed_peers() =>
        VerifyAsync(code => code.Replace("Task OldAsync();", string.Empty, StringComparison.Ordinal), "TP0026 IShop");

    [Fact]
    public Task A_method_with_another_result_breaks_deployed_peers() =>
        VerifyAsync(code => code.Replace("Task OldAsync", "Task<int> OldAsync", StringComparison.Ordinal), "TP0027 OldAsync");

    [Fact]
    public Task A_method_that_is_new_is_an_addition() =>
        VerifyAsync(code => code.Replace("Task OldAsync", "Task NewAsync(int x); Task OldAsync", StringComparison.Ordinal), "TP0024 NewAsync");

    [Fact]
    public Task An_error_detail_that_changed_breaks_deployed_peers() =>
        VerifyAgainstAsync(
            """
            contract IShop
                BuyAsync() = () -> void

            type OutOfStock = object
                Left: int32
            """,
            _ => "[PeerContract, PeerError(typeof(OutOfStock))] public partial interface IShop { Task BuyAsync(); } public sealed record OutOfStock(int Left, int Ordered);",
            "TP0025 OutOfStock");

    [Fact]
    public Task A_delivery_class_that_a_deployed_method_gets_or_loses_breaks_its_peers() =>
        VerifyAgainstAsync(
            """
            contract IShop
                GotAsync(int) = (int32) -> oneway
                KeptAsync(int) = (int32) -> oneway latest
                LostAsync(int) = (int32) -> oneway latest
                OtherAsync(int) = (int32) -> oneway latest
                SameAsync(int) = (int32) -> oneway unreliable
            """,
            _ => "[PeerContract] public partial interface IShop { [OneWay, LatestWins] Task GotAsync(int x); [OneWay, LatestWins] Task KeptAsync(int x); [OneWay] Task LostAsync(int x); [OneWay, Unreliable] Task OtherAsync(int x); [OneWay, Unreliable] Task SameAsync(int x); }",
            "TP0027 GotAsync",
            "TP0027 LostAsync",
            "TP0027 OtherAsync");

    [Fact]
    public Task A_priority_or_concurrency_is_no_part_of_the_wire() =>
        VerifyAsync(code => code.Replace("Task OldAsync", "[Priority(PeerPriority.High), Concurrent] Task OldAsync", StringComparison.Ordinal));

    [Fact]
    public Task A_method_that_becomes_one_way_breaks_deployed_peers() =>
        VerifyAsync(code => code.Replace("Task OldAsync", "[OneWay] Task OldAsync", StringComparison.Ordinal), "TP0027 OldAsync");

    [Fact]
    public async Task A_file_with_other_line_ends_says_the_same() =>
        Assert.Empty(await Compiler.AnalyzeAsync(Shipped.ReplaceLineEndings("\r\n"), [Code]));

    [Fact]
    public async Task An_empty_file_asks_for_everything() =>
        Assert.All(await Compiler.AnalyzeAsync(string.Empty, [Code]), diagnostic => Assert.Equal("TP0024", diagnostic.Id));

    [Theory]
    [InlineData("<<<<<<< HEAD", 2)]
    [InlineData("=======", 3)]
    [InlineData("contract Sample.IShop", 9)]
    [InlineData("    OldAsync() = () -> int32", 4)]
    [InlineData("    nonsense", 10)]
    [InlineData("type Sample.Order = object", 11)]
    public async Task What_a_merge_left_behind_is_named_at_its_line_and_nothing_is_compared(string left, int line)
    {
        var lines = Shipped.ReplaceLineEndings("\n").Split('\n').ToList();
        lines.Insert(line, left);
        var found = await Compiler.AnalyzeAsync(string.Join("\n", lines), [Code.Replace("Task OldAsync();", string.Empty, StringComparison.Ordinal)]);
        Assert.NotEmpty(found);
        Assert.All(found, diagnostic => Assert.Equal(("TP0030", "PeerContracts.txt"), (diagnostic.Id, diagnostic.Location.GetLineSpan().Path)));
        Assert.Contains(found, diagnostic => diagnostic.Location.GetLineSpan().StartLinePosition.Line >= line);
    }

    [Fact]
    public async Task A_contract_that_is_gone_is_named_in_the_file()
    {
        var found = await Compiler.AnalyzeAsync(Shipped, [Code.Replace("IShop", "IStore", StringComparison.Ordinal)]);
        var gone = found.Where(diagnostic => diagnostic.Id == "TP0026").Select(diagnostic => diagnostic.Location.GetLineSpan());
        Assert.Equal([1, 2, 3, 4], gone.Where(span => span.Path == "PeerContracts.txt").Select(span => span.StartLinePosition.Line).Order());
    }

    private static Task VerifyAsync(Func<string, string> change, params string[] expected) => VerifyAgainstAsync(Shipped, change, expected);

    private static async Task VerifyAgainstAsync(string? baseline, Func<string, string> change, params string[] expected)
    {
        var found = await Compiler.AnalyzeAsync(baseline, [change(Code)]);
        Assert.Equal(
            expected,
            found.Select(diagnostic => $"{diagnostic.Id} {diagnostic.Location.SourceTree!.GetText(TestContext.Current.CancellationToken).ToString(diagnostic.Location.SourceSpan)}"));
    }
}
