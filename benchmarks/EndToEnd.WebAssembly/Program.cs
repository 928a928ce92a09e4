using TypedPeer.Browser;
#if LISTENER
using TypedPeer.Signaling;
#endif

await BrowserPeer.UseAsync();
#if LISTENER
if (args is ["listen"])
{
    // It is refused in a page: what counts is what stays in the page for its sake.
    await using var listener = await PeerListener.ListenAsync(static _ => { });
    Console.WriteLine(listener.Address);
}
#endif
