using Contract;
using TypedPeer;
using TypedPeer.DataChannels;
using TypedPeer.Hosting;

// A web application that answers offers over HTTP and serves a contract out of its container, and its own first client.
var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddTypedPeer().Serve<IGreeter, Greeter>();
await using var app = builder.Build();

app.MapPost("/offer", async (HttpRequest request, PeerSessionFactory sessions) =>
{
    using var body = new StreamReader(request.Body);
    var connection = new PeerConnection();
    await connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, await body.ReadToEndAsync()));
    connection.DataChannel += channel => sessions.Start(channel);
    await connection.SetLocalDescriptionAsync();
    await connection.GatheringCompleted;
    return connection.LocalDescription!.Sdp;
});
await app.StartAsync();

using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
await using var caller = new PeerConnection();
var channel = caller.CreateDataChannel("calls");
await caller.SetLocalDescriptionAsync();
await caller.GatheringCompleted;
var answer = await http.PostAsync("/offer", new StringContent(caller.LocalDescription!.Sdp));
await caller.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Answer, await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()));

await using (var session = PeerSession.Start(channel))
{
    Console.WriteLine($"OK: {(await session.GetRemote<IGreeter>().GreetAsync("Ada")).Text}");
}

await app.StopAsync();
