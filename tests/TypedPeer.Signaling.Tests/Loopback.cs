using System.Net;
using TypedPeer.DataChannels;

namespace TypedPeer.Signaling.Tests;

/// <summary>Listeners on this machine's loopback address alone, and how long tests wait.</summary>
internal static class Loopback
{
    /// <summary>How long a test waits for what has to come: far longer than it takes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Options of a listener that is only reached from this machine.</summary>
    public static PeerListenerOptions Options(int port = 0, PeerCertificate? certificate = null) => new()
    {
        Connections = new PeerConnectionListenerOptions
        {
            Certificate = certificate,
            Port = new PeerPortOptions { Port = port, IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) },
            MaxHandshakesPerAddress = 256,
        },
    };

    /// <summary>Takes the connection away from a link, whose session goes on over another: once both sides have its key, before which it would be lost as well.</summary>
    public static async Task LoseAsync(this PeerLink link)
    {
        await link.Watch.WhenResumptionKnownAsync(Token).SoonAsync();

        // A session goes on a moment before its link has its next connection.
        while (link.Connection.ConnectionState == PeerConnectionState.Closed)
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await link.Connection.CloseAsync(new CancellationToken(canceled: true));
    }

    public static async Task<T> SoonAsync<T>(this Task<T> task) => await task.WaitAsync(Patience, Token);

    public static async Task SoonAsync(this Task task) => await task.WaitAsync(Patience, Token);
}
