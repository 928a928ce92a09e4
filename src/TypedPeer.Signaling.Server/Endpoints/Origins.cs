using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace TypedPeer.Signaling.Server.Endpoints;

/// <summary>Which pages may use the server.</summary>
internal static class Origins
{
    /// <summary>Says whether a request comes from a page that may, or from no page.</summary>
    public static bool IsAllowed(PeerServerOptions options, StringValues origin) =>
        origin.Count == 0 || options.AllowedOrigins.Count == 0 || (origin.Count == 1 && options.AllowedOrigins.Contains(origin[0]!));

    /// <summary>Lets a page that may read the answer, as PeerServer does: by naming it.</summary>
    public static void AllowReading(PeerServerOptions options, HttpContext context)
    {
        if (context.Request.Headers.Origin is [{ Length: > 0 } origin] && IsAllowed(options, origin))
        {
            context.Response.Headers.AccessControlAllowOrigin = origin;
        }

        context.Response.Headers.Vary = "Origin";
    }
}
