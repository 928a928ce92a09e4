using System.Reflection;
using System.Runtime.Loader;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Runtime;

public sealed class LibrariesTests : IAsyncLifetime
{
    private readonly List<Loopback> _loopbacks = [];
    private readonly AssemblyLoadContext _context = new("libraries", isCollectible: true);

    [Fact]
    public async Task A_contract_of_one_library_is_implemented_in_a_second_and_called_from_a_third()
    {
        var contract = Compiler.Compile("LibraryA", [], """
            namespace A;

            public sealed record Order(int Id, string Text) { public List<Line> Lines { get; init; } = []; }

            public readonly record struct Line(int Number, decimal Price);

            [PeerContract]
            public partial interface IShop
            {
                ValueTask<Order> BuyAsync(Order order, CancellationToken cancellationToken = default);
            }
            """);
        var implementation = Compiler.Compile("LibraryB", [contract], """
            namespace B;

            public sealed class Shop : A.IShop
            {
                public ValueTask<A.Order> BuyAsync(A.Order order, CancellationToken cancellationToken = default) => new(order with { Id = order.Id + 1 });
            }
            """);
        var caller = Compiler.Compile("LibraryC", [contract, implementation], """
            namespace C;

            public static class Program
            {
                public static async Task<string> Run(Func<A.IShop, A.IShop> connect)
                {
                    A.IShop shop = connect(new B.Shop());
                    var order = await shop.BuyAsync(new A.Order(1, "t") { Lines = [new A.Line(7, 1.5m)] });
                    return $"{order.Id} {order.Text} {order.Lines[0].Number} {order.Lines[0].Price:F1}";
                }
            }
            """);
        Assert.Equal("2 t 7 1.5", await RunAsync(contract, implementation, caller));
    }

    [Fact]
    public async Task A_contract_inherits_from_a_contract_of_another_library()
    {
        var parent = Compiler.Compile("LibraryA", [], """
            namespace A;

            public record Item(string Name);

            public interface IPlain { ValueTask<int> PlainAsync(int x); }

            [PeerContract]
            public partial interface IParent : IPlain
            {
                ValueTask<string> ParentAsync(Item item);
            }
            """);
        var child = Compiler.Compile("LibraryB", [parent], """
            namespace B;

            public interface IOther { Task OtherAsync(List<string> texts); }

            [PeerContract(Name = "child")]
            public partial interface IChild : A.IParent, IOther
            {
                ValueTask<A.Item> ChildAsync(A.Item item);
            }

            public sealed class Child : IChild
            {
                public List<string> Texts { get; } = [];
                public ValueTask<int> PlainAsync(int x) => new(x + 1);
                public ValueTask<string> ParentAsync(A.Item item) => new("parent " + item.Name);
                public ValueTask<A.Item> ChildAsync(A.Item item) => new(item with { Name = "child " + item.Name });
                public Task OtherAsync(List<string> texts) { Texts.AddRange(texts); return Task.CompletedTask; }
            }
            """);
        var caller = Compiler.Compile("LibraryC", [parent, child], """
            namespace C;

            public static class Program
            {
                public static async Task<string> Run(Func<B.IChild, B.IChild> connect)
                {
                    var target = new B.Child();
                    B.IChild remote = connect(target);
                    await remote.OtherAsync(["a"]);
                    return string.Join(", ",
                        await remote.PlainAsync(1), await remote.ParentAsync(new("x")), (await remote.ChildAsync(new("y"))).Name, target.Texts[0]);
                }
            }
            """);
        Assert.Equal("2, parent x, child y, a", await RunAsync(parent, child, caller));
        Assert.Contains("\"A.IParent\"", child.Generated["B.IChild.g.cs"]);
        Assert.DoesNotContain("ParentAsync(target, call)", child.Generated["B.IChild.g.cs"]);
    }

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        foreach (var loopback in _loopbacks)
        {
            await loopback.DisposeAsync();
        }

        _context.Unload();
    }

    private T Connect<T>(T target)
        where T : class, IPeerContract<T>
    {
        var loopback = new Loopback(builder => builder.Serve<T>(target));
        _loopbacks.Add(loopback);
        return loopback.Get<T>();
    }

    private Task<string> RunAsync(params CompiledLibrary[] libraries)
    {
        var loaded = libraries.Select(library => library.Load(_context)).ToList();
        var run = loaded[^1].GetType("C.Program")!.GetMethod("Run")!;
        var contract = run.GetParameters()[0].ParameterType.GetGenericArguments()[0];
        var connect = typeof(LibrariesTests).GetMethod(nameof(Connect), BindingFlags.NonPublic | BindingFlags.Instance)!
            .MakeGenericMethod(contract)
            .CreateDelegate(run.GetParameters()[0].ParameterType, this);
        return (Task<string>)run.Invoke(null, [connect])!;
    }
}
