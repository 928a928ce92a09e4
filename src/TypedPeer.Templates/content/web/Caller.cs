using System.Net.Http.Headers;
using TypedPeer;
using TypedPeer.DataChannels;
using TypedPeer.Signaling;

namespace TypedPeerWeb;

/// <summary>The other end, to try the server with: posts an offer, gets the answer, calls. A page does the same with RTCPeerConnection.</summary>
internal static class Caller
{
    public static async Task RunAsync(Uri server, string token)
    {
        using var http = new HttpClient { BaseAddress = server };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        await using var link = await PeerLink.ConnectAsync(SignalingChannel.Over(async (offer, cancellationToken) =>
        {
            using var response = await http.PostAsJsonAsync("peer", offer, cancellationToken);
            response.EnsureSuccessStatusCode();
            return (await response.Content.ReadFromJsonAsync<SessionDescription>(cancellationToken))!;
        }));
        var greeter = link.GetRemote<IGreeter>();
        Console.WriteLine(await greeter.GreetAsync());
        try
        {
            await greeter.StopAsync();
            Console.WriteLine("The server stops, once this call has its answer.");
        }
        catch (PeerException exception) when (exception.Status == PeerStatus.PermissionDenied)
        {
            Console.WriteLine("Only operators may stop the server.");
        }

        Console.WriteLine("OK: the server knows who called, and what each may do.");
    }
}
