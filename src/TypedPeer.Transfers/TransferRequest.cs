namespace TypedPeer.Transfers;

/// <summary>A transfer that a peer offers, as <see cref="FileReceiverOptions.Accept"/> decides about it and <see cref="FileReceiverOptions.Received"/> is told of it.</summary>
public sealed class TransferRequest
{
    internal TransferRequest(TransferOffer offer, string name, PeerCallContext? caller) => (Offer, Name, Caller) = (offer, name, caller);

    /// <summary>Gets the offer as it came. Its name is the peer's choice: show it to nobody and use it as no path.</summary>
    public TransferOffer Offer { get; }

    /// <summary>Gets the file's name, made safe: no folders, nothing that a system gives a meaning, at most 200 bytes.</summary>
    public string Name { get; }

    /// <summary>Gets how many bytes it has; null where that is not known.</summary>
    public long? Length => Offer.Length;

    /// <summary>Gets who offers it: session, user, identity.</summary>
    public PeerCallContext? Caller { get; }

    /// <summary>Gets or sets who is told how far it is; set it in <see cref="FileReceiverOptions.Accept"/>. At most ten times a second, and at the end.</summary>
    public IProgress<TransferProgress>? Progress { get; set; }
}
