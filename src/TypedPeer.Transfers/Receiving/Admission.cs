namespace TypedPeer.Transfers.Receiving;

/// <summary>How much is taken of one peer and of all: what a stranger may put on this disk.</summary>
internal sealed class Admission(FileReceiverOptions options, PartialFiles files)
{
    /// <summary>A name longer than this is no name.</summary>
    private const int MaxName = 1024;

    /// <summary>So many complete transfers are remembered, for senders whose last answer was lost.</summary>
    private const int MaxComplete = 1024;

    /// <summary>Whether an offer is one.</summary>
    public void Check(TransferOffer offer)
    {
        if (offer.Id == Guid.Empty || offer.Name.Length is 0 or > MaxName || offer.Length < 0)
        {
            throw Faults.Of(TransferError.BadOffer, "An offer has an id, a name of 1 to 1024 characters and no length below zero.");
        }

        if (offer.Length > options.MaxFileBytes)
        {
            throw Faults.Of(TransferError.TooLarge, $"Transfers of up to {options.MaxFileBytes} bytes are taken.");
        }
    }

    /// <summary>Counts one more transfer, if there is room. Under the receiver's lock.</summary>
    public void Reserve(Journal journal)
    {
        var begun = files.Journals.Where(static other => other.CompletedAs is null).ToArray();
        if (begun.Length >= options.MaxTransfers || begun.Count(other => other.Owner == journal.Owner) >= options.MaxTransfersPerPeer)
        {
            throw Faults.Of(TransferError.TooMany, "As many transfers are begun as are taken.");
        }

        // One of unknown length may become as large as any.
        var bytes = begun.Append(journal).Sum(other => (decimal)(other.Length ?? options.MaxFileBytes));
        if (bytes > options.MaxPartialBytes)
        {
            throw Faults.Of(TransferError.TooMany, $"Transfers that are begun may have {options.MaxPartialBytes} bytes together.");
        }

        if (journal.Length > files.FreeSpace())
        {
            throw Faults.Of(TransferError.NoSpace, "The disk of the receiver has no room for it.");
        }

        files.Reserve(journal);
    }

    /// <summary>Lets go of transfers that nobody went on with, and of what is known of complete ones. Under the receiver's lock.</summary>
    /// <param name="isUsed">Whether a transfer is in use.</param>
    public void Prune(Func<TransferKey, bool> isUsed)
    {
        var oldest = options.TimeProvider.GetUtcNow() - options.KeepFor;
        var complete = files.Journals.Where(static journal => journal.CompletedAs is not null).OrderByDescending(static journal => journal.Begun).Skip(MaxComplete);
        foreach (var journal in files.Journals.Where(journal => journal.Begun < oldest).Concat(complete).Where(journal => !isUsed(journal.Key)).ToArray())
        {
            files.Delete(journal.Key);
        }
    }
}
