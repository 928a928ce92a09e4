using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace TypedPeer.Signaling.Server.Http;

/// <summary>Requests of peers as RFC 9725 has them, and what is answered where they are not as they should be.</summary>
internal sealed class OfferRequests(PeerOffers offers)
{
    private const string Sdp = "application/sdp";
    private const string Fragment = "application/trickle-ice-sdpfrag";

    /// <summary>A header of RFC 5789.</summary>
    private const string AcceptPatch = "Accept-Patch";

    /// <summary>A character takes at most so many bytes.</summary>
    private const int MaxBytesPerCharacter = 4;

    /// <summary>A new peer.</summary>
    public Task PostAsync(HttpContext context) => RunAsync(context, async () =>
    {
        if (await ReadAsync(context, Sdp).ConfigureAwait(false) is not { } body)
        {
            return;
        }

        var answer = await offers.AnswerAsync(body, context.User, context.RequestAborted).ConfigureAwait(false);
        context.Response.Headers.Location = $"{context.Request.PathBase}{context.Request.Path.Value!.TrimEnd('/')}/{answer.Id}";
        context.Response.Headers[AcceptPatch] = $"{Fragment}, {Sdp}";
        await WriteAsync(context, StatusCodes.Status201Created, answer, Sdp).ConfigureAwait(false);
    });

    /// <summary>Candidates, or a restart of ICE: by the credentials alone, or by a whole offer.</summary>
    public Task PatchAsync(HttpContext context) => RunAsync(context, async () =>
    {
        var ifMatch = context.Request.Headers.IfMatch.ToString();
        var isOffer = IsOf(context, Sdp);
        if (!isOffer && ifMatch.Length == 0)
        {
            await FailAsync(context, StatusCodes.Status428PreconditionRequired, "If-Match names the ICE session, or is * for a restart.").ConfigureAwait(false);
            return;
        }

        if (await ReadAsync(context, isOffer ? Sdp : Fragment).ConfigureAwait(false) is not { } body)
        {
            return;
        }

        var id = IdOf(context);
        var answer = isOffer
            ? await offers.RestartAsync(id, body, context.User, context.RequestAborted).ConfigureAwait(false)
            : await offers.PatchAsync(id, body, ifMatch, context.User, context.RequestAborted).ConfigureAwait(false);
        if (answer is null)
        {
            await FailAsync(context, StatusCodes.Status404NotFound, "There is no such connection.").ConfigureAwait(false);
        }
        else if (answer.Body.Length == 0)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            await WriteAsync(context, StatusCodes.Status200OK, answer, isOffer ? Sdp : Fragment).ConfigureAwait(false);
        }
    });

    /// <summary>The end.</summary>
    public Task DeleteAsync(HttpContext context) => RunAsync(context, async () =>
    {
        if (!await offers.EndAsync(IdOf(context), context.User).ConfigureAwait(false))
        {
            await FailAsync(context, StatusCodes.Status404NotFound, "There is no such connection.").ConfigureAwait(false);
        }
    });

    private static async Task RunAsync(HttpContext context, Func<Task> answer)
    {
        try
        {
            await answer().ConfigureAwait(false);
        }
        catch (ArgumentException exception)
        {
            await FailAsync(context, StatusCodes.Status400BadRequest, exception.Message).ConfigureAwait(false);
        }
        catch (BadHttpRequestException exception)
        {
            await FailAsync(context, exception.StatusCode, exception.Message).ConfigureAwait(false);
        }
        catch (PeerException exception) when (exception.Status == PeerStatus.FailedPrecondition)
        {
            await FailAsync(context, StatusCodes.Status412PreconditionFailed, exception.Message).ConfigureAwait(false);
        }
        catch (PeerException exception) when (exception.Status is PeerStatus.LimitExceeded or PeerStatus.Unavailable)
        {
            context.Response.Headers.RetryAfter = "1";
            await FailAsync(context, StatusCodes.Status503ServiceUnavailable, exception.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
    }

    private static string IdOf(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    private static bool IsOf(HttpContext context, string type) =>
        MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var parsed) && parsed.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the body; null where the request is answered already.</summary>
    private async Task<string?> ReadAsync(HttpContext context, string type)
    {
        if (!IsOf(context, type))
        {
            context.Response.Headers[type == Sdp ? "Accept-Post" : AcceptPatch] = type == Sdp ? Sdp : $"{Fragment}, {Sdp}";
            await FailAsync(context, StatusCodes.Status415UnsupportedMediaType, $"The body is to be {type}.").ConfigureAwait(false);
            return null;
        }

        // One byte more than there may be, however long it says it is.
        var bytes = new byte[((int)Math.Min(context.Request.ContentLength ?? int.MaxValue, (long)offers.MaxBodyLength * MaxBytesPerCharacter)) + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, context.RequestAborted).ConfigureAwait(false);
        var body = length < bytes.Length ? Encoding.UTF8.GetString(bytes, 0, length) : null;
        if (body is null || body.Length > offers.MaxBodyLength)
        {
            await FailAsync(context, StatusCodes.Status413PayloadTooLarge, $"The body has more than {offers.MaxBodyLength} characters.").ConfigureAwait(false);
            return null;
        }

        return body;
    }

    private static Task WriteAsync(HttpContext context, int status, PeerOfferAnswer answer, string type)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.ETag = answer.ETag;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(answer.Body, context.RequestAborted);
    }

    private static Task FailAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(message, context.RequestAborted);
    }
}
