using System.Buffers;
using TypedPeer.CompilerServices;

namespace TypedPeer.Generators.Tests.Harness;

/// <summary>One call on its way through <see cref="LoopbackRemote"/>.</summary>
internal sealed class LoopbackCall(byte[] arguments, IReadOnlyList<IAsyncEnumerable<byte[]>> streams, CancellationToken cancellationToken) : PeerIncomingCall
{
    /// <summary>Gets the bytes of the result, null for none.</summary>
    public Task<byte[]?> Answer { get; private set; } = Task.FromException<byte[]?>(new InvalidOperationException("The dispatcher did not complete the call."));

    public IAsyncEnumerable<byte[]>? Items { get; private set; }

    public override CancellationToken CancellationToken => cancellationToken;

    public override PeerReader GetArguments() => new(arguments);

    public override async IAsyncEnumerable<T> GetStream<T, TCodec>(int index)
    {
        await foreach (var item in streams[index].WithCancellation(cancellationToken))
        {
            yield return Read<T, TCodec>(item);
        }
    }

    public override void Complete(ValueTask task) => Answer = Wait(task);

    public override void Complete<TResult, TCodec>(ValueTask<TResult> task) => Answer = Wait<TResult, TCodec>(task);

    public override void CompleteStream<TItem, TCodec>(IAsyncEnumerable<TItem> items) => Items = WriteAll<TItem, TCodec>(items);

    public static async IAsyncEnumerable<byte[]> WriteAll<T, TCodec>(IAsyncEnumerable<T> items)
        where TCodec : struct, IPeerCodec<T>
    {
        await foreach (var item in items)
        {
            yield return Write<T, TCodec>(item);
        }
    }

    public static T Read<T, TCodec>(byte[] bytes)
        where TCodec : struct, IPeerCodec<T>
    {
        var reader = new PeerReader(bytes);
        var value = TCodec.Read(ref reader);
        reader.End();
        return value;
    }

    public static byte[] Write<TArguments>(TArguments arguments)
        where TArguments : struct, IPeerArguments
    {
        var writer = new PeerWriter(headroom: 0, limit: 1 << 24);
        arguments.Write(ref writer);
        return Take(ref writer);
    }

    private static byte[] Write<T, TCodec>(T value)
        where TCodec : struct, IPeerCodec<T>
    {
        var writer = new PeerWriter(headroom: 0, limit: 1 << 24);
        TCodec.Write(ref writer, value);
        return Take(ref writer);
    }

    private static byte[] Take(ref PeerWriter writer)
    {
        var (buffer, length) = writer.Detach();
        var bytes = buffer.AsSpan(0, length).ToArray();
        ArrayPool<byte>.Shared.Return(buffer);
        return bytes;
    }

    private static async Task<byte[]?> Wait(ValueTask task)
    {
        await task;
        return null;
    }

    private static async Task<byte[]?> Wait<TResult, TCodec>(ValueTask<TResult> task)
        where TCodec : struct, IPeerCodec<TResult> => Write<TResult, TCodec>(await task);
}
