namespace TypedPeer.Channels;

/// <summary>Who the remote peer proved to be: the fingerprint of the certificate whose private key it holds (RFC 8122).</summary>
/// <param name="Algorithm">The hash function as SDP spells it, such as <c>sha-256</c>.</param>
/// <param name="Fingerprint">Upper-case hexadecimal pairs joined by colons, as SDP spells it.</param>
public sealed record PeerIdentity(string Algorithm, string Fingerprint)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Algorithm} {Fingerprint}";
}
