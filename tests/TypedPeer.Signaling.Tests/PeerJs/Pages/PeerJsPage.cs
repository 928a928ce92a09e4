using System.Text.Json;

namespace TypedPeer.Signaling.Tests.PeerJs.Pages;

/// <summary>A page in a browser with plain, unmodified <c>peerjs</c>, driven by tests/peers/peerjs-page.js.</summary>
internal abstract class PeerJsPage : IAsyncDisposable
{
    /// <summary>How long a call may take: files are sent in one.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>What the page has loaded, of tests/peers.</summary>
    protected static readonly string[] Scripts = ["node_modules/peerjs/dist/peerjs.min.js", "peerjs-page.js"];

    /// <summary>Signs in at a server.</summary>
    /// <param name="server">Which.</param>
    /// <param name="id">The name to have there.</param>
    /// <param name="config">The configuration of its connections, as W3C has it; null for one without servers.</param>
    /// <returns>What PeerJS said first: "open" and the id, or "error" and its type.</returns>
    public Task<string> JoinAsync(IPageServer server, string id, object? config = null) => CallAsync<string>("join", id, server.Port, server.Path, config);

    /// <summary>Calls a function of the script.</summary>
    public abstract Task<T> CallAsync<T>(string function, params object?[] arguments);

    /// <inheritdoc cref="CallAsync{T}"/>
    public async Task<string> CallAsync(string function, params object?[] arguments) => (await CallAsync<JsonElement?>(function, arguments))?.ToString() ?? "null";

    /// <summary>Loads the page again: all it had is gone.</summary>
    public abstract Task ReloadAsync();

    public abstract ValueTask DisposeAsync();
}
