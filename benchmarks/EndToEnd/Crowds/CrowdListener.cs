using System.Net;
using TypedPeer.Benchmarks.EndToEnd.Peers;
using TypedPeer.Benchmarks.EndToEnd.Session;
using TypedPeer.DataChannels;

namespace TypedPeer.Benchmarks.EndToEnd.Crowds;

/// <summary>The process with the port: takes every connection, echoes what comes or serves a session, and holds it until its peer has closed it.</summary>
internal static class CrowdListener
{
    public static async Task RunAsync(bool withSession)
    {
        var options = new PeerConnectionListenerOptions
        {
            Port = new PeerPortOptions { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) },
        };
        await using var listener = PeerConnectionListener.Listen(options);
        var holding = HoldAsync(listener, withSession);
        Lines.Emit("ready", new() { ["version"] = typeof(PeerConnection).Assembly.GetName().Version!.ToString(3), ["process"] = Environment.ProcessId, ["address"] = listener.Address.ToString() });
        await Lines.HandleAsync(static command =>
        {
            switch ((string)command["cmd"]!)
            {
                case "heap":
                    Lines.Emit("heap", new() { ["bytes"] = GC.GetTotalMemory(forceFullCollection: false) });
                    break;
                case "collect":
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                    GC.WaitForPendingFinalizers();
                    Lines.Emit("heap", new() { ["bytes"] = GC.GetTotalMemory(forceFullCollection: true) });
                    break;
                case var unknown:
                    throw new InvalidOperationException($"no command is called '{unknown}'");
            }

            return Task.CompletedTask;
        });
        await listener.DisposeAsync();
        await holding;
    }

    private static async Task HoldAsync(PeerConnectionListener listener, bool withSession)
    {
        await foreach (var connection in listener.AcceptAllAsync())
        {
            if (withSession)
            {
                connection.DataChannel += static channel => PeerSession.Start(channel, static peer => peer.Serve(new SessionBenchmarkService()));
            }
            else
            {
                connection.DataChannel += static channel => channel.Message += message => channel.Send(message.Data);
            }

            _ = DisposeAfterAsync(connection);
        }
    }

    private static async Task DisposeAfterAsync(PeerConnection connection)
    {
        await connection.Closed;
        await connection.DisposeAsync();
    }
}
