using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Tests.PeerJs.Pages;

/// <summary>A page in a headless Firefox, which nobody drives: it is served from here, and calls and what they return go over a WebSocket of the page's.</summary>
internal sealed class FirefoxPage : PeerJsPage
{
    private const string Page = """
        <!doctype html>
        <title>page</title>
        <script src="/0"></script>
        <script>
          const socket = new WebSocket(`ws://${location.host}/calls`);
          const answer = (call, value, error) => socket.send(JSON.stringify({ call, value: value ?? null, error }));
          socket.onmessage = ({ data }) => {
            const { call, name, list } = JSON.parse(data);
            Promise.resolve().then(() => page[name](...list)).then((value) => answer(call, value), (error) => answer(call, null, `${error}`));
          };
        </script>
        <script src="/1"></script>
        """;

    private readonly WebApplication _application;
    private readonly Channel<WebSocket> _sockets = Channel.CreateUnbounded<WebSocket>();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _calls = new();
    private FirefoxProcess? _firefox;
    private WebSocket _socket = null!;
    private int _lastCall;

    private FirefoxPage(WebApplication application) => _application = application;

    /// <summary>Starts a browser with a page.</summary>
    public static async Task<PeerJsPage> OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var page = new FirefoxPage(builder.Build());
        await page.StartAsync();
        return page;
    }

    public override Task ReloadAsync() => throw new NotSupportedException("Only Chromium's page is loaded again.");

    public override async Task<T> CallAsync<T>(string function, params object?[] arguments)
    {
        var call = Interlocked.Increment(ref _lastCall);
        var answer = _calls[call] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { call, name = function, list = arguments }), WebSocketMessageType.Text, endOfMessage: true, Loopback.Token);
        return (await answer.Task.WaitAsync(Patience, Loopback.Token)).Deserialize<T>()!;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_firefox is not null)
        {
            await _firefox.DisposeAsync();
        }

        await _application.DisposeAsync();
    }

    private async Task StartAsync()
    {
        _application.UseWebSockets();
        _application.Run(ServeAsync);
        await _application.StartAsync();
        _firefox = FirefoxProcess.Start(new Uri(_application.Urls.First()));
        _socket = await _sockets.Reader.ReadAsync(Loopback.Token).AsTask().WaitAsync(Patience, Loopback.Token);
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await ReadAsync(socket);
            return;
        }

        var script = context.Request.Path.Value is ['/', >= '0' and <= '1' and var number] ? Scripts[number - '0'] : null;
        context.Response.ContentType = script is null ? "text/html" : "text/javascript; charset=utf-8";
        context.Response.StatusCode = script is null && context.Request.Path != "/" ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        await context.Response.WriteAsync(script is null ? Page : await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "tests", "peers", script), Loopback.Token));
    }

    private async Task ReadAsync(WebSocket socket)
    {
        _sockets.Writer.TryWrite(socket);
        var buffer = new byte[1 << 20];
        var length = 0;
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } piece)
            {
                length += piece.Count;
                if (piece.EndOfMessage)
                {
                    Answer(JsonDocument.Parse(buffer.AsMemory(0, length)).RootElement.Clone());
                    length = 0;
                }
            }
        }
        catch (WebSocketException)
        {
            // The browser is gone; calls that wait end by their patience.
        }
    }

    private void Answer(JsonElement answer)
    {
        if (!_calls.TryRemove(answer.GetProperty("call").GetInt32(), out var call))
        {
            return;
        }

        if (answer.TryGetProperty("error", out var error))
        {
            call.TrySetException(new InvalidOperationException(error.GetString()));
        }
        else
        {
            call.TrySetResult(answer.GetProperty("value"));
        }
    }
}
