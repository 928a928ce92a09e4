using System.Runtime.Versioning;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using TypedPeer.Browser;
using TypedPeer.Samples.Browser.Blazor;

[assembly: SupportedOSPlatform("browser")]

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<App>("#app");
await BrowserPeer.UseAsync();
await builder.Build().RunAsync();
