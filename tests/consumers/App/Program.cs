using App;
using Contract;
using TypedPeer.Signaling;

await using var listener = await PeerListener.ListenAsync(peer => peer.Serve<IGreeter>(new Greeter()).Serve<IEcho>(new Echo()));
await using var link = await PeerLink.ConnectAsync(listener.Address);

var greeting = await link.GetRemote<IGreeter>().GreetAsync("Ada");
var sum = 0;
await foreach (var item in link.GetRemote<IGreeter>().CountAsync(100))
{
    sum += item;
}

var echoed = await link.GetRemote<IEcho>().EchoAsync([1, 2, 3]);
Console.WriteLine($"OK: {greeting.Text}, {sum}, {echoed.Length} bytes, {listener.Address.ToQrCode().Length > 0}");
