using System.Runtime.InteropServices.JavaScript;
using System.Runtime.Versioning;

namespace TypedPeer.Browser.Interop;

/// <summary>One <c>RTCPeerConnection</c> of the page.</summary>
[SupportedOSPlatform("browser")]
internal sealed class PageConnection : IPageObject
{
    private readonly bool _isOwn;

    /// <param name="given">The application's, which stays open; a new one where it is null.</param>
    public PageConnection(JSObject? given = null)
    {
        _isOwn = given is null;
        Handle = Page.Connect(given);
        PageObjects.Add(Handle, this);
    }

    public int Handle { get; }

    /// <summary>Told whenever a state has changed.</summary>
    public Action? StateChanged { get; set; }

    /// <summary>Gets the states of the connection, of ICE and of DTLS, in the words of the browser.</summary>
    public (string Connection, string Ice, string Dtls) States
    {
        get
        {
            var states = Page.States(Handle).Split(' ');
            return (states[0], states[1], states[2]);
        }
    }

    public void On(PageEvent what, int detail) => StateChanged?.Invoke();

    /// <summary>Ends it, and with it its channels.</summary>
    public void Break()
    {
        PageObjects.Remove(Handle);
        Page.CloseConnection(Handle);
    }

    /// <summary>Ends it unless it is the application's.</summary>
    public void Release()
    {
        PageObjects.Remove(Handle);
        if (_isOwn)
        {
            Page.CloseConnection(Handle);
        }
    }
}
