using System.Linq.Expressions;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Golden;

/// <summary>One line of the vectors: the value, and the method of <see cref="IGolden"/> whose argument it is.</summary>
public abstract class GoldenCase(Type contract, string method)
{
    /// <summary>Gets the contract.</summary>
    public Type Contract { get; } = contract;

    /// <summary>Gets the method of the contract.</summary>
    public string Method { get; } = method;

    public static GoldenCase Of<T>(T value, Expression<Func<IGolden, T, ValueTask<T>>> call) =>
        Of<IGolden, T>(value, ((MethodCallExpression)call.Body).Method.Name);

    /// <summary>A case of another contract, whose method is named.</summary>
    public static GoldenCase Of<TContract, T>(T value, string method) => new Case<T>(value, typeof(TContract), method);

    /// <summary>Returns the bytes of the value.</summary>
    public abstract byte[] Write();

    /// <summary>Reads a value from <paramref name="bytes"/> and returns the bytes it is written as.</summary>
    public abstract byte[] Rewrite(byte[] bytes);

    private sealed class Case<T>(T value, Type contract, string method) : GoldenCase(contract, method)
    {
        private readonly Func<T, byte[]> _write = Codecs.Writer<T>(Codecs.Of(contract, method));
        private readonly Func<byte[], T> _read = Codecs.Reader<T>(Codecs.Of(contract, method));

        public override byte[] Write() => _write(value);

        public override byte[] Rewrite(byte[] bytes) => _write(_read(bytes));
    }
}
