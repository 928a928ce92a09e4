namespace TypedPeer.Generators.Tests.TypeScript;

/// <summary>A parameter with a default value may be left out here, too, and then is what C# says.</summary>
public class ScriptDefaultsTests
{
    [Theory]
    [InlineData("string? x = null", "x?: string | null", "$.nullable($.string)")]
    [InlineData("string? x = \"a\\\"\\u2028\\ud800\\U0001F600\"", "x?: string | null", "$.optional($.nullable($.string), \"a\\\"\\u2028\\ud800\U0001F600\")")]
    [InlineData("string x = \"\"", "x?: string", "$.optional($.string, \"\")")]
    [InlineData("char x = '\\udc00'", "x?: string", "$.optional($.char, \"\\udc00\")")]
    [InlineData("bool x = true", "x?: boolean", "$.optional($.bool, true)")]
    [InlineData("int x = -5", "x?: number", "$.optional($.int32, -5)")]
    [InlineData("byte x = default", "x?: number", "$.optional($.uint8, 0)")]
    [InlineData("int? x = null", "x?: number | null", "$.nullable($.int32)")]
    [InlineData("int? x = 7", "x?: number | null", "$.optional($.nullable($.int32), 7)")]
    [InlineData("long x = long.MinValue", "x?: bigint", "$.optional($.int64, -9223372036854775808n)")]
    [InlineData("ulong? x = 1", "x?: bigint | null", "$.optional($.nullable($.uint64), 1n)")]
    [InlineData("double x = 1e300", "x?: number", "$.optional($.float64, 1E+300)")]
    [InlineData("float x = 0.1f", "x?: number", "$.optional($.float32, 0.1)")]
    [InlineData("double x = double.NaN", "x?: number", "$.optional($.float64, Number.NaN)")]
    [InlineData("float x = float.NegativeInfinity", "x?: number", "$.optional($.float32, Number.NEGATIVE_INFINITY)")]
    [InlineData("Half x = default", "x?: number", "$.optional($.float16, 0)")]
    [InlineData("decimal x = 1.50m", "x?: $.Decimal", "$.optional($.decimal, $.Decimal.from(\"1.50\"))")]
    [InlineData("Guid x = default", "x?: string", "$.optional($.guid, \"00000000-0000-0000-0000-000000000000\")")]
    [InlineData("TimeSpan x = default", "x?: $.Duration", "$.optional($.duration, $.Duration.zero)")]
    [InlineData("Kind x = Kind.B", "x?: Kind", "$.optional($.enumeration<Kind>($.uint8), Kind.B)")]
    [InlineData("Kind? x = Kind.B", "x?: Kind | null", "$.optional($.nullable($.enumeration<Kind>($.uint8)), Kind.B)")]
    [InlineData("Kind x = default", "x?: Kind", "$.optional($.enumeration<Kind>($.uint8), Kind.A)")]
    [InlineData("Kind x = (Kind)9", "x?: Kind", "$.optional($.enumeration<Kind>($.uint8), 9 as number as Kind)")]
    [InlineData("Rights x = Rights.Read | Rights.Write", "x?: Rights", "$.optional($.enumeration<Rights>($.int64), 3n)")]
    [InlineData("System.Collections.Generic.List<int>? x = null", "x?: number[] | null", "$.nullable($.list($.int32))")]
    [InlineData("System.IProgress<int>? x = null", "x?: $.Progress<number> | null", "$.nullable($.progress($.int32))")]
    [InlineData("IC? x = null", "x?: IC | null", "$.nullable($.reference(() => IC))")]
    [InlineData("Point? x = null", "x?: Point | null", "$.nullable(Point)")]
    [InlineData("Point x = default", "x: Point", "Point")]
    [InlineData("DateTime x = default", "x: $.DateTime", "$.dateTime")]
    [InlineData("string x = null!", "x: string", "$.string")]
    public void What_is_left_out_is_what_CSharp_says(string parameter, string written, string codec)
    {
        var text = Emit($"Task MAsync({parameter}, CancellationToken cancellationToken = default);");
        Assert.Contains($"  m({written}, options?: $.CallOptions): Promise<void>;\n", text, StringComparison.Ordinal);
        Assert.Contains($"codec: {codec} }}],\n", text.Replace(",\n      ],", "],", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void What_stands_before_something_that_must_be_given_must_be_given_too() => Assert.Contains(
        "m(a: number, b: Point, c?: number, d?: string | null, options?: $.CallOptions)",
        Emit("Task M(int a = 1, Point b = default, int c = 2, string? d = null);"),
        StringComparison.Ordinal);

    [Fact]
    public void The_comment_says_what_it_is() => Assert.Contains(
        """
          /**
           * Counts.
           * @param from - Where it begins. Left out, it is `1`.
           * @param kind - Left out, it is `Kind.B`.
           * @param text - Left out, it is "\`*\/".
           */
          m(from?: number, kind?: Kind, text?: string, name?: string | null, options?: $.CallOptions): Promise<void>;
        """.ReplaceLineEndings("\n").Replace("\\`", "`", StringComparison.Ordinal),
        Emit("""
            /// <summary>Counts.</summary>
            /// <param name="from">Where it begins.</param>
            Task M(int from = 1, Kind kind = Kind.B, string text = "`*/", string? name = null);
            """),
        StringComparison.Ordinal);

    [Fact]
    public void The_same_holds_for_a_contract_of_another_library()
    {
        const string Source = "[PeerContract] public partial interface ILibrary { Task M(string? a = null, decimal b = 2.5m, Kind c = Kind.B); } public enum Kind { A, B }";
        var library = Harness.Compiler.Compile("Library", [], Source);
        var text = ScriptSnapshot.Emit(Harness.Compiler.Create("User", [library.Reference], "[PeerContract] public partial interface IUser : ILibrary;")).First(file => file.Name == "library.ts").Text;
        Assert.Contains("m(a?: string | null, b?: $.Decimal, c?: Kind, options?: $.CallOptions)", text, StringComparison.Ordinal);
        Assert.Contains("$.Decimal.from(\"2.5\")", text, StringComparison.Ordinal);
        Assert.Contains("Kind.B", text, StringComparison.Ordinal);
    }

    private static string Emit(string method) => ScriptSnapshot.Emit($$"""
        [PeerContract] public partial interface IC
        {
        {{method}}
        }
        public enum Kind : byte { A, B }
        [Flags] public enum Rights : long { None, Read, Write }
        public struct Point { public int X; public int Y; }
        """).First(file => file.Name == "c.ts").Text;
}
