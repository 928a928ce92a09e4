using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TypedPeer.Samples.Hosting;

using var telemetry = new TelemetryPrinter();
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddTypedPeer()
    .Configure(builder.Configuration.GetSection("TypedPeer"))
    .Serve<IThermometer, Thermometer>();
builder.Services.AddScoped<Calibration>();
builder.Services.AddHostedService<Demonstration>();

await builder.Build().RunAsync();
telemetry.Print();
