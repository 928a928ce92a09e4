using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.Signaling.Signals;

namespace TypedPeer.Signaling.Http;

/// <summary>The exchange of one connection with its server: the offer and its answer, restarts, and the end (RFC 9725).</summary>
internal sealed class HttpExchange(Uri uri, HttpClient http, TimeSpan timeout, TimeProvider time)
{
    private const string Sdp = "application/sdp";

    private Uri? _resource;

    /// <summary>Gets what the server said instead of an answer where asking again would not mend it: it wants somebody else, or something else.</summary>
    public HttpStatusCode? Refusal { get; private set; }

    /// <summary>Posts the offer, and returns the answer.</summary>
    public async ValueTask<SessionDescription> OfferAsync(SessionDescription offer, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, uri);
        var (answer, location) = await SendAsync(request, offer, cancellationToken).ConfigureAwait(false);
        _resource = location;
        return answer;
    }

    /// <summary>Sends an offer that restarts ICE, and returns the answer; null where the server has no such connection.</summary>
    public async ValueTask<SessionDescription?> RestartAsync(SessionDescription offer, CancellationToken cancellationToken)
    {
        if (_resource is null)
        {
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Patch, _resource);
        request.Headers.IfMatch.Add(EntityTagHeaderValue.Any);
        return (await SendAsync(request, offer, cancellationToken).ConfigureAwait(false)).Answer;
    }

    /// <summary>Tells the server that there is no use for its answer. Never fails: what it is not told it finds out by itself.</summary>
    public async Task EndAsync()
    {
        if (_resource is null)
        {
            return;
        }

        try
        {
            using var limit = new CancellationTokenSource(timeout, time);
            using var response = await http.DeleteAsync(_resource, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return;
        }
    }

    private static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(SignalingChannel.MaxMessageLength + 1);
        try
        {
            var length = await stream.ReadAtLeastAsync(buffer, SignalingChannel.MaxMessageLength + 1, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return length <= SignalingChannel.MaxMessageLength
                ? Encoding.UTF8.GetString(buffer, 0, length)
                : throw new FormatException($"The answer has more than {SignalingChannel.MaxMessageLength} bytes.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<(SessionDescription Answer, Uri? Location)> SendAsync(HttpRequestMessage request, SessionDescription offer, CancellationToken cancellationToken)
    {
        request.Content = new StringContent(offer.Sdp, SignalText.Utf8, new MediaTypeHeaderValue(Sdp));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Sdp));
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            var body = await ReadAsync(response.Content, either.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                Refusal = IsFinal(response.StatusCode) ? response.StatusCode : null;
                throw new HttpRequestException(
                    $"{request.Method} {uri.GetLeftPart(UriPartial.Path)} was answered by {(int)response.StatusCode} ({response.StatusCode}): {PeerText.Clean(body)}", null, response.StatusCode);
            }

            var from = response.RequestMessage?.RequestUri ?? uri;
            return (new SessionDescription(SdpType.Answer, body), response.Headers.Location is { } location ? new Uri(from, location) : null);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{request.Method} {uri.GetLeftPart(UriPartial.Path)} was not answered within {timeout.TotalSeconds} s.", exception);
        }
    }

    private static bool IsFinal(HttpStatusCode status) => status is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
        and not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.NotFound);
}
