// One shape a line: test data, not style.

namespace Matrix.Empty { [PeerContract] public partial interface IC { } }

namespace Matrix.EveryReturn { [PeerContract] internal partial interface IC { Task A(); Task<int> B(); ValueTask C(); ValueTask<int> D(); IAsyncEnumerable<int> E(); [OneWay] Task F(); [OneWay] ValueTask G(); } }

namespace Matrix.Tokens { [PeerContract] public partial interface IC { Task A(CancellationToken t, int x); Task B(int x, CancellationToken t = default, string s = ""); } }

namespace Matrix.Streams { [PeerContract] public partial interface IC { IAsyncEnumerable<int> A(IAsyncEnumerable<string?> x, int y, IAsyncEnumerable<byte[]> z, CancellationToken t); [OneWay] Task B(IAsyncEnumerable<int> x); } }

namespace Matrix.Overloads { [PeerContract] public partial interface IC { Task M(); Task M(int a); Task M(string a); Task<int> M(params int[] a); Task<int> M(int? a, int b = 3); } }

namespace Matrix.Reserved { [PeerContract] public partial interface IC { Task M(int @class, int @event, int reader, int writer, int call, int target, int streams, int remote, int _remote, int index, int value); Task @return(int x); } }

namespace Matrix.ConcurrentAndNamed { [PeerContract, Concurrent] public partial interface IC { Task A(); } [PeerContract(Name = "a \"quoted\" name")] public partial interface ID { [Concurrent] Task A(); } }

namespace Matrix.Keyword { namespace N.@class { [PeerContract] public partial interface @interface { Task @void(int @int); } public record @record(int @in); [PeerContract] public partial interface IR { Task M(@record r); } } }

namespace Matrix.NestedContracts { public partial class Outer { private partial struct Middle { [PeerContract] private partial interface IC { Task<int> M(); } } public partial record R { [PeerContract] internal partial interface IC { Task<int> M(); } } } }

namespace Matrix.Inheriting { [PeerContract] public partial interface IA { Task A(); } [PeerContract] public partial interface IB : IA { Task B(); new Task A(); } [PeerContract] public partial interface IC : IB, IA { Task C(); } }

namespace Matrix.Flattened { public interface IPlain<T> { Task<T> Get(T value); } [PeerContract] public partial interface IC : IPlain<int>, IPlain<string>, IAsyncDisposable { } }

namespace Matrix.Bodies { [PeerContract] public partial interface IC { Task A(); int Local() => 1; int P => 2; static int S() => 3; const int K = 4; class Nested { public int X { get; set; } } Task B(Nested n); } }

namespace Matrix.SameNames { namespace A { public class D { public int X { get; set; } } } namespace B { public class D { public string? X { get; set; } } [PeerContract] public partial interface IC { Task M(A.D a, D b); } } }

namespace Matrix.RuntimeNames { public class PeerWriter { public int X { get; set; } } public class StringCodec { public string X { get; set; } = ""; } public class TypedPeer1; [PeerContract] public partial interface IC { Task M(PeerWriter a, StringCodec b); } }

namespace Matrix.PlatformNames { namespace System1.Collections { public class Task { public int X { get; set; } } [PeerContract] public partial interface IC { ValueTask<Task> M(Task a); } } }

namespace Matrix.GlobalNames { public class Global { public int X { get; set; } } namespace Global_ { public class D { public Global? G { get; set; } } [PeerContract] public partial interface IC { Task M(D a); } } }

namespace Matrix.Blocks { [PeerContract] public partial interface IC { Task A(System.IO.Stream s, System.IO.Pipelines.PipeReader p, IAsyncEnumerable<int> i, CancellationToken t); ValueTask<System.IO.Stream> B(); Task<System.IO.Pipelines.PipeReader> C(int x); [OneWay] Task D(System.IO.Stream s); } }

namespace Matrix.Progress { [PeerContract] public partial interface IC { Task<int> A(IProgress<double> p, IProgress<List<string?>>? q, CancellationToken t); IAsyncEnumerable<int> B(IProgress<int> p); } }

namespace Matrix.References { [PeerContract] public partial interface IC { Task<IC> A(IC c); ValueTask<ID?> B(ID? d, List<ID> many); IAsyncEnumerable<ID> C(IAsyncEnumerable<IC?> s); Task D(Holder h); } [PeerContract] public partial interface ID { Task M(); } public record Holder(ID One, ID? Two); }

namespace Matrix.Errors { [PeerContract, PeerError(typeof(OutOfStock)), PeerError(typeof(int))] public partial interface IC { Task A(); } public sealed record OutOfStock(string Item, int Left); }

namespace Matrix.Deliveries { [PeerContract] public partial interface IC { [OneWay, LatestWins] Task A(int x); [OneWay, LatestWins, Priority(PeerPriority.Low)] ValueTask B(string text, CancellationToken token = default); [OneWay, Unreliable] ValueTask C(float x, float y); } }

namespace Matrix.Priorities { [PeerContract] public partial interface IC { [Priority(PeerPriority.High)] Task A(); [Priority(PeerPriority.Normal), Concurrent] Task B(IAsyncEnumerable<int> x); } }

namespace Matrix.Guarded
{
    [PeerAuthorize("taken over")]
    public interface IPlain
    {
        Task A();
    }

    [PeerContract, PeerAuthorize, PeerAuthorize("policy", Roles = "x, y")]
    public partial interface IC : IPlain
    {
        [PeerAllowAnonymous]
        Task B();

        [PeerAuthorize(Roles = "z"), Priority(PeerPriority.High), Idempotent]
        Task<int> C(int x);
    }

    [PeerContract, PeerAllowAnonymous]
    public partial interface ID : IC
    {
        Task D();
    }
}
