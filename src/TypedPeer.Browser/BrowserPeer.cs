using System.Runtime.InteropServices.JavaScript;
using System.Runtime.Versioning;
using TypedPeer.Browser.Interop;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Api;

namespace TypedPeer.Browser;

/// <summary>Has connections of a page, in .NET WebAssembly, run on the browser's own.</summary>
[SupportedOSPlatform("browser")]
public static class BrowserPeer
{
    /// <summary>
    /// Takes over a connection that a script of the page has made: negotiated by the script, or by this object from now on. It stays the script's, and is not closed with this one.
    /// </summary>
    /// <param name="connection">The page's <c>RTCPeerConnection</c>.</param>
    /// <param name="options">Limits of time and amount; what is the browser's was decided when it was made. Null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException"><see cref="UseAsync"/> was not awaited.</exception>
    public static PeerConnection Attach(JSObject connection, PeerConnectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        PageObjects.ThrowIfNotLoaded();
        return new PeerConnection(options, (owner, options, raiser) => new PageConnection(owner, options, raiser, connection));
    }

    /// <summary>
    /// Takes over a channel of such a connection that the script has made or was told of, in the same task: what comes before is lost. It is this object's from then on.
    /// </summary>
    /// <param name="connection">What <see cref="Attach"/> returned, or any other connection of the page.</param>
    /// <param name="channel">One of its <c>RTCDataChannel</c>s.</param>
    /// <exception cref="InvalidOperationException">The connection is closed.</exception>
    public static DataChannel AttachChannel(PeerConnection connection, JSObject channel)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(channel);
        return new DataChannel(((PageConnection)connection.Backend).Attach(channel), connection);
    }

    /// <summary>Returns the browser's own object beneath a connection, for what is not wrapped here, such as statistics; null once the connection is disposed of.</summary>
    /// <exception cref="InvalidCastException">The connection is none of the page's.</exception>
    public static JSObject? GetConnection(PeerConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return Page.Raw(((PageConnection)connection.Backend).Handle);
    }

    /// <summary>
    /// Loads what this package has for the page. From then on a <see cref="PeerConnection"/> is an <c>RTCPeerConnection</c> of the browser, and what is built on connections works in the page: links and networks.
    /// To be awaited before the first of them, at the start of the program; may be called again.
    /// </summary>
    /// <exception cref="JSException">The module of this package is not where the SDK puts it, or the browser has no <c>RTCPeerConnection</c>, as in a worker.</exception>
    public static async Task UseAsync()
    {
        await PageObjects.LoadAsync().ConfigureAwait(false);
        BrowserBackend.Use(static (connection, options, raiser) => new PageConnection(connection, options, raiser));
        BrowserPart.Use(PageCertificate.CreateAsync);
    }
}
