using Contract;
using TypedPeer;
using TypedPeer.Browser;
using TypedPeer.DataChannels;
using TypedPeer.Signaling;
using TypedPeer.Testing;

var (first, second) = InMemoryPeerChannel.CreatePair();
await using var server = PeerSession.Start(second, peer => peer.Serve(new Greeter()));
await using var client = PeerSession.Start(first);
var greeting = (await client.GetRemote<IGreeter>().GreetAsync("Ada")).Text;

// The script of the package is where the SDK put it, or this fails otherwise.
var nobody = PeerAddress.Parse($"typedpeer://1.{new string('A', 43)}@127.0.0.1:9");
try
{
    await BrowserPeer.UseAsync();
    await PeerLink.ConnectAsync(nobody, null, new PeerLinkOptions { Connection = new PeerConnectionOptions { ConnectTimeout = TimeSpan.FromSeconds(1) } });
}
catch (PeerConnectException e) when (e.Failure == PeerConnectFailure.NoAnswer)
{
    Console.WriteLine($"OK: {greeting}");
}
