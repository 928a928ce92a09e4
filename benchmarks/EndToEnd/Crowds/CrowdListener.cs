using System.Net;
using TypedPeer.Benchmarks.EndToEnd.Peers;
using TypedPeer.DataChannels;

namespace TypedPeer.Benchmarks.EndToEnd.Crowds;

/// <summary>The process with the port: takes every connection, echoes what comes, and holds it until its peer has closed it.</summary>
internal static class CrowdListener
{
    public static async Task RunAsync()
    {
        var options = new PeerConnectionListenerOptions
        {
            Port = new PeerPortOptions { IncludeLoopback = true, LocalAddressFilter = static address => address.Equals(IPAddress.Loopback) },
        };
        await using var listener = PeerConnectionListener.Listen(options);
        var holding = HoldAsync(listener);
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

    private static async Task HoldAsync(PeerConnectionListener listener)
    {
        await foreach (var connection in listener.AcceptAllAsync())
        {
            connection.DataChannel += static channel => channel.Message += message => channel.Send(message.Data);
            _ = DisposeAfterAsync(connection);
        }
    }

    private static async Task DisposeAfterAsync(PeerConnection connection)
    {
        await connection.Closed;
        await connection.DisposeAsync();
    }
}
