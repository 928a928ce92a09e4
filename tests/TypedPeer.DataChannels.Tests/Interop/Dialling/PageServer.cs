using System.Net;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Interop.Dialling;

/// <summary>Serves one empty page from this machine, so that a browser knows where it came from.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly Task _serving;

    private PageServer(HttpListener listener, Uri address)
    {
        _listener = listener;
        Address = address;
        _serving = ServeAsync();
    }

    /// <summary>Gets where the page is.</summary>
    public Uri Address { get; }

    public static PageServer Start()
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
                return new PageServer(listener, address);
            }
            catch (HttpListenerException) when (attempt < Attempts)
            {
                listener.Close();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
                return;
            }

            context.Response.ContentType = "text/html";
            context.Response.Close("<!doctype html><title>page</title>"u8.ToArray(), willBlock: false);
        }
    }
}
