using System.Text;

namespace TypedPeer.Generators.Tests.Strict;

/// <summary>Writes contracts at random, of what people write and of what they should not; most of it is C#.</summary>
internal sealed class RandomContracts(Random random)
{
    private const int Odd = 30;

    private static readonly string[] Names =
    [
        "A", "a", "A_", "_A", "__", "_", "@class", "@event", "@this", "var", "@dynamic", "nameof", "global", "System", "TypedPeer", "Task", "String", "Global", "reader", "writer", "call", "target", "value",
        "at", "failure", "index", "streams", "cancellationToken", "token", "remote", "_remote", "Instance", "Dispatch", "MArguments", "Größe", "\\u0041b", "e\\u0301", "get_X", "op_Addition", "Item1", "Codec",
        "PeerWriter", "StringCodec", "PeerFormat", "Read", "Write", "Size", "MinimumSize", "Alignment", "TryReadNull", "GetX", "SetX", "Deconstruct", "Clone", "EqualityContract", "ToString2", "lengths", "unknown",
    ];

    private static readonly string[] Types =
    [
        "int", "string", "string?", "bool", "byte[]", "int?", "double", "decimal", "Guid", "DateTimeOffset", "D0", "D0?", "D1", "D1?", "D2", "E", "E?", "U", "U?", "List<D0>", "Dictionary<string, D1?>", "List<string?>?", "(int A, string? B)",
        "(D0 First, (int, E?)? Second)", "D0[]", "int[,]", "HashSet<E>", "KeyValuePair<int, D2>", "IReadOnlyList<List<int?>>", "Box<int>", "Box<D0>", "Box<Box<string?>>?", "System.Collections.Immutable.ImmutableArray<D2>", "ReadOnlyMemory<byte>", "Uri?", "IB", "IB?", "List<IB>",
        "Nested.In", "Nested.Gen<int>.Deep?", "Tuple<int, D1>",
    ];

    private static readonly string[] BadTypes =
    [
        "object", "dynamic", "Action", "nint", "IDisposable", "Type", "Task", "Task<int>", "List<IAsyncEnumerable<int>>", "CancellationToken?", "List<object?>", "Hidden", "Box<Hidden>", "Stream[]", "Exception", "Delegate", "Lazy<int>", "(int, object)", "Nested", "Enum", "Array", "ValueTask<int>", "IProgress<int>[]", "System.Threading.Timer", "Box<Box<Box<object>>>",
    ];

    private static readonly string[] Attributes =
    [
        "[Obsolete]", "[Obsolete(\"no\", true)]", "[System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]", "[Concurrent]", "[Priority(PeerPriority.High)]", "[CLSCompliant(false)]",
        "[System.Runtime.Versioning.SupportedOSPlatform(\"linux\")]", "[System.ComponentModel.Description(\"\\\" */ \\0\")]", "[Priority((PeerPriority)77)]", "/// <summary>&lt; ]]></summary>\n",
    ];

    private static readonly string[] Defaults =
    [
        "int {0} = -1", "string {0} = \"\\\"\\0\\uD800{{}}\"", "string? {0} = null", "E {0} = (E)99", "double {0} = double.NaN", "float {0} = float.NegativeInfinity", "decimal {0} = 1.10m", "D0? {0} = null", "Guid {0} = default", "DateTime {0} = default",
        "(int, string?) {0} = default", "char {0} = '\\''", "CancellationToken {0} = default", "E? {0} = E.B", "bool? {0} = true", "ulong {0} = ulong.MaxValue",
    ];

    private static readonly string[] OddParameters =
    [
        "ref int {0}", "out int {0}", "in int {0}", "ref readonly int {0}", "scoped Span<int> {0}", "params int[] {0}", "params List<D0> {0}", "CancellationToken {0}", "CancellationToken {0}, CancellationToken {0}2", "IProgress<int> {0}", "IProgress<D0>? {0}",
        "IAsyncEnumerable<D1> {0}", "IAsyncEnumerable<int>? {0}", "System.IO.Stream {0}", "System.IO.Stream? {0}", "System.IO.Pipelines.PipeReader {0}", "[System.Diagnostics.CodeAnalysis.AllowNull] string {0}", "[System.Diagnostics.CodeAnalysis.DisallowNull] D0? {0}",
        "[System.Runtime.CompilerServices.CallerMemberName] string {0} = \"\"",
    ];

