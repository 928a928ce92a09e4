namespace TypedPeer.Transfers;

/// <summary>What is to be sent.</summary>
/// <param name="Id">The same each time one and the same transfer is offered, and no other's.</param>
/// <param name="Name">What it is called: a file's name, without folders.</param>
/// <param name="Length">How many bytes it has; null where that is not known before its end.</param>
[PeerTolerant]
public sealed record TransferOffer(Guid Id, string Name, long? Length);
