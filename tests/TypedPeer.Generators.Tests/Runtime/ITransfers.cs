using System.IO.Pipelines;

namespace TypedPeer.Generators.Tests.Runtime;

[PeerContract]
public partial interface ITransfers
{
    ValueTask<long> SendAsync(Stream data, CancellationToken cancellationToken = default);

    ValueTask<Stream> ReceiveAsync(int length, CancellationToken cancellationToken = default);

    Task<PipeReader> EchoAsync(PipeReader input);

    Task<int> WorkAsync(int steps, IProgress<Step> progress, CancellationToken cancellationToken = default);

    [Priority(PeerPriority.High)]
    ValueTask<ICounter> CreateCounterAsync(int start);

    ValueTask<int> CountTwiceAsync(ICounter counter, ICounter? other);
}

public sealed record Step(int Number, string Text);

[PeerContract]
[PeerError(typeof(Step))]
public partial interface ICounter
{
    ValueTask<int> NextAsync();
}
