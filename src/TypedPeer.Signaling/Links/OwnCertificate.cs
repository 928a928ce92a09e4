using System.Runtime.CompilerServices;
using TypedPeer.Ahead;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Links;

/// <summary>The certificate that a link or a network makes for itself, by which the peer knows it again, and disposes of.</summary>
internal static class OwnCertificate
{
    /// <summary>Makes it; null where the application gives one.</summary>
    [AsyncMethodBuilder(typeof(AheadResultMethodBuilder<>))]
    public static async Task<PeerCertificate?> MakeAsync(PeerConnectionOptions options, CancellationToken cancellationToken)
    {
        // A connection follows: what it needs and the key does not is done meanwhile.
        PeerConnection.Prepare();
        return options.Certificate is null ? await PeerCertificate.CreateAsync(timeProvider: options.TimeProvider, cancellationToken: cancellationToken).Ahead() : null;
    }
}
