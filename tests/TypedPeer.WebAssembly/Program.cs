using TypedPeer.Browser;
using TypedPeer.Signaling;
using TypedPeer.WebAssembly;
using TypedPeer.WebAssembly.Checks;
using TypedPeer.WebAssembly.Walk;
using Xunit.Sdk;

var runner = new Runner(static failure => failure is SkipException);
if (args is ["meet", var meeting, var own, var other])
{
    await BrowserPeer.UseAsync();
    await runner.RunAsync(new MeetingChecks(meeting, own, other).All);
    return runner.End();
}

if (args is ["stay", var place, var name])
{
    // Until the page is closed.
    await BrowserPeer.UseAsync();
    await using var network = await PeerNetwork.JoinAsync(place, new PeerNetworkOptions { Id = name, Room = "pages", Configure = WalkPeer.Serve });
    PageFunctions.AddEventListener("pagehide", () => _ = network.DisposeAsync().AsTask());
    Console.WriteLine("joined");
    await Task.Delay(Timeout.Infinite);
}

await runner.RunAsync(CallChecks.All);
await runner.RunAsync(StreamChecks.All);
await runner.RunAsync(ReferenceChecks.All);
await runner.RunAsync(FailureChecks.All);
await runner.RunAsync(DataChecks.All);
await runner.RunAsync(PlatformChecks.All);

// The same over data channels of the browser, and then what a channel owes a session.
const string Where = "_over_a_data_channel";
await BrowserPeer.UseAsync();
Pair.Join = static () =>
{
    var pair = PagePair.Join();
    return (pair.First, pair.Second, pair.Break);
};
await runner.RunAsync(CallChecks.All, Where);
await runner.RunAsync(StreamChecks.All, Where);
await runner.RunAsync(ReferenceChecks.All, Where);
await runner.RunAsync(FailureChecks.All, Where);
await runner.RunAsync(PlatformChecks.All, Where);
await runner.RunAsync(ConnectionChecks.All);
#if UNTRIMMED
await runner.RunAsync(ChannelChecks.All);
#endif
if (args is [var address, var server])
{
    await runner.RunAsync(new ListenerChecks(address).All);
    await runner.RunAsync(new NetworkChecks(server).All);
}

return runner.End();
