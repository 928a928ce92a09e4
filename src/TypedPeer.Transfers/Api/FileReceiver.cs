using TypedPeer.Transfers.Receiving;

namespace TypedPeer.Transfers;

/// <summary>
/// Takes files from peers into a folder: serve it on as many sessions as there are. What came of a transfer outlives sessions and this process, and a file has its name only once it is whole and
/// its SHA-256 is the sender's (docs/transfers.md).
/// </summary>
/// <remarks>One for each folder, in all processes: its transfers lie in a folder <c>.transfers</c> within. All members may be called at once.</remarks>
public sealed class FileReceiver : IFileTransfer
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TransferKey, IncomingTransfer> _transfers = [];
    private readonly FileReceiverOptions _options;
    private readonly PartialFiles _files;
    private readonly Admission _admission;

    /// <summary>Makes one for a folder, which need not exist, and finds the transfers that were begun there.</summary>
    /// <param name="folder">Where whole files go.</param>
    /// <param name="options">Limits, and whom to ask; those of <see cref="FileReceiverOptions"/> where null.</param>
    public FileReceiver(string folder, FileReceiverOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = Path.GetFullPath(folder);
        _options = (options ?? new()).Checked();
        _files = new(Folder);
        _admission = new(_options, _files);
    }

    /// <summary>Gets the folder.</summary>
    public string Folder { get; }

    /// <summary>Gets the files, for tests that have them fail.</summary>
    internal PartialFiles Files => _files;

    /// <inheritdoc/>
    public async ValueTask<TransferReply> OfferAsync(TransferOffer offer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(offer);
        _admission.Check(offer);
        var caller = PeerCallContext.Current;
        var transfer = Acquire(KeyOf(offer.Id), isNew: true)!;
        try
        {
            using var turn = await transfer.EnterAsync(supersedes: true, cancellationToken).ConfigureAwait(false);
            if (transfer.Request is null || transfer.Journal!.Length != offer.Length)
            {
                if (transfer.Request is not null)
                {
                    Forget(transfer);
                    throw Faults.Of(TransferError.OutOfStep, "The transfer had another length before, and begins anew.");
                }

                await PrepareAsync(transfer, offer, caller, cancellationToken).ConfigureAwait(false);
            }

            return new(transfer.Received, transfer.Sha256(), transfer.CompletedAs);
        }
        finally
        {
            Release(transfer);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> SendAsync(Guid id, long offset, IAsyncEnumerable<ReadOnlyMemory<byte>> blocks, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        var transfer = Acquire(KeyOf(id), isNew: false) ?? throw Unknown();
        try
        {
            using var turn = await transfer.EnterAsync(supersedes: true, cancellationToken).ConfigureAwait(false);
            if (transfer.Request is null || transfer.CompletedAs is not null || (offset != 0 && offset != transfer.Received))
            {
                throw Unknown();
            }

            try
            {
                await transfer.TakeAsync(offset, blocks, transfer.Request.Length ?? _options.MaxFileBytes, cancellationToken).ConfigureAwait(false);
            }
            catch (PeerException e) when (e.Detail is TransferFault { Error: TransferError.SourceChanged or TransferError.TooLarge })
            {
                Forget(transfer);
                throw;
            }

            return transfer.Received;
        }
        finally
        {
            Release(transfer);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<string> CompleteAsync(Guid id, long length, ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken = default)
    {
        var transfer = Acquire(KeyOf(id), isNew: false) ?? throw Unknown();
        try
        {
            using var turn = await transfer.EnterAsync(supersedes: false, cancellationToken).ConfigureAwait(false);
            if (transfer.Request is null)
            {
                throw Unknown();
            }

            var isWhole = length == transfer.Received && sha256.Span.SequenceEqual(transfer.Sha256().Span);
            if (transfer.CompletedAs is null && !(isWhole && (transfer.Request.Length ?? length) == length))
            {
                Forget(transfer);
                throw Faults.Of(isWhole ? TransferError.SourceChanged : TransferError.HashMismatch, isWhole ? "It is not as long as was said." : "What arrived is not what was sent.");
            }

            if (transfer.CompletedAs is null)
            {
                var file = transfer.Complete(Folder);
                if (_options.Received is { } received)
                {
                    await received(file).ConfigureAwait(false);
                }
            }

            return transfer.CompletedAs!;
        }
        finally
        {
            Release(transfer);
        }
    }

    /// <inheritdoc/>
    public async ValueTask AbandonAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (Acquire(KeyOf(id), isNew: false) is not { } transfer)
        {
            return;
        }

        try
        {
            using var turn = await transfer.EnterAsync(supersedes: true, cancellationToken).ConfigureAwait(false);
            if (transfer.CompletedAs is null)
            {
                Forget(transfer);
            }
        }
        finally
        {
            Release(transfer);
        }
    }

    private static PeerException Unknown() => Faults.Of(TransferError.OutOfStep, "The transfer is to be offered first, and goes on where it ended.");

    /// <summary>Finds out what there is of a transfer, or begins it. Whoever has its turn.</summary>
    private async Task PrepareAsync(IncomingTransfer transfer, TransferOffer offer, PeerCallContext? caller, CancellationToken cancellationToken)
    {
        var request = new TransferRequest(offer, SafeName.Of(offer.Name), caller);
        var known = Find(transfer.Key, offer);
        if (known?.CompletedAs is not null)
        {
            await transfer.BeginAsync(request, known, null, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
            return;
        }

        var journal = known ?? new Journal(transfer.Key.Owner, transfer.Key.Id, request.Name, offer.Length, _options.TimeProvider.GetUtcNow());
        try
        {
            if (known is null)
            {
                Reserve(journal);
            }

            var decision = _options.Accept is { } accept ? await accept(request, cancellationToken).ConfigureAwait(false) : TransferDecision.Accept;
            if (decision.Refusal is { } refusal)
            {
                throw Faults.Of(TransferError.Refused, refusal);
            }

            journal = decision.Name is { } name ? journal with { Name = SafeName.Of(name) } : journal;
            await transfer.BeginAsync(request, journal, decision.Stream, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (transfer.Request is null && (known is null || !cancellationToken.IsCancellationRequested))
            {
                Forget(transfer);
            }
        }
    }

    /// <summary>Finds a transfer from before, unless what is offered now is another.</summary>
    private Journal? Find(TransferKey key, TransferOffer offer)
    {
        try
        {
            var known = _files.Find(key);
            if (known is null || known.Length == offer.Length || (known.CompletedAs is not null && offer.Length is null))
            {
                return known;
            }

            _files.Delete(key);
            return null;
        }
        catch (Exception e) when (Faults.IsOfStorage(e))
        {
            throw Faults.Of(e);
        }
    }

    private void Reserve(Journal journal)
    {
        try
        {
            lock (_lock)
            {
                _admission.Prune(_transfers.ContainsKey);
                _admission.Reserve(journal);
            }
        }
        catch (Exception e) when (Faults.IsOfStorage(e))
        {
            throw Faults.Of(e);
        }
    }

    private TransferKey KeyOf(Guid id)
    {
        var caller = PeerCallContext.Current;
        var owner = caller is null ? "" : _options.Owner?.Invoke(caller) ?? caller.User?.Identity?.Name ?? caller.RemoteIdentity?.ToString() ?? "";
        return new(owner, id);
    }

    /// <summary>Takes a transfer into use. Null for one that is not there and is not to begin.</summary>
    private IncomingTransfer? Acquire(TransferKey key, bool isNew)
    {
        lock (_lock)
        {
            if (!_transfers.TryGetValue(key, out var transfer))
            {
                if (!isNew)
                {
                    return null;
                }

                MakeRoom();
                _transfers.Add(key, transfer = new(key, _files));
            }

            transfer.Users++;
            return transfer;
        }
    }

    private void Release(IncomingTransfer transfer)
    {
        lock (_lock)
        {
            transfer.Users--;
            if (transfer.Users == 0 && !(_transfers.TryGetValue(transfer.Key, out var known) && ReferenceEquals(known, transfer)))
            {
                transfer.Dispose();
            }
            else if (transfer.Users == 0 && transfer.Request is null)
            {
                _transfers.Remove(transfer.Key);
                transfer.Dispose();
            }
        }
    }

    /// <summary>What is known of transfers that nobody uses is on the disk.</summary>
    private void MakeRoom()
    {
        if (_transfers.Count < _options.MaxTransfers)
        {
            return;
        }

        if (_transfers.Values.FirstOrDefault(static transfer => transfer.IsIdle) is not { } idle)
        {
            throw Faults.Of(TransferError.TooMany, "As many transfers are under way as are taken.");
        }

        _transfers.Remove(idle.Key);
        idle.Dispose();
    }

    /// <summary>Lets go of a transfer and of what came of it. Whoever has its turn.</summary>
    private void Forget(IncomingTransfer transfer)
    {
        lock (_lock)
        {
            if (_transfers.TryGetValue(transfer.Key, out var known) && ReferenceEquals(known, transfer))
            {
                _transfers.Remove(transfer.Key);
            }
        }

        try
        {
            _files.Delete(transfer.Key);
        }
        catch (Exception e) when (Faults.IsOfStorage(e))
        {
            throw Faults.Of(e);
        }
    }
}
