using App;
using Contract;
using TypedPeer;
using TypedPeer.DataChannels;

await using var caller = new PeerConnection();
await using var answerer = new PeerConnection();
var channel = caller.CreateDataChannel("calls");

await caller.SetLocalDescriptionAsync();
await caller.GatheringCompleted;
await answerer.SetRemoteDescriptionAsync(caller.LocalDescription!);
await answerer.SetLocalDescriptionAsync();
await answerer.GatheringCompleted;
await caller.SetRemoteDescriptionAsync(answerer.LocalDescription!);

await using var serving = PeerSession.Start(await answerer.AcceptDataChannelAsync(), peer => peer.Serve(new Greeter()).Serve(new Echo()));
await using var calling = PeerSession.Start(channel);

var greeting = await calling.GetRemote<IGreeter>().GreetAsync("Ada");
var sum = 0;
await foreach (var item in calling.GetRemote<IGreeter>().CountAsync(100))
{
    sum += item;
}

var echoed = await calling.GetRemote<IEcho>().EchoAsync([1, 2, 3]);
Console.WriteLine($"OK: {greeting.Text}, {sum}, {echoed.Length} bytes");
