using TypedPeer.Generators.Model.Contracts;
using TypedPeer.Generators.Model.Names;
using TypedPeer.Generators.Model.Values;
using TypedPeer.Generators.Model.WireTypes;
using TypedPeer.Generators.Shapes;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Shapes;

/// <summary>The neutral model that everything that is emitted is made from.</summary>
public class WireTypeTests
{
    private static readonly ScalarType Int = new(ScalarKind.Int32);

    [Fact]
    public void What_a_method_takes_and_gives_is_a_tree_of_kinds()
    {
        var method = Parse("Task<Dictionary<string, List<D?>>> M((int A, Guid? B) x, E[,] e, IProgress<int>? p, IC? c);");
        Assert.Equal(
            [
                new TupleType(
                    TupleKind.ValueTuple,
                    new EquatableArray<WireType>([Int, new NullableType(new ScalarType(ScalarKind.Guid), IsReference: false)]),
                    new TupleTypeName(new EquatableArray<TupleElement>([new(Int.Name, "A"), new(new NullableTypeName(new NamedTypeName("System", "Guid")), "B")]))),
                new ArrayType(new EnumType(new NamedTypeName("N", "E"), ScalarKind.Int16), Rank: 2),
                new NullableType(new ProgressType(Int), IsReference: true),
                new NullableType(new ContractReference(new NamedTypeName("N", "IC"), "N.IC"), IsReference: true),
            ],
            method.Parameters.Select(parameter => parameter.Wire));
        Assert.Equal(
            MapType.Of(
                CollectionKind.Dictionary,
                "System.Collections.Generic",
                "Dictionary",
                new StringType(),
                ListType.Of(
                    CollectionKind.List,
                    "System.Collections.Generic",
                    "List",
                    new NullableType(new DataTypeReference(new NamedTypeName("N", "D"), IsReference: true, Memory: null), IsReference: true))),
            method.Result);
    }

    [Theory]
    [InlineData("Task M(int x);", "(int32) -> void")]
    [InlineData("[OneWay] Task M(int[] x, int[,] y);", "(list<int32>, list2<int32>) -> oneway")]
    [InlineData("IAsyncEnumerable<D?> M(IAsyncEnumerable<E?> x);", "(stream<int16?>) -> stream<{N.D}>")]
    [InlineData("Task<KeyValuePair<int, bool>> M(KeyValuePair<int, string> x);", "(pair<int32,string>) -> memory(int32,bool)")]
    [InlineData("Task<System.IO.Stream> M(Tuple<int, D> x, (int, string) y);", "(object(int32,{N.D}), tuple<int32,string>) -> stream<list<uint8>>")]
    public void The_wire_baseline_reads_a_shape_off_the_tree(string method, string shape) => Assert.Equal(shape, ShapeText.Of(Parse(method)));

    [Theory]
    [InlineData("int[][,]?[]")]
    [InlineData("(int A, string? @class)")]
    [InlineData("(int, int, int, int, int, int, int, int H, global::System.Guid I)")]
    [InlineData("global::System.Collections.Generic.List<global::N.Box<int?>.@in>")]
    public void A_name_that_is_read_is_written_as_it_was(string type) =>
        Assert.Equal(type, TypeNameText.Full(Parse($"Task M({type} x);").Parameters[0].Wire!.Name));

    private static MethodModel Parse(string method)
    {
        var source = $$"""
            namespace N;
            public class D;
            public enum E : short { A }
            public class Box<T> { public record struct @in(T Value, string Text); }
            [PeerContract] public partial interface IC { {{method}} }
            """;
        var driver = Compiler.CreateDriver().RunGenerators(Compiler.Create("Trees", [], source), TestContext.Current.CancellationToken);
        var contract = (ContractModel)driver.GetRunResult().Results.Single().TrackedSteps[PeerContractGenerator.ContractsStep].Single().Outputs.Single().Value;
        return contract.Methods[0];
    }
}
