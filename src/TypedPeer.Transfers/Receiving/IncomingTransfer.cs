using System.Security.Cryptography;
using TypedPeer.Transfers.Progress;

namespace TypedPeer.Transfers.Receiving;

/// <summary>One transfer on its way in. Whoever has its turn may use it; a newer attempt ends the one that has.</summary>
internal sealed class IncomingTransfer(TransferKey key, PartialFiles files) : IDisposable
{
    private const int ReadSize = 64 * 1024;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Lock _lock = new();
    private CancellationTokenSource? _attempt;
    private Stream? _sink;
    private ProgressMeter? _meter;

    public TransferKey Key => key;

    /// <summary>Gets what is asked for; null before it was accepted.</summary>
    public TransferRequest? Request { get; private set; }

    /// <summary>Gets what is known of it.</summary>
    public Journal? Journal { get; private set; }

    /// <summary>Gets how many bytes are there.</summary>
    public long Received { get; private set; }

    /// <summary>Gets or sets how many use it. Under the receiver's lock.</summary>
    public int Users { get; set; }

    /// <summary>Gets a value indicating whether it can be let go of, since all of it is on the disk or it is over. Under the receiver's lock.</summary>
    public bool IsIdle => Users == 0 && (_sink is null || CompletedAs is not null);

    public string? CompletedAs => Journal?.CompletedAs;

    /// <summary>Waits for the turn. An attempt at sending that has it is ended first where a newer one begins.</summary>
    public async Task<Turn> EnterAsync(bool supersedes, CancellationToken cancellationToken)
    {
        CancellationTokenSource? attempt;
        lock (_lock)
        {
            attempt = supersedes ? _attempt : null;
        }

        if (attempt is not null)
        {
            await attempt.CancelAsync().ConfigureAwait(false);
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new(_turn);
    }

    /// <summary>The application takes it: makes a place for it, or finds the one from before and reads what is there.</summary>
    public async Task BeginAsync(TransferRequest request, Journal journal, Stream? sink, TimeProvider time, CancellationToken cancellationToken)
    {
        (Journal, _sink) = (journal, sink);
        _meter = new(request.Progress, request.Length, time);
        Received = journal.CompletedAs is null ? 0 : journal.Length ?? 0;
        if (sink is null && journal.CompletedAs is null)
        {
            try
            {
                files.Save(journal);
                Received = files.LengthOf(key);
                await HashAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (Faults.IsOfStorage(e))
            {
                throw Faults.Of(e);
            }
        }

        Request = request;
    }

    /// <summary>Returns the hash of what is there.</summary>
    public ReadOnlyMemory<byte> Sha256() => CompletedAs is null ? _hash.GetCurrentHash() : Journal!.Sha256;

    /// <summary>Takes what comes, from where it is asked for, or anew from the start.</summary>
    public async Task TakeAsync(long offset, IAsyncEnumerable<ReadOnlyMemory<byte>> blocks, long limit, CancellationToken cancellationToken)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Use(attempt);
        try
        {
            var part = _sink is null ? files.OpenPart(key) : null;
            try
            {
                await TakeAsync(part ?? _sink!, offset, blocks, limit, attempt.Token).ConfigureAwait(false);
            }
            finally
            {
                if (part is not null)
                {
                    await part.DisposeAsync().ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException e) when (attempt.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Faults.Of(TransferError.Superseded, "Another attempt at this transfer has begun.", e);
        }
        catch (Exception e) when (Faults.IsOfStorage(e))
        {
            throw Faults.Of(e);
        }
        finally
        {
            Use(null);
        }
    }

    /// <summary>Makes it the file it is to be. Only where it is what was sent.</summary>
    public ReceivedFile Complete(string folder)
    {
        var sha256 = _hash.GetCurrentHash();
        string? path = null;
        try
        {
            if (_sink is null)
            {
                using (var part = files.OpenPart(key))
                {
                    // A write that failed half way may have left more than is counted.
                    part.SetLength(Received);
                    (part as FileStream)?.Flush(flushToDisk: true);
                }

                var name = files.Finish(key, Journal!.Name);
                Journal = Journal with { CompletedAs = name, Sha256 = sha256, Length = Received };
                files.Save(Journal);
                path = Path.Combine(folder, name);
            }
            else
            {
                Journal = Journal! with { CompletedAs = Journal.Name, Sha256 = sha256, Length = Received };
            }
        }
        catch (Exception e) when (Faults.IsOfStorage(e))
        {
            throw Faults.Of(e);
        }

        _meter!.End(Received);
        return new(Request!, path, Received, Convert.ToHexStringLower(sha256));
    }

    public void Dispose()
    {
        _hash.Dispose();
        _turn.Dispose();
    }

    private void Use(CancellationTokenSource? attempt)
    {
        lock (_lock)
        {
            _attempt = attempt;
        }
    }

    private async Task TakeAsync(Stream stream, long offset, IAsyncEnumerable<ReadOnlyMemory<byte>> blocks, long limit, CancellationToken cancellationToken)
    {
        if (offset == 0 && Received > 0)
        {
            Restart(stream);
        }

        if (_sink is null)
        {
            stream.Position = Received;
        }

        _meter!.Begin(Received);
        await foreach (var block in blocks.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (block.Length > limit - Received)
            {
                throw Request!.Length is null
                    ? Faults.Of(TransferError.TooLarge, $"Transfers of up to {limit} bytes are taken.")
                    : Faults.Of(TransferError.SourceChanged, "There is more than was said.");
            }

            // Not to be cancelled: what is counted is written.
            await stream.WriteAsync(block, CancellationToken.None).ConfigureAwait(false);
            _hash.AppendData(block.Span);
            Received += block.Length;
            _meter.Reach(Received);
        }
    }

    private void Restart(Stream stream)
    {
        if (_sink is not null && !stream.CanSeek)
        {
            throw Faults.Of(TransferError.NotRepeatable, "What was written cannot be taken back.");
        }

        if (_sink is not null)
        {
            stream.Position -= Received;
        }

        stream.SetLength(_sink is null ? 0 : stream.Position);
        Received = 0;
        _ = _hash.GetHashAndReset();
    }

    /// <summary>Reads what came before this process began.</summary>
    private async Task HashAsync(CancellationToken cancellationToken)
    {
        if (Received == 0)
        {
            return;
        }

        var buffer = new byte[ReadSize];
        var stream = files.OpenPart(key);
        await using (stream.ConfigureAwait(false))
        {
            var read = 0L;
            int count;
            while ((count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                _hash.AppendData(buffer, 0, count);
                read += count;
            }

            Received = read;
        }
    }

    /// <summary>The turn, until it is disposed of.</summary>
    internal readonly struct Turn(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
