using System.Diagnostics;
using System.Text.Json.Nodes;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Tests.PeerJs;

/// <summary>PeerJS's own BinaryPack in a process of node's: tests/peers/binarypack.mjs.</summary>
internal static class NodeBinaryPack
{
    /// <summary>Packs those values that the package can, and says what it makes of the bytes itself.</summary>
    public static async Task<List<(PeerData Value, byte[] Packed, string Unpacked)>> PackAsync(IReadOnlyList<PeerData> values)
    {
        var answers = await AskAsync(values.Select(static value => new JsonObject { ["pack"] = ToNode(value) }));
        var packed = values.Zip(answers, static (value, answer) => (Value: value, Hex: (string?)answer["packed"])).Where(static pair => pair.Hex is not null).ToList();
        var unpacked = await UnpackAsync(packed.Select(static pair => Convert.FromHexString(pair.Hex!)));
        return [.. packed.Zip(unpacked, static (pair, value) => (pair.Value, Convert.FromHexString(pair.Hex!), value))];
    }

    /// <summary>Unpacks, and describes the values.</summary>
    public static async Task<List<string>> UnpackAsync(IEnumerable<byte[]> packed) =>
        [.. (await AskAsync(packed.Select(static bytes => new JsonObject { ["unpack"] = Convert.ToHexStringLower(bytes) }))).Select(static answer => (answer["value"] ?? answer).ToJsonString())];

    /// <summary>Describes a value as the script does.</summary>
    public static string Describe(PeerData value) => ToNode(value).ToJsonString();

    private static JsonArray ToNode(PeerData value) => value.Kind switch
    {
        PeerDataKind.Null => ["n"],
        PeerDataKind.Boolean => ["b", value.GetBoolean()],
        PeerDataKind.Number => ["d", BitConverter.DoubleToUInt64Bits(value.GetDouble()).ToString("x16")],
        PeerDataKind.String => ["s", value.GetString()],
        PeerDataKind.Bytes => ["r", Convert.ToHexStringLower(value.GetBytes().Span)],
        PeerDataKind.Array => ["a", new JsonArray([.. value.Items.Select(ToNode)])],
        _ => ["o", new JsonArray([.. value.Members.Select(static member => new JsonArray(member.Key, ToNode(member.Value)))])],
    };

    private static async Task<List<JsonNode>> AskAsync(IEnumerable<JsonObject> questions)
    {
        var script = Path.Combine(RepositoryRoot.Path, "tests", "peers", "binarypack.mjs");
        using var process = Process.Start(new ProcessStartInfo("node", [script]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var answers = process.StandardOutput.ReadToEndAsync(Loopback.Token);
        foreach (var question in questions)
        {
            await process.StandardInput.WriteLineAsync(question.ToJsonString());
        }

        process.StandardInput.Close();
        var lines = (await answers.SoonAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync(Loopback.Token).SoonAsync();
        return [.. lines.Select(static line => JsonNode.Parse(line)!)];
    }
}
