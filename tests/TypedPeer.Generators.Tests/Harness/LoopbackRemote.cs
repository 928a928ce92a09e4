using System.Runtime.CompilerServices;
using TypedPeer.CompilerServices;

namespace TypedPeer.Generators.Tests.Harness;

/// <summary>A peer that hands every call to the dispatcher of a contract, by way of its bytes but without a session.</summary>
internal sealed class LoopbackRemote(PeerContractDescriptor descriptor, object target) : PeerRemote
{
    /// <summary>Makes a proxy whose calls end at <paramref name="target"/>.</summary>
    public static T Connect<T>(T target)
        where T : class, IPeerContract<T> =>
        PeerContractDescriptor.Of<T>().CreateProxy(new LoopbackRemote(PeerContractDescriptor.Of<T>(), target));

    public override async ValueTask InvokeAsync<TArguments>(PeerMethod method, TArguments arguments, CancellationToken cancellationToken) =>
        await Dispatch(method, arguments, cancellationToken).Answer;

    public override async ValueTask<TResult> InvokeAsync<TArguments, TResult, TCodec>(PeerMethod method, TArguments arguments, CancellationToken cancellationToken) =>
        LoopbackCall.Read<TResult, TCodec>((await Dispatch(method, arguments, cancellationToken).Answer)!);

    public override async ValueTask SendAsync<TArguments>(PeerMethod method, TArguments arguments, CancellationToken cancellationToken) =>
        await Dispatch(method, arguments, cancellationToken).Answer;

    public override async IAsyncEnumerable<TItem> Stream<TArguments, TItem, TCodec>(
        PeerMethod method, TArguments arguments, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in Dispatch(method, arguments, cancellationToken).Items!.WithCancellation(cancellationToken))
        {
            yield return LoopbackCall.Read<TItem, TCodec>(item);
        }
    }

    private LoopbackCall Dispatch<TArguments>(PeerMethod method, TArguments arguments, CancellationToken cancellationToken)
        where TArguments : struct, IPeerArguments
    {
        var streams = new LoopbackStreams();
        arguments.AddStreams(streams);
        Assert.Equal(method.Streams, streams.Items.Count);
        var call = new LoopbackCall(LoopbackCall.Write(arguments), streams.Items, cancellationToken);
        var (owner, index) = Find(method.Id);
        owner.Dispatch(index, target, call);
        return call;
    }

    private (PeerContractDescriptor Owner, int Index) Find(ulong id)
    {
        foreach (var owner in descriptor.Bases.ToArray().Prepend(descriptor))
        {
            var index = Array.FindIndex(owner.Methods.ToArray(), method => method.Id == id);
            if (index >= 0)
            {
                return (owner, index);
            }
        }

        throw new InvalidOperationException("No contract has this method.");
    }

    private sealed class LoopbackStreams : PeerOutgoingStreams
    {
        public List<IAsyncEnumerable<byte[]>> Items { get; } = [];

        public override void Add<T, TCodec>(IAsyncEnumerable<T> items) => Items.Add(LoopbackCall.WriteAll<T, TCodec>(items));
    }
}
