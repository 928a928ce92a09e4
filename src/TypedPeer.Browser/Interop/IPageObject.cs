namespace TypedPeer.Browser.Interop;

/// <summary>Something that the page has events for.</summary>
internal interface IPageObject
{
    void On(PageEvent what, int detail);
}
