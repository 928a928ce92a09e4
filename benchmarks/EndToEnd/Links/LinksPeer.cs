using System.Net;
using System.Text.Json.Nodes;
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
        Console.Out.WriteLine(new JsonObject
        {
            ["event"] = "ready",
            ["version"] = typeof(PeerConnection).Assembly.GetName().Version!.ToString(3),
            ["address"] = listener.Address.ToString(),
            ["process"] = Environment.ProcessId,
        }.ToJsonString());
        await Console.Out.FlushAsync();
        await Console.In.ReadLineAsync();
    }
}
