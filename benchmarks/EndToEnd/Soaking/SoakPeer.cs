using System.Text.Json.Nodes;
using TypedPeer.Benchmarks.EndToEnd.Peers;
using TypedPeer.DataChannels;

namespace TypedPeer.Benchmarks.EndToEnd.Soaking;

/// <summary>The other process of a soak.</summary>
internal static class SoakPeer
{
    public static async Task RunAsync()
    {
        await using var connection = new PeerConnection();
        SoakSide? side = null;
        connection.DataChannel += channel => side = new SoakSide(channel);
        Emit("ready", new() { ["version"] = typeof(PeerConnection).Assembly.GetName().Version!.ToString(3) });
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var command = (JsonObject)JsonNode.Parse(line)!;
            switch ((string)command["cmd"]!)
            {
                case "offer":
                    Emit("description", new() { ["sdp"] = await Connecting.AnswerAsync(connection, (string)command["sdp"]!) });
                    break;
                case "memory":
                    Emit("memory", new() { ["bytes"] = GC.GetTotalMemory(forceFullCollection: true), ["operations"] = side?.Ledger.Operations ?? 0 });
                    break;
                case "stop":
                    await side!.StopAsync();
                    Emit("soaked", new() { ["wrong"] = side.Ledger.WrongCount, ["sentences"] = new JsonArray([.. side.Ledger.Wrongs.Select(wrong => (JsonNode)wrong)]) });
                    break;
                case "exit":
                    await (side?.DisposeAsync() ?? default);
                    return;
                case var unknown:
                    throw new InvalidOperationException($"no command is called '{unknown}'");
            }
        }
    }

    private static void Emit(string name, JsonObject fields)
    {
        fields["event"] = name;
        Console.Out.WriteLine(fields.ToJsonString());
        Console.Out.Flush();
    }
}
