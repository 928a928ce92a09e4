using System.Runtime.Versioning;
using TypedPeer.Channels;

namespace TypedPeer.Browser.Interop;

/// <summary>Who gets which events of the page. The module is loaded once, by whoever needs it first.</summary>
/// <remarks>The page has one thread, which is .NET's, too: no call of either side comes into the middle of another.</remarks>
[SupportedOSPlatform("browser")]
internal static class PageObjects
{
    /// <summary>Where the SDK puts the files of a package, as seen from <c>_framework</c>, against which the module's place is taken.</summary>
    private const string ModuleUrl = "../_content/TypedPeer.Browser/typedpeer-browser.js";

    private static readonly Dictionary<int, IPageObject> Known = [];
    private static Task? _loaded;

    /// <summary>Loads the module. A failure is told to whoever waits, and the next tries again.</summary>
    public static Task LoadAsync()
    {
        if (_loaded is null or { IsFaulted: true } or { IsCanceled: true })
        {
            _loaded = StartAsync();
        }

        return _loaded;
    }

    /// <exception cref="InvalidOperationException">The module is not loaded.</exception>
    public static void ThrowIfNotLoaded()
    {
        if (_loaded is not { IsCompletedSuccessfully: true })
        {
            throw new InvalidOperationException($"Await {nameof(BrowserPeer)}.{nameof(BrowserPeer.UseAsync)} first.");
        }
    }

    public static void Add(int handle, IPageObject item) => Known.Add(handle, item);

    public static void Remove(int handle) => Known.Remove(handle);

    private static async Task StartAsync()
    {
        await Page.ImportAsync(ModuleUrl, CancellationToken.None).ConfigureAwait(false);
        Page.Start(Tell);
    }

    /// <summary>An exception here would go to the page as an error of its own: nothing may come up but what a receiver threw, and that is reported.</summary>
    private static void Tell(int handle, int what, string? text)
    {
        if (Known.TryGetValue(handle, out var item))
        {
            try
            {
                item.On((PageEvent)what, text);
            }
#pragma warning disable CA1031 // Whatever it is, the page cannot do anything about it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                ReceiverFailures.Report(exception);
            }
        }
    }
}