    private static readonly string[] Results =
    [
        "Task", "ValueTask", "Task<{0}>", "ValueTask<{0}>", "IAsyncEnumerable<{0}>", "Task<{0}>", "ValueTask<{0}>", "Task<System.IO.Stream>", "ValueTask<System.IO.Pipelines.PipeReader>",
    ];

    private static readonly string[] OddResults =
    [
        "void", "{0}", "Task<IAsyncEnumerable<{0}>>", "Task<Task>", "IAsyncEnumerable<IAsyncEnumerable<int>>", "Task?", "Task<System.IO.Stream?>", "ref Task", "IAsyncEnumerator<{0}>", "Task<CancellationToken>", "ValueTask<{0}>?", "System.Runtime.CompilerServices.ConfiguredTaskAwaitable",
    ];

    private static readonly string[] OddMembers =
    [
        "int {0} {{ get; }}", "int {0} => 1;", "event Action {0};", "event Action {0} {{ add {{ }} remove {{ }} }}", "int this[int {0}] {{ get; }}", "static abstract Task {0}();", "static int {0}() => 1;", "const int {0} = 1;", "class {0} {{ public int X {{ get; set; }} }}", "Task {0}<T>(T x);",
        "private Task {0}() => Task.CompletedTask;", "protected Task {0}();", "internal Task {0}();", "sealed Task {0}() => Task.CompletedTask;", "async Task {0}() => await Task.Yield();", "enum {0} {{ A }}", "static int {0};", "unsafe Task {0}(int* x);", "Task {0}(delegate*<int> x);", "[OneWay] Task {0}(int x);",
        "[OneWay] Task<int> {0}();", "[OneWay] ValueTask {0}(IAsyncEnumerable<int> x);", "static IC operator +(IC a, IC b) => a;", "abstract Task IPlain.Plain();", "Task IPlain.Plain() => Task.CompletedTask;", "Task<int> IBoth.Both(int x) => Task.FromResult(1);", "new Task Plain();", "partial Task {0}();",
    ];

    private static readonly string[] Containers = ["", "", "", "", "", "", "", "", "public partial class Outer", "internal static partial class A_", "public readonly partial struct St", "public partial record Re", "public partial interface IOuter", "public ref partial struct Rf", "public class NotPartial", "public partial class Gen<T>", "file partial class Fi"];

    private static readonly string[] Bases = ["", "", "", "IPlain", "IB", "IB, IPlain", "IBoth, ILeft, IRight", "IGen<int>", "IGen<D0>, IGen<string?>", "IAsyncDisposable", "IDisposable", "ILeft", "IStatic", "IGen<object>"];

    private static readonly string[] Members =
    [
        "public {0} {1} {{ get; set; }} = default!;", "public {0} {1} = default!;", "public required {0} {1} {{ get; init; }}", "[PeerIgnore] public object? {1} {{ get; set; }}", "[Obsolete(\"no\", true)] public {0} {1} {{ get; set; }} = default!;", "public static {0}? {1};", "private int {1};",
        "public int {1} => 1;", "[PeerInclude] private {0} {1} = default!;", "public {0} {1} {{ get; private set; }} = default!;", "public {0} {1} {{ get; }} = default!;", "[PeerInclude] internal {0} {1} {{ get; set; }} = default!;",
    ];

    /// <summary>Writes one file: a contract in a namespace of its own, with the types it uses.</summary>
    public string File(int number)
    {
        var container = Pick(Containers);
        var bases = Pick(Bases);
        var text = new StringBuilder("namespace ").Append(random.Next(Odd) == 0 ? $"@namespace.System{number}" : $"N_{number}.My").Append("\n{\n");
        text.Append(container.Length > 0 ? container + " {\n" : string.Empty);
        text.Append(random.Next(Odd) == 0 ? "[Obsolete(\"no\", true)] " : string.Empty).Append(random.Next(Odd) == 0 ? "[PeerContract(Name = \"\\\"{0}\\0 " + number + "\")]" : "[PeerContract]").Append(random.Next(Odd) == 0 ? "[Concurrent]" : string.Empty);
        text.Append(" public partial interface IC").Append(bases.Length > 0 ? " : " + bases : string.Empty).Append("\n{\n");
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            text.Append(random.Next(10) == 0 ? string.Format(null, Pick(OddMembers), Pick(Names)) : Method()).Append('\n');
        }

