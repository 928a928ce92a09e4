using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Strict;

/// <summary>Two libraries with types of one name, of which a project names one, or both, by an alias.</summary>
public sealed class AliasTests : IDisposable
{
    private const string First = "namespace Shop; public record Order(int Id); public record Box<T>(T V); public enum Kind { A } public struct Spot { public int X; public bool Y; } public interface IPlain<T> { Task<T> Get(T value); } [PeerContract] public partial interface IBase { Task<Order> Base(Order order); }";

    private const string Second = "namespace Shop; public record Order(int Id, string Note); public record Box<T>(T V, int Count); public enum Kind : byte { B } public struct Spot { public long X; } public interface IPlain<T> { Task<T> Get(T value, int count); } [PeerContract(Name = \"second\")] public partial interface IBase { Task<Order> Base(Order order); }";

    private const string Uses = """
        extern alias v2;
        [PeerContract] public partial interface IShop : ONE::Shop.IPlain<(ONE::Shop.Order A, v2::Shop.Order?)>, v2::Shop.IPlain<List<ONE::Shop.Box<v2::Shop.Order[]?>>>, v2::Shop.IBase
        {
            ValueTask<v2::Shop.Order> Upgrade(ONE::Shop.Order order);
            Task M(ONE::Shop.Kind a, v2::Shop.Kind b, ONE::Shop.Spot c, v2::Shop.Spot d, Dictionary<ONE::Shop.Kind, v2::Shop.Box<ONE::Shop.Box<v2::Shop.Kind?>?>> e);
            IAsyncEnumerable<ONE::Shop.IBase> N(IAsyncEnumerable<v2::Shop.IBase> f, IProgress<v2::Shop.Order> g);
            Task Hold(Holder h);
        }
        public class Holder { public ONE::Shop.Order? A { get; set; } public v2::Shop.Order? B { get; set; } }
        """;

    private readonly AssemblyLoadContext _context = new("aliases", isCollectible: true);

    [Theory]
    [InlineData("")]
    [InlineData("v1")]
    public async Task Types_of_one_name_from_two_assemblies_travel_side_by_side(string alias)
    {
        var first = Compiler.Compile("First", [], First);
        var second = Compiler.Compile("Second", [], Second);
        var source = (alias.Length > 0 ? $"extern alias {alias};\n" : string.Empty) + Uses.Replace("ONE", alias.Length > 0 ? alias : "global", StringComparison.Ordinal);
        var compilation = Compiler.Create("Both", [As(first.Reference, alias), As(second.Reference, "v2")], source);
        Assert.DoesNotContain(await Compiler.AnalyzeAsync(compilation, baseline: null), diagnostic => diagnostic.Id != "TP0023");
        var shapes = Load(compilation, first, second);

        var codec = Codecs.Of(shapes.GetType("IShop")!, "Hold");
        var holder = shapes.GetType("Holder")!;
        typeof(AliasTests).GetMethod(nameof(RoundTrip), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(holder).CreateDelegate<Action<Type>>()(codec);
    }

    [Fact]
    public async Task A_type_that_cannot_be_told_from_another_is_named()
    {
        var first = Compiler.Compile("First", [], First);
        var between = Compiler.Compile("Between", [first], "public record Wrap(Shop.Order Order);");
        var second = Compiler.Compile("Second", [], Second);
        var found = Assert.Single(await Compiler.AnalyzeAsync(
            Compiler.Create("Both", [first.Reference, between.Reference, second.Reference], "[PeerContract] public partial interface IC { Task M(Wrap wrap); }"), baseline: null));
        Assert.Equal("TP0012", found.Id);
        Assert.Contains("'First' and 'Second' both have a type of that name", found.GetMessage(), StringComparison.Ordinal);
    }

    public void Dispose() => _context.Unload();

    private Assembly Load(Compilation source, params CompiledLibrary[] libraries)
    {
        Compiler.CreateDriver().RunGeneratorsAndUpdateCompilation(source, out var compilation, out _);
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(emitted.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id is not ("CS1701" or "CS1702")));
        foreach (var library in libraries)
        {
            library.Load(_context);
        }

        image.Position = 0;
        return _context.LoadFromStream(image);
    }

    private static MetadataReference As(MetadataReference reference, string alias) =>
        alias.Length == 0 ? reference : reference.WithAliases(ImmutableArray.Create(alias));

    private static void RoundTrip<T>(Type codec)
    {
        var value = Activator.CreateInstance<T>();
        var (a, b) = (typeof(T).GetProperty("A")!, typeof(T).GetProperty("B")!);
        a.SetValue(value, Activator.CreateInstance(a.PropertyType, 7));
        b.SetValue(value, Activator.CreateInstance(b.PropertyType, 8, "note"));
        var back = Codecs.Reader<T>(codec)(Codecs.Writer<T>(codec)(value));
        Assert.Equal(a.GetValue(value), a.GetValue(back));
        Assert.Equal(b.GetValue(value), b.GetValue(back));
    }
}
