using TypedPeer.CompilerServices;

namespace TypedPeer.Generators.Tests.Harness;

/// <summary>
/// A peer that keeps the bytes of the arguments and answers with the same bytes, or with those it was told to: what a proxy
/// writes and reads, without a session.
/// </summary>
internal sealed class EchoRemote : PeerRemote
{
    public byte[] Written { get; private set; } = [];

    /// <summary>What to answer with instead of the arguments.</summary>
    public byte[]? Answer { get; set; }

    public PeerMethod? LastMethod { get; private set; }

    public override ValueTask InvokeAsync<TArguments>(PeerMethod method, TArguments arguments, CancellationToken cancellationToken)
    {
        Keep(method, arguments);
        return ValueTask.CompletedTask;
    }

    public override ValueTask<TResult> InvokeAsync<TArguments, TResult, TCodec>(PeerMethod method, TArguments arguments, CancellationToken cancellationToken)
    {
        Keep(method, arguments);
        return new(Read<TResult, TCodec>());
    }

    public override ValueTask SendAsync<TArguments>(PeerMethod method, TArguments arguments, CancellationToken cancellationToken)
    {
        Keep(method, arguments);
        return ValueTask.CompletedTask;
    }

    public override async IAsyncEnumerable<TItem> Stream<TArguments, TItem, TCodec>(
        PeerMethod method, TArguments arguments, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Keep(method, arguments);
        await Task.Yield();
        yield return Read<TItem, TCodec>();
    }

    private void Keep<TArguments>(PeerMethod method, TArguments arguments)
        where TArguments : struct, IPeerArguments
    {
        LastMethod = method;
        var writer = new PeerWriter(headroom: 0, limit: 1 << 24);
        try
        {
            arguments.Write(ref writer);
            var (buffer, length) = writer.Detach();
            Written = buffer.AsSpan(0, length).ToArray();
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
        finally
        {
            writer.Dispose();
        }
    }

    private TResult Read<TResult, TCodec>()
        where TCodec : struct, IPeerCodec<TResult>
    {
        var reader = new PeerReader(Answer ?? Written);
        var result = TCodec.Read(ref reader);
        reader.End();
        return result;
    }
}
