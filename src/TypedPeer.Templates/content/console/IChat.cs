using TypedPeer;

namespace TypedPeerConsole;

/// <summary>What each peer can ask of the other one. The compiler writes the client, the dispatcher and the codecs.</summary>
[PeerContract]
public partial interface IChat
{
    /// <summary>Says hello, and gets an answer.</summary>
    ValueTask<string> GreetAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Counts down, a number at a time.</summary>
    IAsyncEnumerable<int> CountDownAsync(int from, TimeSpan every, CancellationToken cancellationToken = default);

    /// <summary>Shows a line at the other end; nobody waits for an answer.</summary>
    [OneWay]
    ValueTask SayAsync(string line);
}
