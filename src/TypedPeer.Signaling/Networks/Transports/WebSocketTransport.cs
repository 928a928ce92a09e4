using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using TypedPeer.Channels;
using TypedPeer.Signaling.Networks.Protocol;

namespace TypedPeer.Signaling.Networks.Transports;

/// <summary>Reaches a server of PeerServer's protocol over HTTP and WebSockets.</summary>
internal sealed class WebSocketTransport : ISignalingTransport
{
    /// <summary>An id is a line; what is longer is none.</summary>
    private const int MaxIdLength = 256;

    private readonly Uri _base;
    private readonly string _key;
    private readonly TimeSpan _keepAlive;

    public WebSocketTransport(Uri server, string key, TimeSpan keepAlive)
    {
        var scheme = !server.IsAbsoluteUri ? null : server.Scheme switch
        {
            "http" or "ws" => "http",
            "https" or "wss" => "https",
            _ => null,
        };
        _base = scheme is null
            ? throw new ArgumentException("The address of a server begins with http, https, ws or wss.", nameof(server))
            : new UriBuilder(server) { Scheme = scheme, Path = server.AbsolutePath.TrimEnd('/') + "/", Query = null, Fragment = null, Port = server.Port }.Uri;
        (_key, _keepAlive) = (Uri.EscapeDataString(key), keepAlive);
    }

    public async Task<string> IssueIdAsync(string? accessToken, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { MaxResponseContentBufferSize = MaxIdLength };
        client.DefaultRequestHeaders.Authorization = accessToken is null ? null : new AuthenticationHeaderValue("Bearer", accessToken);
        try
        {
            using var response = await client.GetAsync(new Uri(_base, $"{_key}/id"), cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw Refused(response.StatusCode);
            }

            var id = (await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)).Trim();
            return id.Length > 0 ? id : throw new PeerNetworkException(PeerNetworkError.InvalidMessage, "The server issued an empty id.");
        }
        catch (HttpRequestException exception)
        {
            throw new PeerNetworkException(PeerNetworkError.ServerUnreachable, $"The server was not reached: {PeerText.Clean(exception.Message)}", exception);
        }
    }

    public async Task<ISignalingConnection> ConnectAsync(string id, string token, string? accessToken, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            if (OperatingSystem.IsBrowser())
            {
                // A page sets no headers: the server takes the token of the address for both.
                token = accessToken ?? token;
            }
            else
            {
                socket.Options.KeepAliveInterval = _keepAlive;
                socket.Options.KeepAliveTimeout = _keepAlive;
                socket.Options.CollectHttpResponseDetails = true;
                if (accessToken is not null)
                {
                    socket.Options.SetRequestHeader("Authorization", $"Bearer {accessToken}");
                }
            }

            var address = new UriBuilder(new Uri(_base, "peerjs"))
            {
                Scheme = _base.Scheme == "https" ? "wss" : "ws",
                Query = $"key={_key}&id={Uri.EscapeDataString(id)}&token={Uri.EscapeDataString(token)}&version=1.5.5&typedpeer=1",
            };
            await socket.ConnectAsync(address.Uri, cancellationToken).ConfigureAwait(false);
            return new WebSocketConnection(socket);
        }
        catch (WebSocketException exception)
        {
            var status = OperatingSystem.IsBrowser() ? 0 : socket.HttpStatusCode;
            socket.Dispose();
            throw status is 0 or HttpStatusCode.SwitchingProtocols
                ? new PeerNetworkException(PeerNetworkError.ServerUnreachable, $"The server was not reached: {PeerText.Clean(exception.InnerException?.Message ?? exception.Message)}", exception)
                : Refused(status);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static PeerNetworkException Refused(HttpStatusCode status) => new(
        status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => PeerNetworkError.NotAuthorized,
            HttpStatusCode.TooManyRequests => PeerNetworkError.TooMany,
            _ => PeerNetworkError.ServerUnreachable,
        },
        $"The server responds {(int)status} {status}.");

    private sealed class WebSocketConnection(ClientWebSocket socket) : ISignalingConnection
    {
        /// <summary>The longest message that is taken, in bytes: the members of a room of a thousand, each with the metadata it may have.</summary>
        private const int MaxMessage = 8 * 1024 * 1024;

        private byte[] _buffer = new byte[16 * 1024];

        public ValueTask SendAsync(string text, CancellationToken cancellationToken) =>
            socket.SendAsync((ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

        public async ValueTask<string?> ReceiveAsync(CancellationToken cancellationToken)
        {
            var length = 0;
            while (true)
            {
                if (length == _buffer.Length)
                {
                    Array.Resize(ref _buffer, length < MaxMessage ? length * 2 : throw new PeerNetworkException(PeerNetworkError.InvalidMessage, $"The server sends a message of more than {MaxMessage} bytes."));
                }

                var part = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }

                length += part.Count;
                if (part.EndOfMessage)
                {
                    var text = Encoding.UTF8.GetString(_buffer, 0, length);
                    _buffer = _buffer.Length > 256 * 1024 ? new byte[16 * 1024] : _buffer;
                    return text;
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                // A server that does not answer keeps nobody.
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // It is closed either way, which the finally does.
            catch (Exception)
#pragma warning restore CA1031
            {
                return;
            }
            finally
            {
                socket.Dispose();
            }
        }
    }
}
