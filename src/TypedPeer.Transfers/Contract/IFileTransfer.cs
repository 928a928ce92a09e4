namespace TypedPeer.Transfers;

/// <summary>
/// How a file, or any run of bytes, comes from a peer: it is offered, sent in as many attempts as it takes, and completed by its hash. <see cref="FileReceiver"/> serves it and <see cref="FileSender"/>
/// calls it; pages call it as they are (docs/transfers.md).
/// </summary>
[PeerContract]
[PeerError(typeof(TransferFault))]
public partial interface IFileTransfer
{
    /// <summary>Offers a transfer, for the first time or again, and learns from where on it is wanted. An attempt that is under way ends.</summary>
    /// <param name="offer">What it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<TransferReply> OfferAsync(TransferOffer offer, CancellationToken cancellationToken = default);

    /// <summary>Sends bytes from an offset on: the one that was asked for, or 0 to begin anew. Returns how many are there.</summary>
    /// <param name="id">The transfer, which was offered over this session.</param>
    /// <param name="offset">The position of the first byte.</param>
    /// <param name="blocks">The bytes, to the end or to where this attempt ends.</param>
    /// <param name="cancellationToken">Gives up; what came stays.</param>
    ValueTask<long> SendAsync(Guid id, long offset, IAsyncEnumerable<ReadOnlyMemory<byte>> blocks, CancellationToken cancellationToken = default);

    /// <summary>Says that this was all. Returns the name under which it is there. Where length or hash are others, nothing stays, and the fault is <see cref="TransferError.HashMismatch"/>.</summary>
    /// <param name="id">The transfer.</param>
    /// <param name="length">How many bytes it has.</param>
    /// <param name="sha256">The SHA-256 of them all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<string> CompleteAsync(Guid id, long length, ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken = default);

    /// <summary>Says that no more will come: what is there of it goes. One that is not known is none.</summary>
    /// <param name="id">The transfer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask AbandonAsync(Guid id, CancellationToken cancellationToken = default);
}
