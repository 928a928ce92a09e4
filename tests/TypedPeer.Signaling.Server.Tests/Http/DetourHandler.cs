using System.Net.Http.Headers;
using System.Text;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Tests.Support;

namespace TypedPeer.Signaling.Server.Tests.Http;

/// <summary>Has the first exchange lead through a relay, and all others lead straight.</summary>
internal sealed class DetourHandler(UdpRelay relay) : DelegatingHandler(new HttpClientHandler())
{
    /// <summary>Gets the methods of the requests so far.</summary>
    public List<string> Methods { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Methods.Add(request.Method.Method);
        if (request.Method != HttpMethod.Post)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        var offer = relay.Redirect(new(SdpType.Offer, await request.Content!.ReadAsStringAsync(cancellationToken)), fromFirst: true);
        request.Content = new StringContent(offer.Sdp, Encoding.UTF8, new MediaTypeHeaderValue("application/sdp"));
        var response = await base.SendAsync(request, cancellationToken);
        var answer = relay.Redirect(new(SdpType.Answer, await response.Content.ReadAsStringAsync(cancellationToken)), fromFirst: false);
        response.Content = new StringContent(answer.Sdp, Encoding.UTF8, new MediaTypeHeaderValue("application/sdp"));
        return response;
    }
}
