namespace TypedPeer.Generators.Tests.TypeScript;

/// <summary>Null is where C# lets it be, within other types as well as around them, in the type and in the codec.</summary>
public class ScriptNullabilityTests
{
    [Theory]
    [InlineData("List<string?>", "(string | null)[]", "$.list($.nullable($.string))")]
    [InlineData("List<string>?", "string[] | null", "$.nullable($.list($.string))")]
    [InlineData("List<int?>?", "(number | null)[] | null", "$.nullable($.list($.nullable($.int32)))")]
    [InlineData("string?[]?[]", "((string | null)[] | null)[]", "$.list($.nullable($.list($.nullable($.string))))")]
    [InlineData("Dictionary<string, int?>", "Map<string, number | null>", "$.map($.string, $.nullable($.int32))")]
    [InlineData("Dictionary<string, List<string?>?>?", "Map<string, (string | null)[] | null> | null", "$.nullable($.map($.string, $.nullable($.list($.nullable($.string)))))")]
    [InlineData("Dictionary<Guid, string?>", "Map<string, string | null>", "$.map($.guid, $.nullable($.string))")]
    [InlineData("Dictionary<DateTime, string?>", "[$.DateTime, string | null][]", "$.entries($.dateTime, $.nullable($.string))")]
    [InlineData("HashSet<string?>", "Set<string | null>", "$.set($.nullable($.string))")]
    [InlineData("(string?, int?)?", "[string | null, number | null] | null", "$.nullableStruct($.tuple($.nullable($.string), $.nullable($.int32)))")]
    [InlineData("KeyValuePair<string, Guid?>", "[string, string | null]", "$.pair($.string, $.nullable($.guid))")]
    [InlineData("string?[,]", "$.Grid<string | null>", "$.grid(2, $.nullable($.string))")]
    [InlineData("List<ICallback?>", "(ICallback | null)[]", "$.list($.nullable($.reference(() => ICallback)))")]
    [InlineData("Kind?[]", "(Kind | null)[]", "$.list($.nullable($.enumeration<Kind>($.int32)))")]
    [InlineData("Box<string?>", "BoxOfNullableString", "BoxOfNullableString")]
    [InlineData("Box<string>?", "BoxOfString | null", "$.nullable(BoxOfString)")]
    [InlineData("byte[]?", "Uint8Array | null", "$.nullable($.bytes)")]
    [InlineData("List<byte[]?>", "(Uint8Array | null)[]", "$.list($.nullable($.bytes))")]
    public void Null_is_where_it_may_be(string type, string written, string codec)
    {
        var text = ScriptSnapshot.Emit($$"""
            using System.Collections.Generic;
            [PeerContract] public partial interface IC
            {
                Task<{{type}}> ResultAsync({{type}} value);
                IAsyncEnumerable<{{type}}> StreamAsync(IAsyncEnumerable<{{type}}> items, CancellationToken cancellationToken = default);
            }
            [PeerContract] public partial interface ICallback { Task CallAsync(); }
            public enum Kind { A }
            public class Box<T> { public T Value { get; set; } = default!; }
            """).First(file => file.Name == "c.ts").Text;
        text = text.Replace("(\n    ", "(", StringComparison.Ordinal).Replace(",\n    ", ", ", StringComparison.Ordinal).Replace(",\n  )", ")", StringComparison.Ordinal);
        Assert.Contains($"  result(value: {written}, options?: $.CallOptions): Promise<{written}>;\n", text, StringComparison.Ordinal);
        Assert.Contains($"stream(items: $.StreamSource<{written}>, options?: $.CallOptions): $.PeerStream<{written}>;\n", text, StringComparison.Ordinal);
        Assert.Equal(2, Count(text, $"codec: {codec} }}"));
        Assert.Equal(2, Count(text, $"result: {codec},"));
    }

    [Fact]
    public void A_closed_generic_type_says_whether_its_member_may_be_null()
    {
        var text = ScriptSnapshot.Emit("""
            [PeerContract] public partial interface IC { Task M(Box<string?> a, Box<string> b, Box<int?> c); }
            public class Box<T> { public T Value { get; set; } = default!; public T? Other { get; set; } }
            """).First(file => file.Name == "types.ts").Text;
        Assert.Contains("export interface BoxOfNullableString {\n  value: string | null;\n  other: string | null;\n}", text, StringComparison.Ordinal);
        Assert.Contains("export interface BoxOfString {\n  value: string;\n  other: string | null;\n}", text, StringComparison.Ordinal);
        Assert.Contains("export interface BoxOfNullableInt32 {\n  value: number | null;\n  other: number | null;\n}", text, StringComparison.Ordinal);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
