using System.Text.Json;
using System.Text.Json.Nodes;

namespace TypedPeer.Benchmarks.EndToEnd.Peers;

/// <summary>Commands on standard input and events on standard output, a line of JSON each.</summary>
internal static class Lines
{
    /// <summary>Handles commands until one is <c>exit</c> or the input ends; what a command throws is an event.</summary>
    public static async Task HandleAsync(Func<JsonObject, Task> handle)
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var command = (JsonObject)JsonNode.Parse(line)!;
            if ((string?)command["cmd"] == "exit")
            {
                return;
            }

            try
            {
                await handle(command);
            }
            catch (Exception exception)
            {
                Emit("error", new() { ["message"] = exception.ToString() });
            }
        }
    }

    public static void Emit(string name, JsonObject fields)
    {
        fields["event"] = name;
        Console.Out.WriteLine(fields.ToJsonString(JsonSerializerOptions.Default));
        Console.Out.Flush();
    }
}
