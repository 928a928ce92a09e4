using TypedPeer.Generators.Emitter.TypeScript;

namespace TypedPeer.Generators.Tests.TypeScript;

/// <summary>Names as a TypeScript author would write them.</summary>
public class ScriptNamesTests
{
    [Theory]
    [InlineData("GreetAsync", "greet")]
    [InlineData("Async", "async")]
    [InlineData("GetURLAsync", "getURL")]
    [InlineData("IOStatusAsync", "ioStatus")]
    [InlineData("ID", "id")]
    [InlineData("ThenAsync", "then_")]
    [InlineData("Constructor", "constructor_")]
    [InlineData("ToString", "toString_")]
    [InlineData("Delete", "delete")]
    public void A_method_begins_small_and_has_no_name_that_objects_have_anyway(string name, string written) => Assert.Equal(written, ScriptIdentifiers.Method(name));

    [Theory]
    [InlineData("function", "function_")]
    [InlineData("Class", "class_")]
    [InlineData("byName", "byName")]
    public void A_parameter_is_no_word_of_the_language(string name, string written) => Assert.Equal(written, ScriptIdentifiers.Parameter(name));

    [Theory]
    [InlineData("OrderLine", "order-line")]
    [InlineData("HTTPServer2", "http-server2")]
    [InlineData("_", "contract")]
    public void A_file_is_named_in_words(string name, string written) => Assert.Equal(written, ScriptIdentifiers.File(name));

    [Theory]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("a\u2028b\n", "\"a\\u2028b\\u000a\"")]
    public void Text_is_quoted(string text, string written) => Assert.Equal(written, ScriptIdentifiers.Literal(text));

    [Fact]
    public void Types_that_share_a_name_get_what_is_around_them()
    {
        var text = Types("""
            namespace Sales { public class Order { public int A { get; set; } public class Line { public int B { get; set; } } } }
            namespace Stock { public class Order { public int C { get; set; } public class Line { public int D { get; set; } } } public class Map { public int E { get; set; } } }
            [PeerContract] public partial interface IC { Task M(Sales.Order a, Stock.Order b, Sales.Order.Line c, Stock.Order.Line d, Stock.Map e); }
            """);
        Assert.All(new[] { "SalesOrder", "StockOrder", "SalesOrderLine", "StockOrderLine", "Map_" }, name => Assert.Contains($"export interface {name} {{", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Members_that_differ_in_case_alone_and_closed_generic_types_have_names_of_their_own()
    {
        var text = Types("""
            public class D { public int Value { get; set; } public int value { get; set; } public Box<int?>? A { get; set; } public Box<string>? B { get; set; } }
            public class Box<T> { public T? Value { get; set; } }
            [PeerContract] public partial interface IC { Task M(D d); }
            """);
        Assert.Contains("  Value: number;\n  value: number;\n", text, StringComparison.Ordinal);
        Assert.Contains("  a: BoxOfNullableInt32 | null;\n  b: BoxOfString | null;\n", text, StringComparison.Ordinal);
    }

    private static string Types(string source) => ScriptSnapshot.Emit(source).First(file => file.Name == "types.ts").Text;
}
