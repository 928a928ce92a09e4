using TypedPeer.DataChannels.Tests.Interop.Pages;

namespace TypedPeer.DataChannels.Tests.Interop;

/// <summary>A page in headless Chromium.</summary>
internal sealed class ChromiumPeer : ForeignPeer
{
    private ChromiumPage _page = null!;

    private ChromiumPeer()
    {
    }

    public static async Task<ChromiumPeer> StartAsync(params string[] arguments)
    {
        var peer = new ChromiumPeer();
        peer._page = await ChromiumPage.StartAsync(peer.OnLine, arguments);
        await peer.NextAsync("ready");
        return peer;
    }

    /// <inheritdoc cref="ChromiumPage.OpenAsync"/>
    public Task OpenAsync(Uri address) => _page.OpenAsync(address);

    /// <inheritdoc cref="ChromiumPage.GrantAsync"/>
    public Task GrantAsync(string permission) => _page.GrantAsync(permission);

    /// <inheritdoc cref="ChromiumPage.LoadScriptAsync"/>
    public Task LoadScriptAsync(string name) => _page.LoadScriptAsync(name);

    /// <inheritdoc cref="ChromiumPage.EvaluateAsync"/>
    public Task<T> EvaluateAsync<T>(string function, object? argument = null) => _page.EvaluateAsync<T>(function, argument);

    public override ValueTask DisposeAsync() => _page.DisposeAsync();

    protected override Task SendLineAsync(string line) => _page.SendAsync(line);
}
