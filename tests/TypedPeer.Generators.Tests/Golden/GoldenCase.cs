using System.Linq.Expressions;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Golden;

/// <summary>One line of the vectors: the value, and the method of <see cref="IGolden"/> whose argument it is.</summary>
public abstract class GoldenCase
{
    public static GoldenCase Of<T>(T value, Expression<Func<IGolden, T, ValueTask<T>>> call) =>
        new Case<T>(value, Codecs.Of(typeof(IGolden), ((MethodCallExpression)call.Body).Method.Name));

    /// <summary>A case of another contract, whose method is named.</summary>
    public static GoldenCase Of<TContract, T>(T value, string method) => new Case<T>(value, Codecs.Of(typeof(TContract), method));

    /// <summary>Returns the bytes of the value.</summary>
    public abstract byte[] Write();

    /// <summary>Reads a value from <paramref name="bytes"/> and returns the bytes it is written as.</summary>
    public abstract byte[] Rewrite(byte[] bytes);

    private sealed class Case<T>(T value, Type codec) : GoldenCase
    {
        private readonly Func<T, byte[]> _write = Codecs.Writer<T>(codec);
        private readonly Func<byte[], T> _read = Codecs.Reader<T>(codec);

        public override byte[] Write() => _write(value);

        public override byte[] Rewrite(byte[] bytes) => _write(_read(bytes));
    }
}
