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

    public static async Task<T> SoonAsync<T>(this Task<T> task) => await task.WaitAsync(Patience, Token);

    public static async Task SoonAsync(this Task task) => await task.WaitAsync(Patience, Token);
}
