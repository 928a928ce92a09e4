namespace TypedPeer.Browser.Interop;

/// <summary>What has a number in the page.</summary>
internal interface IPageObject
{
    /// <summary>Something happened.</summary>
    void On(PageEvent what, string? text);
}
