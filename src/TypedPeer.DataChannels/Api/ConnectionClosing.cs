using TypedPeer.Channels;
using TypedPeer.DataChannels.Driver;

namespace TypedPeer.DataChannels.Api;

/// <summary>Closes a connection in its time, whatever the peer, a handler or the application's clock does.</summary>
internal static class ConnectionClosing
{
    /// <inheritdoc cref="PeerConnection.CloseAsync"/>
    public static async ValueTask RunAsync(PeerDriver driver, Task<PeerChannelCloseReason> closed, PeerConnectionOptions options, CancellationToken cancellationToken)
    {
        // Later events wait for the handler that waits here; the sockets do not.
        var ended = driver.IsRaisingHere ? driver.Finished : closed;
        driver.Close(abort: cancellationToken.IsCancellationRequested);
        if (await HasEndedAsync(ended, options, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        driver.Close(abort: true);
        driver.Dispose();
    }

    private static async Task<bool> HasEndedAsync(Task ended, PeerConnectionOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await ended.WaitAsync(options.CloseTimeout, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception)
        {
            // The time is over, the wait was cancelled, or the application's clock cannot tell: not one of them keeps it open.
            return false;
        }
    }
}
