using TypedPeer.Browser;

await BrowserPeer.UseAsync();
