using System.Text;
using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Emitter.Code;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Strict;

/// <summary>Names of codecs and outputs: each its own, whatever people call their types, and none too long for a file system.</summary>
public class OutputNamesTests
{
    private const int MaxFileName = 255;

    // Parts that are spelt alike once dots and underscores are one, in every combination of three.
    private static readonly string[] Parts = ["A", "_A", "A_", "__A", "A__", "_", "B", "A_B", "Global", "a", "@class", "Ä", "Codec"];

    public static TheoryData<string> Collisions =>
    [
        // Trailing, leading and doubled underscores.
        "public record D(int X); public record D_(int X); public record _D(int X); public record D__(int X); [PeerContract] public partial interface IC { Task M(D a, D_ b, _D c, D__ d); }",
        "namespace A_ { public record B(int X); } namespace A { public record _B(int X); public record B(int X); } public record A_B(int X); public record A__B(int X); namespace N { [PeerContract] public partial interface IC { Task M(A_.B a, A._B b, A.B c, A_B d, A__B e); } }",

        // The global namespace, and namespaces named after what the generator or the platform says.
        "public record D(int X); namespace Global { public record D(string X); } namespace N { [PeerContract] public partial interface IC { Task M(global::D a, Global.D b); } }",
        "namespace My.System { public record Task(int X); public record String(int X); } namespace My.TypedPeer { public record PeerWriter(int X); } namespace My { [PeerContract] public partial interface IC { global::System.Threading.Tasks.Task M(My.System.Task a, My.System.String b, My.TypedPeer.PeerWriter c); } }",
        "namespace My.Global { namespace TypedPeer { public record Global(int X); [global::TypedPeer.PeerContract] public partial interface Task { global::System.Threading.Tasks.ValueTask<Global> M(Global a); } } }",

        // A contract and a codec whose outputs are called alike, and names that differ in case only.
        "namespace A { public record D(int X); } [PeerContract] public partial interface A_DCodec { Task M(A.D d); }",
        "namespace A { public record D(int X); } [PeerContract] public partial interface a_dcodec { Task M(A.D d); }",
        "namespace A { public record D(int X); public record d1(int X); public record D1(int X); } namespace a { public record D(int X); } namespace N { [PeerContract] public partial interface IC { Task M(A.D a, global::a.D b, A.d1 c, A.D1 d); } [PeerContract] public partial interface Ic { Task M(); } [PeerContract] public partial interface ic { Task M(); } }",
        "public partial class Outer { [PeerContract] public partial interface IC { Task M(); } public partial class IC_ { [PeerContract] public partial interface IC { Task M(); } } } public partial class outer { [PeerContract] public partial interface ic { Task M(); } }",

        // Letters beyond ASCII, marks and escapes; what looks alike is not the same.
        "public record Größe(int Länge); public record Gr\\u006F\\u0308\\u00DFe(int X); public record 大きさ(int 長さ); namespace Ω { public record е(int X); public record e(int X); } namespace N { [PeerContract] public partial interface IÜ { Task M(Größe a, Gr\\u006F\\u0308\\u00DFe b, 大きさ c, Ω.е d, Ω.e e); Task Größe(int größe); } }",
        "namespace N { public record \\u0041bc(int \\u0058); public record @record(int @int); public record @var(int @await); [PeerContract] public partial interface @dynamic { Task @async(\\u0041bc a, @record b, @var c, int @value, int @field); } }",

        // Type arguments, nested types.
        "public record Box<T>(T V); public record Box<T, U>(T V, U W); public record Box_int(int X); public class Outer { public record Box<T>(T V); } public class Outer<T> { public record Box(T V); } [PeerContract] public partial interface IC { Task M(Box<int> a, Box<int, int> b, Box_int c, Outer.Box<int> d, Outer<int>.Box e, Box<Box<int>> f, Box<(int, int)> g, Box<int[,]> h, Box<string?> i, Box<string> j); }",
    ];

    [Theory]
    [MemberData(nameof(Collisions))]
    public void Types_whose_names_are_alike_get_codecs_of_their_own(string source) => AssertWhole("#pragma warning disable CS8981\n" + source);

