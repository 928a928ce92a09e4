using System.Text.Json.Nodes;
using TypedPeer.Benchmarks.EndToEnd.Peers;
using TypedPeer.DataChannels;

namespace TypedPeer.Benchmarks.EndToEnd.Session;

/// <summary>The process that serves: answers an offer for each line it reads, with a raw channel or a session, by the channel's label.</summary>
internal static class SessionPeer
{
    public const string Raw = "raw";
    public const string Session = "session";

    /// <summary>A session that would go on over another channel.</summary>
    public const string Resuming = "resuming";

    public static PeerSessionOptions Resumes => new() { ResumeTimeout = TimeSpan.FromMinutes(1) };

    public static async Task RunAsync()
    {
        var kept = new List<object>();
        Emit(new JsonObject { ["event"] = "ready", ["version"] = typeof(PeerConnection).Assembly.GetName().Version!.ToString(3) });
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var command = (JsonObject)JsonNode.Parse(line)!;
            switch ((string)command["cmd"]!)
            {
                case "offer":
                    kept.Add(await AnswerAsync((string)command["sdp"]!, (string?)command["bindAddress"], kept));
                    break;
                case "exit":
                    return;
                case var unknown:
                    throw new InvalidOperationException($"no command is called '{unknown}'");
            }
        }
    }

    private static async Task<PeerConnection> AnswerAsync(string offer, string? bindAddress, List<object> kept)
    {
        var connection = Connecting.Create(bindAddress);
        connection.DataChannel += channel => kept.Add(channel.Label == Raw
            ? new RawChannel(channel, answers: true)
            : PeerSession.Start(channel, peer => peer.Serve(new SessionBenchmarkService()), channel.Label == Resuming ? Resumes : null));
        Emit(new JsonObject { ["event"] = "description", ["sdp"] = await Connecting.AnswerAsync(connection, offer) });
        return connection;
    }

    private static void Emit(JsonObject item)
    {
        Console.Out.WriteLine(item.ToJsonString());
        Console.Out.Flush();
    }
}
