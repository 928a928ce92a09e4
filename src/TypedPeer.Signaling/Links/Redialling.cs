using TypedPeer.Channels;

namespace TypedPeer.Signaling.Links;

/// <summary>Finds a peer that was lost: dials again and again, with growing delays, until it is there or the bounds are reached.</summary>
internal static class Redialling
{
    /// <summary>Returns a connection on which the session goes on, or which has the next one; or why there is none; neither when cancelled.</summary>
    public static async Task<(LinkSession? Next, PeerLinkEnd? Failure)> RunAsync(ILinkDialler dialler, PeerSession session, CancellationToken cancellationToken)
    {
        var time = dialler.Options.TimeProvider;
        var lost = time.GetTimestamp();
        var backoff = new Backoff(dialler.Options);
        Exception? last = null;
        try
        {
            while (backoff.TryNext(time.GetElapsedTime(lost), out var delay))
            {
                await dialler.WaitAsync(delay, cancellationToken).ConfigureAwait(false);
                try
                {
                    return (await dialler.DialAsync(session, cancellationToken).ConfigureAwait(false), null);
                }
                catch (Exception exception) when (dialler.MayTryAgain(exception))
                {
                    last = exception;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (null, null);
        }
        catch (PeerNetworkException exception) when (exception.Error == PeerNetworkError.Closed)
        {
            return (null, new PeerLinkEnd(PeerLinkEndKind.ClosedByPeer, $"The connection was lost, and the peer has closed the link meanwhile: {PeerText.Clean(exception.Message)}", Exception: exception));
        }
#pragma warning disable CA1031 // The listener refuses this peer, or the application's own code threw: trying again would not mend it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return (null, new PeerLinkEnd(PeerLinkEndKind.Failed, $"The connection was lost, and dialling again failed: {PeerText.Clean(exception.Message)}", Exception: exception));
        }

        var why = last is null ? string.Empty : $" The last attempt: {PeerText.Clean(last.Message)}";
        return (null, new PeerLinkEnd(PeerLinkEndKind.Lost, $"The connection was lost, and {backoff.Attempts} attempts to dial anew did not find the peer.{why}", Exception: last));
    }
}
