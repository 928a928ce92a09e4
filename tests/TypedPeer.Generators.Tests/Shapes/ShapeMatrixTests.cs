using Microsoft.CodeAnalysis;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Shapes;

/// <summary>Every shape compiles without a warning, and the analyzers have nothing to say about it.</summary>
public class ShapeMatrixTests
{
    [Theory]
    [MemberData(nameof(TypeShapes.All), MemberType = typeof(TypeShapes))]
    public Task A_type_travels_as_argument_result_item_and_member(string type) => CompileAsync($$"""
        namespace Sample;

        [PeerContract]
        public partial interface IC
        {
            ValueTask<{{type}}> Unary({{type}} value, CancellationToken token = default);
            Task<{{type}}> Classic({{type}} value);
            IAsyncEnumerable<{{type}}> Stream(IAsyncEnumerable<{{type}}> values, CancellationToken token = default);
            [OneWay] ValueTask Send({{type}} value);
            ValueTask<Data> Member(Data data);
            ValueTask<List<{{type}}>> Many({{type}}[] values);
        }

        public sealed record Data({{type}} Value);
        """);

    [Theory]
    [MemberData(nameof(DataTypeShapes.All), MemberType = typeof(DataTypeShapes))]
    public Task A_data_type_travels(string declarations) =>
        CompileAsync(declarations + "\n[PeerContract] public partial interface IC { Task<D?> M(D d, List<D?> many, Dictionary<string, D> map); }");

    [Theory]
    [MemberData(nameof(ContractShapes.All), MemberType = typeof(ContractShapes))]
    public Task A_contract_gets_its_code(string declarations) => CompileAsync(declarations);

    private static async Task CompileAsync(string source)
    {
        Assert.DoesNotContain(await Compiler.AnalyzeAsync(source), diagnostic => diagnostic.Severity > DiagnosticSeverity.Info);
        Assert.NotEmpty(Compiler.Compile(source).Generated);
    }
}
