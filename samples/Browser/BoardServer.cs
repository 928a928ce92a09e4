using Microsoft.Extensions.FileProviders;

namespace TypedPeer.Samples.Browser;

/// <summary>Serves the pages, and the signalling by which peers of a room find each other. What they then do passes it by.</summary>
internal static class BoardServer
{
    /// <summary>Where the page in C# is.</summary>
    public const string BlazorPath = "/blazor";

    private const string HowToInstall = """
        <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Board</title>
        <style>:root{color-scheme:light dark;font:16px/1.5 system-ui}body{max-width:34em;margin:15vh auto;padding:0 1em}</style>
        <h1>The page in TypeScript was not built</h1>
        <p>The one <a href="/blazor/">in Blazor</a> is there. Building this one needs npm (Node 20 or later). Install it from <a href="https://nodejs.org">nodejs.org</a>, on Debian and Ubuntu with
        <code>sudo apt-get install nodejs npm</code>, and start the sample again.</p>
        <p>Processes draw, too: <code>dotnet run -c Release --project samples/Browser -- --peer NAME</code></p></html>
        """;

    private static readonly string Page = Path.Combine(AppContext.BaseDirectory, "page");

    /// <summary>Gets whether npm was there when this was built, and so the page in TypeScript is here.</summary>
    public static bool HasPage => File.Exists(Path.Combine(Page, "main.js"));

    public static async Task<WebApplication> StartAsync(string urls, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(urls.Split(';'));
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddPeerServer();
        var app = builder.Build();
        app.Use(static (context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; img-src 'self' data:; script-src 'self' 'wasm-unsafe-eval'";
            context.Response.Headers.CacheControl = "no-cache";
            return next(context);
        });
        var files = new PhysicalFileProvider(Page);
        if (HasPage)
        {
            app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        }
        else
        {
            app.MapGet("/", static context =>
            {
                context.Response.Headers.ContentSecurityPolicy = default;
                return Results.Content(HowToInstall, "text/html; charset=utf-8").ExecuteAsync(context);
            });
        }

        app.UseStaticFiles(new StaticFileOptions { FileProvider = files });
        MapBlazorPage(app.MapGroup(BlazorPath));
        app.MapPeerServer("/peerjs");
        await app.StartAsync(cancellationToken);
        return app;
    }

    /// <summary>Its files are the static web assets of this project, as of every project that refers to one of Blazor; a published program has them in its folder.</summary>
    private static void MapBlazorPage(RouteGroupBuilder below)
    {
        below.MapStaticAssets();
        below.MapFallbackToFile("index.html");
    }
}
