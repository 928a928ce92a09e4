using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Golden;

/// <summary>One line of the vectors: the value, and the method of <see cref="IGolden"/> that sends it.</summary>
public abstract class GoldenCase
{
    public static GoldenCase Of<T>(T value, Func<IGolden, T, ValueTask<T>> call) => new Case<T>(value, call);

    /// <summary>Returns the bytes of the value.</summary>
    public abstract Task<byte[]> WriteAsync();

    /// <summary>Reads a value from <paramref name="bytes"/> and returns the bytes it is written as.</summary>
    public abstract Task<byte[]> RewriteAsync(byte[] bytes);

    private sealed class Case<T>(T value, Func<IGolden, T, ValueTask<T>> call) : GoldenCase
    {
        private readonly EchoRemote _remote = new();
        private readonly T _value = value;

        private IGolden Proxy => TypedPeer.CompilerServices.PeerContractDescriptor.Of<IGolden>().CreateProxy(_remote);

        public override async Task<byte[]> WriteAsync()
        {
            await call(Proxy, _value);
            return _remote.Written;
        }

        public override async Task<byte[]> RewriteAsync(byte[] bytes)
        {
            _remote.Answer = bytes;
            var read = await call(Proxy, _value);
            _remote.Answer = null;
            await call(Proxy, read);
            return _remote.Written;
        }
    }
}
