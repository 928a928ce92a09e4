using TypedPeer;

namespace Contract;

[PeerContract]
public partial interface IGreeter
{
    ValueTask<Greeting> GreetAsync(string name, CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> CountAsync(int to, CancellationToken cancellationToken = default);
}

public sealed record Greeting(string Text, DateTimeOffset At);
