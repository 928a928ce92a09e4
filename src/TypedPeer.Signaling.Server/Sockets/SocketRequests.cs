using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace TypedPeer.Signaling.Server.Sockets;

/// <summary>Makes of a head the request that applications know.</summary>
internal sealed class SocketRequests(IServiceProvider services, bool usesForwardedHeaders)
{
    private readonly ForwardedHeadersMiddleware? _forwarded = usesForwardedHeaders
        ? ActivatorUtilities.CreateInstance<ForwardedHeadersMiddleware>(services, (RequestDelegate)(static _ => Task.CompletedTask))
        : null;

    /// <summary>Makes it; the head is one that <see cref="RequestHead"/> has read.</summary>
    public HttpContext Create(Socket socket, ReadOnlySpan<byte> head)
    {
        var context = new DefaultHttpContext { RequestServices = services };
        var connection = context.Connection;
        (connection.RemoteIpAddress, connection.RemotePort) = socket.RemoteEndPoint is IPEndPoint remote ? (remote.Address, remote.Port) : (null, 0);
        (connection.LocalIpAddress, connection.LocalPort) = socket.LocalEndPoint is IPEndPoint local ? (local.Address, local.Port) : (null, 0);
        var request = context.Request;
        request.Method = HttpMethods.Get;
        request.Protocol = HttpProtocol.Http11;
        request.Scheme = Uri.UriSchemeHttp;
        var lines = head[..^2];
        RequestHead.TryTakeLine(ref lines, out var line);
        var target = Encoding.ASCII.GetString(line[4..^9]);
        var query = target.IndexOf('?', StringComparison.Ordinal);
        request.Path = target[..query];
        request.QueryString = new(target[query..]);
        while (!lines.IsEmpty && RequestHead.TryTakeLine(ref lines, out line) && RequestHead.TrySplit(line, out var name, out var value))
        {
            request.Headers.Append(Encoding.ASCII.GetString(name), Encoding.ASCII.GetString(value));
        }

        _forwarded?.ApplyForwarders(context);
        return context;
    }
}