        text.Append("}\n").Append(container.Length > 0 ? "}\n" : string.Empty);
        for (var i = 0; i < 3; i++)
        {
            text.Append(Data(i)).Append('\n');
        }

        return text.Append(
            """
            public enum E : short { A = -1, B, [Obsolete("no", true)] C }
            [PeerUnion(0, typeof(U1)), PeerUnion(7, typeof(U2))] public interface U; public record U1(int X) : U; public class U2 : U { public U? Next { get; set; } }
            public class Box<T> { public T? V { get; set; } }
            public class Nested { public object? O { get; set; } public record In(int X); public class Gen<T> { public record struct Deep(T V); } }
            [PeerContract] public partial interface IB { Task Base(int x); }
            public interface IPlain { Task Plain(); }
            public interface IBoth { Task<int> Both(int x); }
            public interface ILeft : IPlain { Task IPlain.Plain() => Task.CompletedTask; }
            public interface IRight : IPlain { Task IPlain.Plain() => Task.CompletedTask; }
            public interface IGen<T> { ValueTask<T> Gen(T value, (T A, int) pair); }
            public interface IStatic { static abstract int S(); int P { get; } }
            file class Hidden { public int X { get; set; } }
            }

            """).ToString();
    }

    private string Method()
    {
        var result = string.Format(null, random.Next(Odd) == 0 ? Pick(OddResults) : Pick(Results), Type());
        var parameters = Enumerable.Range(0, random.Next(5)).Select(_ => Parameter()).OrderBy(parameter => parameter.Contains("params ", StringComparison.Ordinal) ? 2 : parameter.Contains('=', StringComparison.Ordinal) ? 1 : 0);
        return $"{(random.Next(4) == 0 ? Pick(Attributes) : string.Empty)} {result} {Pick(Names)}({string.Join(", ", parameters)});";
    }

    private string Parameter() => random.Next(16) switch
    {
        0 => string.Format(null, Pick(Defaults), Pick(Names)),
        1 or 2 => string.Format(null, Pick(Defaults), Pick(Names)),
        3 => string.Format(null, Pick(OddParameters), Pick(Names)),
        _ => $"{Type()} {Pick(Names)}",
    };

    private string Data(int number)
    {
        var members = Enumerable.Range(0, random.Next(1, 4)).Select(_ => (Type: DataType(), Name: Pick(Names))).ToList();
        var body = string.Join(" ", members.Select(member => string.Format(null, Pick(Members), member.Type, member.Name)));
        var positional = string.Join(", ", members.Select(member => $"{member.Type} {member.Name}"));
        return random.Next(7) switch
        {
            0 => $"public record D{number}({positional});",
            1 => $"public record struct D{number}({positional});",
            2 => $"public struct D{number} {{ {string.Join(" ", members.Select(member => $"public {member.Type} {member.Name};"))} }}",
            3 => $"[PeerTolerant] public class D{number} {{ {string.Join(" ", members.Select(member => $"public {member.Type} {member.Name} {{ get; set; }} = default!;"))} }}",
            4 => $"public class D{number}({positional}) {{ {string.Join(" ", members.Select(member => $"public {member.Type} {member.Name} {{ get; }} = {member.Name};"))} }}",
            _ => $"public class D{number} {{ {body} }}",
        };
    }

    private string Type() => random.Next(Odd * 4) == 0 ? Pick(BadTypes) : Pick(Types);

    // Structs that hold each other are no C#, so most members are of other types.
    private string DataType() => random.Next(Odd * 4) == 0 ? Pick(BadTypes) : random.Next(4) == 0 ? Pick(Types) : Pick(["int", "string", "string?", "bool?", "E", "List<int>", "decimal", "DateTime", "Box<int>", "U?", "(int, string)", "byte[]?"]);

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
