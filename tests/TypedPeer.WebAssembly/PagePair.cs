using System.Runtime.InteropServices.JavaScript;
using TypedPeer.Browser;
using TypedPeer.Browser.Interop;

namespace TypedPeer.WebAssembly;

/// <summary>Two connections of this page that talk to each other.</summary>
internal static partial class PagePair
{
    private static readonly BrowserPeerOptions Options = new();

    public static Task LoadAsync() => PageObjects.LoadAsync();

    public static (BrowserDataChannel First, BrowserDataChannel Second) Join()
    {
        using var pair = Make();
        return (Take(pair, "first"), Take(pair, "second"));
    }

    private static BrowserDataChannel Take(JSObject pair, string side)
    {
        using var end = pair.GetPropertyAsJSObject(side)!;
        return BrowserDataChannel.Attach(end.GetPropertyAsJSObject("connection")!, end.GetPropertyAsJSObject("channel")!, Options);
    }

    [JSImport("globalThis.makePair")]
    private static partial JSObject Make();
}
