using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using TypedPeer.Benchmarks.EndToEnd.Peers;

namespace TypedPeer.Benchmarks.EndToEnd.Relays;

/// <summary>The relay's process: apart from the peers', so that its work is not counted as theirs.</summary>
internal static class RelayProgram
{
    public static async Task RunAsync()
    {
        TakePrecedence();
        var relay = new Relay();
        Lines.Emit("ready", []);
        await Lines.HandleAsync(async command =>
        {
            switch ((string)command["cmd"]!)
            {
                case "begin":
                    var settings = command["settings"].Deserialize<RelaySettings>()!;
                    await relay.OrderAsync(r => r.Begin(settings));
                    Lines.Emit("begun", []);
                    break;
                case "path":
                    var (first, second) = await relay.OrderAsync(static r => r.OpenPath());
                    Lines.Emit("path", new JsonObject { ["first"] = first.Number, ["second"] = second.Number });
                    break;
                case "report":
                    var report = await relay.OrderAsync(static r => r.Report());
                    Lines.Emit("report", new JsonObject { ["report"] = JsonSerializer.SerializeToNode(report) });
                    break;
                case var unknown:
                    throw new InvalidOperationException($"no command is called '{unknown}'");
            }
        });
    }

    /// <summary>A path does not wait for the processor that its peers keep busy. Only root may ask for that; without it the relay is late more often, and says so.</summary>
    private static void TakePrecedence()
    {
        using var process = Process.GetCurrentProcess();
        try
        {
            process.PriorityClass = ProcessPriorityClass.High;
        }
        catch (Win32Exception exception)
        {
            Console.Error.WriteLine($"relay: runs with the priority of all others ({exception.Message})");
        }
    }
}
