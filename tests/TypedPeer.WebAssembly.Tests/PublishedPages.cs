namespace TypedPeer.WebAssembly.Tests;

/// <summary>The pages that tests open, each published once.</summary>
public sealed class PublishedPages : IDisposable
{
    private readonly Dictionary<(string Program, bool Trimmed), PublishedPage> _pages = [];

    public void Dispose()
    {
        foreach (var page in _pages.Values)
        {
            page.Dispose();
        }
    }

    /// <inheritdoc cref="PublishedPage.PublishAsync"/>
    internal async Task<PublishedPage> GetAsync(string program, bool trimmed)
    {
        if (!_pages.TryGetValue((program, trimmed), out var page))
        {
            _pages.Add((program, trimmed), page = await PublishedPage.PublishAsync(program, trimmed));
        }

        return page;
    }
}
