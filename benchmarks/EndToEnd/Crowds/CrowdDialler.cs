using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using TypedPeer.Benchmarks.EndToEnd.Peers;
using TypedPeer.Benchmarks.EndToEnd.Session;
using TypedPeer.DataChannels;

namespace TypedPeer.Benchmarks.EndToEnd.Crowds;

/// <summary>The process of the peers: dials, sees one message echoed on each connection, and is silent from then on.</summary>
internal static class CrowdDialler
{
    public static async Task RunAsync(bool withSession)
    {
        var held = new List<PeerConnection>();
        Lines.Emit("ready", new() { ["process"] = Environment.ProcessId });
        await Lines.HandleAsync(async command =>
        {
            switch ((string)command["cmd"]!)
            {
                case "dial":
                    await DialAsync(held, PeerAddress.Parse((string)command["address"]!), (int)command["count"]!, (int)command["parallel"]!, withSession);
                    break;
                case "hang-up":
                    await Task.WhenAll(held.Select(static connection => connection.DisposeAsync().AsTask()));
                    held.Clear();
                    Lines.Emit("hung-up", []);
                    break;
                case var unknown:
                    throw new InvalidOperationException($"no command is called '{unknown}'");
            }
        });
    }

    private static async Task DialAsync(List<PeerConnection> held, PeerAddress address, int count, int parallel, bool withSession)
    {
        var left = count;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, parallel).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var connection = await OpenAsync(address, withSession);
                lock (held)
                {
                    held.Add(connection);
                }
            }
        }));
        Lines.Emit("dialled", new JsonObject { ["connected"] = held.Count, ["failed"] = 0, ["ms"] = Stopwatch.GetElapsedTime(start).TotalMilliseconds });
    }

    private static async Task<PeerConnection> OpenAsync(PeerAddress address, bool withSession)
    {
        var connection = new PeerConnection(new PeerConnectionOptions { LocalAddressFilter = static local => local.Equals(IPAddress.Loopback) });
        var channel = connection.CreateDataChannel("bench");
        if (withSession)
        {
            await connection.ConnectAsync(address);
            var session = PeerSession.Start(channel);
            await session.GetRemote<ISessionBenchmark>().AddAsync(1, 2);
            return connection;
        }

        var echoed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.Message += _ => echoed.TrySetResult();
        await connection.ConnectAsync(address);
        channel.Send(new byte[64]);
        await echoed.Task;
        return connection;
    }
}
