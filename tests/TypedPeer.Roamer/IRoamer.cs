namespace TypedPeer.Roamer;

/// <summary>What the two processes call each other for.</summary>
[PeerContract]
public partial interface IRoamer
{
    ValueTask<int> DoubleAsync(int number);

    /// <summary>Answers when its process is told to.</summary>
    [Concurrent]
    ValueTask<int> WaitAsync();
}
