using System.Diagnostics;
using System.Text.Json;
using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.TypeScript.Differential;

/// <summary>Sessions in Node that play scripts as <see cref="SessionSide"/> does: a line in, a line out.</summary>
internal sealed class NodeSessions : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNameCaseInsensitive = true };

    private readonly Process _node = Process.Start(new ProcessStartInfo("node", ["dist/test/session/differential/play.js", "play"])
    {
        UseShellExecute = false,
        WorkingDirectory = Path.Combine(RepositoryRoot.Path, "src", "typedpeer-js"),
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>Plays a script, and returns what the session did at each of its steps.</summary>
    public async Task<List<SessionAnswer>> PlayAsync(SessionScript script)
    {
        await _node.StandardInput.WriteLineAsync(script.Write());
        await _node.StandardInput.FlushAsync();
        var line = await _node.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromMinutes(1));
        return line is null ? throw new InvalidOperationException($"Node ended at {script}.") : JsonSerializer.Deserialize<List<SessionAnswer>>(line, Json)!;
    }

    public void Dispose()
    {
        _node.StandardInput.Close();
        _node.WaitForExit();
        _node.Dispose();
    }
}
