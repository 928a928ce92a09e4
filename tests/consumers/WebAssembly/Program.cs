using Contract;
using TypedPeer;
using TypedPeer.Testing;

var (first, second) = InMemoryPeerChannel.CreatePair();
await using var server = PeerSession.Start(second, peer => peer.Serve(new Greeter()));
await using var client = PeerSession.Start(first);
Console.WriteLine($"OK: {(await client.GetRemote<IGreeter>().GreetAsync("Ada")).Text}");
