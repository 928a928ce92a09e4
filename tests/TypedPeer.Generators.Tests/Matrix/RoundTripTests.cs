using System.Reflection;
using Matrix;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Matrix;

/// <summary>Every type of the shape matrix goes to a peer and back, by the code of the snapshots.</summary>
public class RoundTripTests
{
    private static readonly Type[] Contracts =
    [
        typeof(IScalars), typeof(IArrays), typeof(ICollections), typeof(ICollectionInterfaces), typeof(IConcurrent), typeof(IImmutables), typeof(ITuples), typeof(IMoreCollections),
        typeof(IPlainData), typeof(IStructsAndNesting), typeof(IMarkedData),
    ];

    public static IEnumerable<TheoryDataRow<string, string>> Methods =>
        from contract in Contracts
        from method in contract.GetMethods().Where(method => !method.IsStatic)
        select new TheoryDataRow<string, string>(contract.Name, method.Name);

    [Theory]
    [MemberData(nameof(Methods))]
    public Task A_value_of_every_shape_comes_back_as_it_was(string contract, string method)
    {
        var type = Contracts.Single(candidate => candidate.Name == contract);
        var value = type.GetMethod(method)!.GetParameters()[0].ParameterType;
        return typeof(RoundTripTests).GetMethod(nameof(CheckAsync), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type, value)
            .CreateDelegate<Func<string, Task>>()(method);
    }

    private static async Task CheckAsync<TContract, T>(string method)
        where TContract : class, IPeerContract<TContract>
    {
        var codec = Codecs.Of(typeof(TContract), method);
        var write = Codecs.Writer<T>(codec);
        var value = (T)new SampleValues().Of(typeof(T))!;
        var bytes = write(value);
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(write(Codecs.Reader<T>(codec)(bytes))));

        await using var loopback = new Loopback(builder => builder.Serve<TContract>(DispatchProxy.Create<TContract, Echo>()));
        var call = typeof(TContract).GetMethod(method)!.CreateDelegate<Func<T, ValueTask<T>>>(loopback.Get<TContract>());
        var back = await call(value).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(write(back)));
    }

    /// <summary>Answers every call with its argument.</summary>
    public class Echo : DispatchProxy
    {
        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) => Activator.CreateInstance(targetMethod!.ReturnType, args![0])!;
    }
}
