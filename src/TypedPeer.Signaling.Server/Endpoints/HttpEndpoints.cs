using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using TypedPeer.Signaling.Server.Driver;

namespace TypedPeer.Signaling.Server.Endpoints;

/// <summary>What PeerServer answers over plain HTTP.</summary>
internal sealed class HttpEndpoints(SignalingDriver driver)
{
    private const string About = """{"name":"PeerJS Server","description":"A server side element to broker connections between PeerJS clients.","website":"https://peerjs.com/"}""";

    private readonly PeerServerOptions _options = driver.Options;

    /// <summary>Says what this is. PeerJS's pages look for PeerServer by it.</summary>
    public Task AboutAsync(HttpContext context) => AnswerAsync(context, "application/json; charset=utf-8", static () => new(About));

    /// <summary>Gives an id that nobody has.</summary>
    public Task IdAsync(HttpContext context) => AnswerAsync(context, "text/html; charset=utf-8", () => new(NewId()));

    /// <summary>Gives all ids, where that is allowed.</summary>
    public Task PeersAsync(HttpContext context)
    {
        var isAllowed = _options.AllowDiscovery && string.Equals(context.Request.RouteValues["key"] as string, _options.Key, StringComparison.Ordinal);
        context.Response.StatusCode = isAllowed ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized;
        return isAllowed
            ? AnswerAsync(context, "application/json; charset=utf-8", IdsAsync)
            : AnswerAsync(context, "text/plain; charset=utf-8", static () => new("Unauthorized"));
    }

    private string NewId()
    {
        while (true)
        {
            var id = _options.GenerateClientId?.Invoke() ?? Guid.NewGuid().ToString();
            if (!driver.Has(id))
            {
                return id;
            }
        }
    }

    private async ValueTask<string> IdsAsync()
    {
        var text = new StringBuilder("[");
        foreach (var id in driver.Link is { } link ? await link.GetIdsAsync().ConfigureAwait(false) : driver.GetIds())
        {
            text.Append(text.Length > 1 ? "," : null).Append('"').Append(JsonEncodedText.Encode(id)).Append('"');
        }

        return text.Append(']').ToString();
    }

    private async Task AnswerAsync(HttpContext context, string contentType, Func<ValueTask<string>> text)
    {
        var request = context.Request;
        if (context.GetEndpoint()?.Metadata.GetMetadata<ICorsMetadata>() is null)
        {
            Origins.AllowReading(_options, context);
        }

        if (HttpMethods.IsOptions(request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            context.Response.Headers.AccessControlAllowMethods = "GET,HEAD";
            return;
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "GET, HEAD, OPTIONS";
            return;
        }

        context.Response.ContentType = contentType;
        await context.Response.WriteAsync(await text().ConfigureAwait(false)).ConfigureAwait(false);
    }
}
