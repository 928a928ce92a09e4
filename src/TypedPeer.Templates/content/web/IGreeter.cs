using TypedPeer;

namespace TypedPeerWeb;

/// <summary>What signed-in peers can ask of the server. The compiler writes the client, the dispatcher and the codecs.</summary>
[PeerContract]
[PeerAuthorize]
public partial interface IGreeter
{
    /// <summary>Greets whoever calls, by the name in the token.</summary>
    ValueTask<string> GreetAsync(CancellationToken cancellationToken = default);

    /// <summary>Stops the server: for users of the policy "operators".</summary>
    [PeerAuthorize("operators")]
    ValueTask StopAsync();
}
