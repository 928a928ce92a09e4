// OpenPage FOLDER PROFILE: serves a published page on loopback, opens it in Chromium, and prints what the page posts to /said.
using System.Diagnostics;
using Microsoft.Extensions.FileProviders;

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
await using var app = builder.Build();
app.Urls.Add("http://127.0.0.1:0");
app.UseFileServer(new FileServerOptions
{
    FileProvider = new PhysicalFileProvider(Path.GetFullPath(args[0])),
    StaticFileOptions = { ServeUnknownFileTypes = true },
});
var said = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
app.MapPost("/said", async (HttpRequest request) =>
{
    using var body = new StreamReader(request.Body);
    said.TrySetResult(await body.ReadToEndAsync());
});
await app.StartAsync();

using var chromium = Process.Start(new ProcessStartInfo(
    "chromium",
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--remote-debugging-port=0", $"--user-data-dir={Path.GetFullPath(args[1])}", app.Urls.Single(),
    ])
{
    RedirectStandardError = true,
})!;
chromium.BeginErrorReadLine();
try
{
    Console.WriteLine(await said.Task.WaitAsync(TimeSpan.FromSeconds(60)));
}
finally
{
    chromium.Kill(entireProcessTree: true);
    await chromium.WaitForExitAsync();
}
