using System.Net;
using System.Net.WebSockets;
using System.Text;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Interop.Pages;

/// <summary>Serves tests/peers/browser.js to a browser that nobody drives: commands and events go over a WebSocket of the page's.</summary>
internal sealed class PageSocket : IAsyncDisposable
{
    private const string Page = """
        <!doctype html>
        <title>peer</title>
        <script src="/negotiation.js"></script>
        <script>
          const socket = new WebSocket(`ws://${location.host}/socket`);
          window.typedPeerEmit = (line) => socket.send(line);
          socket.onmessage = ({ data }) => typedPeerCommand(data);
          socket.onopen = () => document.head.append(Object.assign(document.createElement('script'), { src: '/browser.js' }));
        </script>
        """;

    private readonly HttpListener _listener;
    private readonly Action<string> _onLine;
    private readonly Action _onGone;
    private readonly TaskCompletionSource<WebSocket> _socket = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _serving;

    private PageSocket(HttpListener listener, Uri address, Action<string> onLine, Action onGone)
    {
        _listener = listener;
        Address = address;
        _onLine = onLine;
        _onGone = onGone;
        _serving = ServeAsync();
    }

    /// <summary>Gets where the page is.</summary>
    public Uri Address { get; }

    /// <summary>Begins to serve; <paramref name="onLine"/> gets what the page says, one line after another, <paramref name="onGone"/> is called when it says no more.</summary>
    public static PageSocket Start(Action<string> onLine, Action onGone)
    {
        const int Attempts = 10;
        for (var attempt = 1; ; attempt++)
        {
            // The listener cannot choose a port itself, and another program may take the one found.
            var listener = new HttpListener();
            var address = new Uri($"http://127.0.0.1:{FreePort.Tcp()}/");
            listener.Prefixes.Add(address.AbsoluteUri);
            try
            {
                listener.Start();
                return new PageSocket(listener, address, onLine, onGone);
            }
            catch (HttpListenerException) when (attempt < Attempts)
            {
                listener.Close();
            }
        }
    }

    /// <summary>Sends a command, as soon as the page is there.</summary>
    public async Task SendAsync(string line)
    {
        var socket = await _socket.Task;
        await socket.SendAsync(Encoding.UTF8.GetBytes(line), WebSocketMessageType.Text, endOfMessage: true, _ending.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Close();
        await _serving;
        _ending.Dispose();
    }

    private async Task ServeAsync()
    {
        var reading = Task.CompletedTask;
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                if (context.Request.IsWebSocketRequest)
                {
                    reading = ReadAsync((await context.AcceptWebSocketAsync(subProtocol: null)).WebSocket);
                    continue;
                }

                await AnswerAsync(context);
            }
        }
        catch (Exception exception) when (_ending.IsCancellationRequested && exception is (HttpListenerException or InvalidOperationException))
        {
            await reading;
        }
    }

    private static async Task AnswerAsync(HttpListenerContext context)
    {
        var (type, content) = context.Request.Url?.AbsolutePath switch
        {
            "/" => ("text/html", Page),
            "/browser.js" or "/negotiation.js" => ("text/javascript", await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "tests", "peers", context.Request.Url.AbsolutePath[1..]))),
            _ => (null, string.Empty),
        };
        context.Response.StatusCode = type is null ? 404 : 200;
        context.Response.ContentType = $"{type ?? "text/plain"}; charset=utf-8";
        context.Response.Close(Encoding.UTF8.GetBytes(content), willBlock: true);
    }

    private async Task ReadAsync(WebSocket socket)
    {
        _socket.TrySetResult(socket);
        var line = new ArraySegment<byte>(new byte[64 * 1024]);
        var filled = 0;
        try
        {
            while (true)
            {
                var result = await socket.ReceiveAsync(line[filled..], _ending.Token);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                filled += result.Count;
                if (result.EndOfMessage)
                {
                    _onLine(Encoding.UTF8.GetString(line[..filled]));
                    filled = 0;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // The test is over, or the page is gone without a word.
        }
        finally
        {
            _onGone();
            socket.Dispose();
        }
    }
}
