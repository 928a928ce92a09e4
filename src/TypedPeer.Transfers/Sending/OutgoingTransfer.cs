using System.Runtime.CompilerServices;
using TypedPeer.Transfers.Progress;

namespace TypedPeer.Transfers.Sending;

/// <summary>One transfer on its way out, in as many attempts as it takes.</summary>
internal sealed class OutgoingTransfer(TransferSource source, string name, FileSendOptions options) : IDisposable
{
    /// <summary>A session that was lost may still be reading when the next attempt begins: whoever has the turn may touch the source, if its attempt is the newest.</summary>
    private readonly SemaphoreSlim _turn = new(1);
    private readonly TransferOffer _offer = new(options.Id ?? source.Id(), name, source.Length);
    private readonly ProgressMeter _meter = new(options.Progress, source.Length, options.TimeProvider);
    private long _sent;
    private int _attempts;

    /// <summary>Gets how many bytes were handed to sessions.</summary>
    public long Sent => _sent;

    /// <summary>Sends what the receiver lacks over one session.</summary>
    public async Task<SentFile> SendAsync(IFileTransfer remote, CancellationToken cancellationToken)
    {
        var attempt = await BeginAsync(cancellationToken).ConfigureAwait(false);
        var reply = await remote.OfferAsync(_offer, cancellationToken).ConfigureAwait(false);
        if (reply.CompletedAs is { } there)
        {
            return await CompareAsync(there, reply, cancellationToken).ConfigureAwait(false);
        }

        var offset = await source.GoToAsync(reply.Offset, reply.Sha256, cancellationToken).ConfigureAwait(false);
        _meter.Begin(offset);
        try
        {
            if (source.Length is not { } length || offset < length || reply.Offset > offset)
            {
                await remote.SendAsync(_offer.Id, offset, BlocksAsync(attempt, cancellationToken), cancellationToken).ConfigureAwait(false);
            }

            source.CheckUnchanged();
        }
        catch (Exception) when (source.Failure is { Error: TransferError.SourceChanged })
        {
            await remote.AbandonAsync(_offer.Id, cancellationToken).ConfigureAwait(false);
            throw source.Failure;
        }

        return Done(await remote.CompleteAsync(_offer.Id, source.Position, source.Sha256(), cancellationToken).ConfigureAwait(false));
    }

    public void Dispose() => _turn.Dispose();

    private async Task<int> BeginAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return ++_attempts;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reads the next block for an attempt; null where it is over, or not the newest any more.</summary>
    private async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(int attempt, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (attempt != _attempts)
            {
                return null;
            }

            var block = await source.ReadAsync(long.MaxValue, cancellationToken).ConfigureAwait(false);
            if (block.Length == 0)
            {
                source.CheckUnchanged();
                return null;
            }

            return block;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<SentFile> CompareAsync(string there, TransferReply reply, CancellationToken cancellationToken)
    {
        if (await source.GoToAsync(reply.Offset, reply.Sha256, cancellationToken).ConfigureAwait(false) != reply.Offset || (source.Length ?? reply.Offset) != reply.Offset)
        {
            throw new TransferException(TransferError.SourceChanged, "The receiver has something else under this id.");
        }

        return Done(there);
    }

    private SentFile Done(string there)
    {
        _meter.End(source.Position);
        return new(there, source.Position, Convert.ToHexStringLower(source.Sha256()), _sent, _attempts);
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> BlocksAsync(int attempt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await ReadAsync(attempt, cancellationToken).ConfigureAwait(false) is { } block)
        {
            _sent += block.Length;
            yield return block;
            if (attempt != Volatile.Read(ref _attempts))
            {
                yield break;
            }

            _meter.Reach(source.Position);
            if (options.MaxBytesPerSecond > 0)
            {
                await Task.Delay(TimeSpan.FromSeconds((double)block.Length / options.MaxBytesPerSecond), options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
