using System.Net;
using TypedPeer.Benchmarks.EndToEnd.Peers;
using TypedPeer.Benchmarks.EndToEnd.Session;
using TypedPeer.DataChannels;
using TypedPeer.Signaling;

namespace TypedPeer.Benchmarks.EndToEnd.Links;

/// <summary>The process that listens: as many links as dial, on one port of this machine's own.</summary>
internal static class LinksPeer
{
    public static async Task RunAsync()
    {
        await using var listener = await PeerListener.ListenAsync(peer => peer.Serve(new SessionBenchmarkService()), new PeerListenerOptions
        {
            Connections = new PeerConnectionListenerOptions
            {
                Port = new PeerPortOptions { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) },
                MaxHandshakesPerAddress = 1024,
            },
        });
        Lines.Emit("ready", new()
        {
            ["version"] = typeof(PeerConnection).Assembly.GetName().Version!.ToString(3),
            ["address"] = listener.Address.ToString(),
            ["process"] = Environment.ProcessId,
        });
        await Lines.HandleAsync(static command =>
        {
            IdleLinks.Collect(command);
            return Task.CompletedTask;
        });
    }
}