    [Fact]
    public void No_two_of_all_combinations_of_alike_names_share_a_codec()
    {
        var source = new StringBuilder("#pragma warning disable CS8981\n");
        var types = new List<string>();
        foreach (var first in Parts)
        {
            source.Append("namespace ").Append(first).Append(" { ");
            foreach (var second in Parts)
            {
                source.Append("public record struct ").Append(second).Append("(int X, string? Y); ");
                types.Add($"{first}.{second}");
            }

            source.Append("public static class N { ");
            foreach (var third in Parts)
            {
                source.Append("public record struct ").Append(third).Append("(int X, string? Y); ");
                types.Add($"{first}.N.{third}");
            }

            source.Append("} }\n");
        }

        source.Append("namespace Contracts { [PeerContract] public partial interface IC { ");
        for (var i = 0; i < types.Count; i++)
        {
            source.Append("Task M").Append(i).Append("(global::").Append(types[i]).Append(" value); ");
        }

        Assert.Equal(types.Count + 1, AssertWhole(source.Append("} }").ToString()));
    }

    [Theory]
    [InlineData('A')]
    [InlineData('Ä')]
    [InlineData('大')]
    public void Names_of_outputs_fit_a_file_system(char letter)
    {
        var name = new string(letter, 24);
        var deep = string.Join('.', Enumerable.Range(0, 3).Select(level => name + level));
        AssertWhole($$"""
            namespace {{deep}}
            {
                public record Paged<T>(List<T> Items);
                public record {{name}}_(int X);
                [PeerContract] public partial interface I{{name}} { Task<Paged<Paged<{{name}}_>>> M(Paged<{{name}}_> page, Paged<Paged<Paged<int>>> more); }
                [PeerContract] public partial interface I{{name}}2 { Task M(); }
            }
            """);
    }

    [Theory]
    [InlineData(30, true)]
    [InlineData(500, false)]
    public async Task A_name_that_no_assembly_can_hold_is_named_where_it_is_used(int length, bool fits)
    {
        var source = $$"""
            public record {{new string('D', length)}}(int X);
            public record Box<T>(T V);
            public interface IPlain<T> { Task Get(); }
            [PeerContract] public partial interface IC { Task M(Box<Box<Box<{{new string('D', length)}}>>> box, (Box<(int, {{new string('D', length)}}, {{new string('D', length)}})>, int) tuple); }
            [PeerContract] public partial interface ID : IPlain<({{new string('D', length)}}, {{new string('D', length)}}, {{new string('D', length)}})>;
            """;
        var found = await Compiler.AnalyzeAsync(source);
        Assert.Equal(fits ? [] : ["TP0005", "TP0012"], found.Select(diagnostic => diagnostic.Id));
        if (fits)
        {
            AssertWhole(source);
        }
    }

    [Theory]
    [InlineData("public class Outer { } namespace Outer { [PeerContract] public partial interface IC { Task M(); } } public partial class Outer { [PeerContract] public partial interface IC { Task M(); } }")]
    [InlineData("public partial class Outer { [PeerContract] public partial interface IC { Task M(); } } public partial struct Outer { [PeerContract] public partial interface IC { Task M(); } }")]
    [InlineData("[PeerContract] public partial interface IC { Task M(); } [PeerContract] public partial interface IC { Task M(); } public class IC;")]
    public void Code_with_errors_stops_no_other_output(string source)
    {
        var result = Compiler.CreateDriver()
            .RunGenerators(Compiler.Create("Broken", [], source + " [PeerContract] public partial interface IOther { Task M(); }"), TestContext.Current.CancellationToken)
            .GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        Assert.Contains("IOther.g.cs", result.GeneratedSources.Select(output => output.HintName));
    }

    [Theory]
    [InlineData("A-B", "A_B")]
    [InlineData("1A", "_1A")]
    [InlineData("A..B", "A._.B")]
    public void Assemblies_whose_names_are_spelt_alike_have_namespaces_of_their_own(string one, string other) =>
        Assert.NotEqual(OutputNames.CodecNamespace(one), OutputNames.CodecNamespace(other));

    private static int AssertWhole(string source)
    {
        var names = Compiler.Compile(source).Generated.Keys.ToList();
        Assert.All(names, name => Assert.InRange(Encoding.UTF8.GetByteCount(name), 1, MaxFileName));
        Assert.Distinct(names, StringComparer.OrdinalIgnoreCase);
        return names.Count;
    }
}
