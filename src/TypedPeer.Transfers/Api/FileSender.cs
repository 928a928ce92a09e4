using TypedPeer.Transfers.Sending;

namespace TypedPeer.Transfers;

/// <summary>
/// Sends files and streams to a peer that serves <see cref="IFileTransfer"/>. A transfer goes on where it ended when a session is lost and another comes, and, if its source is a file, when either
/// process began anew (docs/transfers.md).
/// </summary>
/// <remarks>All members may be called at once.</remarks>
public sealed class FileSender
{
    /// <summary>How long is waited at first before a session is asked for again that was over, and how long at most.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>So many attempts in a row that bring nothing are enough.</summary>
    private const int MaxFruitless = 5;

    private readonly Func<CancellationToken, Task<PeerSession>> _sessions;

    /// <summary>Sends over whatever session there is: <c>new FileSender(link.GetSessionAsync)</c>.</summary>
    /// <param name="sessions">Returns the session that is up, and waits for it; throws when there will be none.</param>
    public FileSender(Func<CancellationToken, Task<PeerSession>> sessions)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        _sessions = sessions;
    }

    /// <summary>Sends over one session.</summary>
    /// <param name="session">The session.</param>
    public FileSender(PeerSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        _sessions = _ => session.Completion.IsCompleted ? Task.FromException<PeerSession>(new PeerException(PeerStatus.Unavailable, "The session is over.")) : Task.FromResult(session);
    }

    /// <summary>Sends a file, and completes when it is there.</summary>
    /// <param name="path">The file. It is not locked; a change while it is read fails the transfer.</param>
    /// <param name="options">What else is to be known; null for the defaults.</param>
    /// <param name="cancellationToken">Stops; what came stays at the receiver, and the same file goes on from there.</param>
    /// <exception cref="TransferException">It failed for a reason of its own.</exception>
    /// <exception cref="PeerException">A call failed for another reason.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<SentFile> SendAsync(string path, FileSendOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var source = TransferSource.OfFile(path);
        return await SendAsync(source, options?.Name ?? Path.GetFileName(path), options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a stream from its position to its end, and completes when all is there.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="stream">The stream, which stays the caller's. One that cannot seek outlives no session; one that can has its length now.</param>
    /// <param name="options">What else is to be known; null for the defaults.</param>
    /// <param name="cancellationToken">Stops; what came stays at the receiver.</param>
    /// <exception cref="TransferException">It failed for a reason of its own.</exception>
    /// <exception cref="PeerException">A call failed for another reason.</exception>
    public async Task<SentFile> SendStreamAsync(string name, Stream stream, FileSendOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(stream);
        using var source = TransferSource.OfStream(stream);
        return await SendAsync(source, options?.Name ?? name, options, cancellationToken).ConfigureAwait(false);
    }

    private async Task<SentFile> SendAsync(TransferSource source, string name, FileSendOptions? options, CancellationToken cancellationToken)
    {
        options = (options ?? new()).Checked();
        using var transfer = new OutgoingTransfer(source, name, options);
        PeerSession? last = null;
        for (var fruitless = 0; ;)
        {
            var session = last = await NextAsync(last, options, cancellationToken).ConfigureAwait(false);
            var sent = transfer.Sent;
            try
            {
                return await transfer.SendAsync(session.GetRemote<IFileTransfer>(), cancellationToken).ConfigureAwait(false);
            }
            catch (PeerException e) when (e.Detail is TransferFault fault)
            {
                fruitless = transfer.Sent == sent ? fruitless + 1 : 0;
                if (fault.Error != TransferError.OutOfStep || fruitless == MaxFruitless)
                {
                    throw new TransferException(fault.Error, e.Message, e);
                }
            }
            catch (PeerException e) when (e.Status is PeerStatus.ConnectionLost or PeerStatus.Unavailable || session.Completion.IsCompleted)
            {
                // Goes on over the next session. This one is over, or will be.
                await session.Completion.WaitAsync(options.Patience, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Gets the next session. Whoever hands them out may not have noticed yet that the last one is over.</summary>
    private async Task<PeerSession> NextAsync(PeerSession? last, FileSendOptions options, CancellationToken cancellationToken)
    {
        var start = options.TimeProvider.GetTimestamp();
        for (var pause = ShortestPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            using var timer = new CancellationTokenSource(options.Patience, options.TimeProvider);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
            try
            {
                var session = await _sessions(patience.Token).ConfigureAwait(false);
                if (session != last)
                {
                    return session;
                }
            }
            catch (PeerException e) when (e.Status == PeerStatus.Unavailable && last is not null)
            {
                throw new TransferException(TransferError.ConnectionLost, "The connection was lost, and no other will come.", e);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TransferException(TransferError.ConnectionLost, "The connection was lost, and no other came in time.", e);
            }

            if (options.TimeProvider.GetElapsedTime(start) > options.Patience)
            {
                throw new TransferException(TransferError.ConnectionLost, "The connection was lost, and no other came in time.");
            }

            await Task.Delay(pause, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
