using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using TypedPeer.Browser;
using TypedPeer.WebAssembly;

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<App>("#app");
await BrowserPeer.UseAsync();
await builder.Build().RunAsync();
