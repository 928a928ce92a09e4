namespace TypedPeer.Channels;

/// <summary>
/// What a channel may offer beside <see cref="IPeerChannel"/>: it knows which certificate this side proved. A session that resumes binds its proof to both. A decorator that does not pass it on
/// loses the binding of this side's certificate, and nothing else.
/// </summary>
public interface IPeerChannelIdentity
{
    /// <summary>Gets the fingerprint of this side's certificate; null where there is none. May be called from any thread.</summary>
    PeerIdentity? LocalIdentity { get; }
}
