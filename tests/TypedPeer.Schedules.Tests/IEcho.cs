namespace TypedPeer.Schedules.Tests;

/// <summary>What peers serve in these tests.</summary>
[PeerContract]
public partial interface IEcho
{
    /// <summary>Returns what it is given.</summary>
    ValueTask<int> EchoAsync(int value, CancellationToken cancellationToken = default);

    /// <summary>Answers when its caller gives up.</summary>
    ValueTask WaitAsync(CancellationToken cancellationToken = default);
}

/// <summary>Answers at once, or never.</summary>
internal sealed class Echo : IEcho
{
    public ValueTask<int> EchoAsync(int value, CancellationToken cancellationToken) => ValueTask.FromResult(value);

    public async ValueTask WaitAsync(CancellationToken cancellationToken) => await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
}
