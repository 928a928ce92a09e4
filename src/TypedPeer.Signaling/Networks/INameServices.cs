using System.Text.Json;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Networks;

/// <summary>What a link needs of its network.</summary>
internal interface INameServices
{
    /// <summary>Gets the lock of the whole network: it is held for moments, and nothing is called under it that is not the network's own.</summary>
    Lock Gate { get; }

    /// <summary>Gets what the peer is told of this side.</summary>
    JsonElement? Metadata { get; }

    /// <summary>Draws a number for the connections of one exchange.</summary>
    UInt128 DrawNumber();

    /// <summary>Makes a connection.</summary>
    /// <param name="options">What it is like, but for the servers.</param>
    PeerConnection CreateConnection(PeerConnectionOptions options);

    /// <summary>Sends a text to the server; false where there is none just now.</summary>
    bool TrySend(string text);

    /// <summary>Waits until the server is there.</summary>
    /// <exception cref="PeerNetworkException">The network is over.</exception>
    /// <exception cref="TimeoutException">It is not there within the limit.</exception>
    Task WaitForServerAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken);
}
