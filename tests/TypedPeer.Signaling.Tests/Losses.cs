using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Tests;

/// <summary>Connections that are lost by will.</summary>
internal static class Losses
{
    /// <summary>Takes the connection away from a link, whose session goes on over another: once both sides have its key, before which it would be lost as well.</summary>
    public static async Task LoseAsync(this PeerLink link)
    {
        await link.Watch.WhenResumptionKnownAsync(Loopback.Token).SoonAsync();

        // A session goes on a moment before its link has its next connection.
        while (link.Connection.ConnectionState == PeerConnectionState.Closed)
        {
            Loopback.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await link.Connection.CloseAsync(new CancellationToken(canceled: true));
    }
}
