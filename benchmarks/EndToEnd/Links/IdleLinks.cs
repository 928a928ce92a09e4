using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using TypedPeer.Benchmarks.EndToEnd.Measuring;
using TypedPeer.Benchmarks.EndToEnd.Peers;
using TypedPeer.Benchmarks.EndToEnd.Session;
using TypedPeer.DataChannels;
using TypedPeer.Signaling;

namespace TypedPeer.Benchmarks.EndToEnd.Links;

/// <summary>
/// What an idle link holds on either side: two processes for each kind of link, which did nothing before. What another measurement left to the collector would be filled again, and count for nothing.
/// </summary>
internal static class IdleLinks
{
    private const int WarmUps = 20;

    /// <summary>Measures links of one kind. Returns kB of private memory for each side of one.</summary>
    public static async Task<double> MeasureAsync(int count, bool resumes)
    {
        var program = Assembly.GetExecutingAssembly().Location;
        await using var listener = await PeerProcess.StartAsync("dotnet", program, "links-peer");
        await using var dialler = await PeerProcess.StartAsync("dotnet", program, "links-dialler");
        var processes = new[] { (int)listener.Ready["process"]!, (int)dialler.Ready["process"]! };
        await DialAsync(WarmUps);
        var (before, _) = await UseAsync("collect");
        await DialAsync(count);

        // Candidates are still being tried for a moment.
        await Task.Delay(TimeSpan.FromSeconds(5));
        var (grown, _) = await UseAsync("collect");
        var (compact, heap) = await UseAsync("compact");
        Console.WriteLine(FormattableString.Invariant(
            $"idle: {PerSide(grown - before):F1} kB of private memory for each side of a link {(resumes ? "that resumes" : "that does not resume")} ({count} links), {PerSide(compact - before):F1} when the collector has given back what it can; {PerSide(heap):F1} on the collected heap, what the processes have themselves included"));
        return PerSide(grown - before);

        double PerSide(long bytes) => bytes / 1000.0 / count / 2;

        async Task DialAsync(int links)
        {
            await dialler.CommandAsync(new { cmd = "dial", address = (string)listener.Ready["address"]!, count = links, resumes });
            await dialler.NextAsync("dialled", TimeSpan.FromMinutes(10));
        }

        async Task<(long Private, long Heap)> UseAsync(string command)
        {
            var held = 0L;
            foreach (var peer in new[] { listener, dialler })
            {
                await peer.CommandAsync(new { cmd = command });
                held += (long)(await peer.NextAsync("heap"))["bytes"]!;
            }

            return (processes.Sum(static process => ProcessUse.Of(process).Private), held);
        }
    }

    /// <summary>Handles what both sides are told of their memory.</summary>
    public static void Collect(JsonObject command)
    {
        switch ((string)command["cmd"]!)
        {
            case "collect":
                GC.Collect();
                break;
            case "compact":
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                break;
            case var unknown:
                throw new InvalidOperationException($"no command is called '{unknown}'");
        }

        Lines.Emit("heap", new() { ["bytes"] = GC.GetTotalMemory(forceFullCollection: false) });
    }

    /// <summary>The process that dials, makes one call over each link, and is silent from then on.</summary>
    public static async Task RunDiallerAsync()
    {
        var links = new List<PeerLink>();
        Lines.Emit("ready", new() { ["process"] = Environment.ProcessId });
        await Lines.HandleAsync(async command =>
        {
            if ((string)command["cmd"]! != "dial")
            {
                Collect(command);
                return;
            }

            var options = Options((bool)command["resumes"]!);
            for (var left = (int)command["count"]!; left > 0; left--)
            {
                links.Add(await PeerLink.ConnectAsync((string)command["address"]!, options: options));
                await links[^1].GetRemote<ISessionBenchmark>().AddAsync(left, 1);
            }

            Lines.Emit("dialled", []);
        });
    }

    /// <summary>Returns how links within one machine are dialled.</summary>
    public static PeerLinkOptions Options(bool resumes) => new()
    {
        Connection = new PeerConnectionOptions { IncludeLoopback = true, LocalAddressFilter = static local => local.Equals(IPAddress.Loopback) },
        Session = new PeerSessionOptions { ResumeTimeout = resumes ? null : TimeSpan.Zero },
        MinReconnectDelay = TimeSpan.FromMilliseconds(1),
    };
}
