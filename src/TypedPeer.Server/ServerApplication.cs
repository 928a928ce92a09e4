using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TypedPeer.Signaling.Server;

namespace TypedPeer.Server;

/// <summary>The server that the settings describe.</summary>
internal sealed class ServerApplication : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly string _path;

    private ServerApplication(WebApplication application, string path)
    {
        _application = application;
        _path = path;
    }

    /// <summary>Where clients find it, path included.</summary>
    public IEnumerable<string> Addresses => _application.Urls.Select(url => url + (_path == "/" ? "/" : _path + "/"));

    /// <summary>Starts it; it listens when this returns.</summary>
    public static async Task<ServerApplication> StartAsync(ServerSettings settings, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = typeof(ServerApplication).Assembly.GetName().Name });
        // What configures it is the command line alone.
        builder.Configuration.Sources.Clear();
        AddLogs(builder.Logging, settings);
        Listen(builder.WebHost, settings);
        AddServer(builder.Services, settings);
        // What a message causes is done where it was received: nothing here blocks, and each hop to another thread costs as much as the message does.
        builder.Services.Configure<SocketTransportOptions>(static sockets => sockets.UnsafePreferInlineScheduling = true);
        var application = builder.Build();
        try
        {
            Use(application, settings);
            await application.StartAsync(cancellationToken);
            return new ServerApplication(application, settings.Path);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until a signal has stopped it, and its clients have been told.</summary>
    public Task StoppedAsync() => _application.WaitForShutdownAsync();

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static void AddLogs(ILoggingBuilder logging, ServerSettings settings)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(settings.LogLevel);
        // That it starts and stops is told on the standard output, and why it does not start is, too.
        logging.AddFilter("Microsoft.Hosting", LogLevel.Warning);
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical);
        logging.AddFilter("Microsoft.AspNetCore", settings.LogLevel > LogLevel.Warning ? settings.LogLevel : LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.None);
        // Where this is on, each request has an activity and a scope, which a client would hold for as long as it is there.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.", settings.LogLevel > LogLevel.Warning ? settings.LogLevel : LogLevel.Warning);
        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (settings.Log == LogFormat.Json)
        {
            logging.AddJsonConsole(json =>
            {
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
        else
        {
            logging.AddSimpleConsole(text =>
            {
                text.SingleLine = true;
                text.UseUtcTimestamp = true;
                text.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            });
        }
    }

    private static void Listen(ConfigureWebHostBuilder host, ServerSettings settings) => host.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        // Clients send requests without a body, and messages on their WebSocket.
        kestrel.Limits.MaxRequestBodySize = 0;
        void Secure(ListenOptions listen)
        {
            // Without TLS a client has no way to ask for HTTP/2.
            listen.Protocols = HttpProtocols.Http1;
            if (settings.Certificate is { } certificate)
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(https => TlsCertificate.Load(certificate, settings.CertificateKey!, https));
            }
        }

        if (settings.Host is { } address)
        {
            kestrel.Listen(address, settings.Port, Secure);
        }
        else
        {
            kestrel.ListenAnyIP(settings.Port, Secure);
        }
    });

    private static void AddServer(IServiceCollection services, ServerSettings settings)
    {
        services.AddPeerServer(server =>
        {
            server.Key = settings.Key;
            server.ExpireTimeout = settings.ExpireTimeout;
            server.AliveTimeout = settings.AliveTimeout;
            server.HeartbeatInterval = TimeSpan.FromTicks(Math.Min(server.HeartbeatInterval.Ticks, settings.AliveTimeout.Ticks / 3));
            server.ConcurrentLimit = settings.ConcurrentLimit;
            server.AllowDiscovery = settings.AllowDiscovery;
            server.AllowedOrigins.UnionWith(settings.Origins);
            server.Limits.MaxClientsPerRoom = settings.RoomLimit;
            server.Limits.MaxRoomsPerClient = settings.RoomsPerClient;
        });
        AddTokens(services, settings);
        AddIce(services, settings);
        if (settings.Certificate is null)
        {
            services.AddPeerServerSockets(sockets =>
            {
                sockets.Path = $"{settings.Path.TrimEnd('/')}/peerjs";
                sockets.UsesForwardedHeaders = settings.Proxied;
            });
        }

        if (settings.Redis is { } redis)
        {
            services.AddPeerServerRedis(redis);
        }

        if (settings.Proxied)
        {
            services.Configure<ForwardedHeadersOptions>(forwarded =>
            {
                forwarded.ForwardedHeaders = ForwardedHeaders.All;
                // The flag says that whoever connects is the proxy.
                forwarded.KnownIPNetworks.Clear();
                forwarded.KnownProxies.Clear();
            });
        }
    }

    private static void AddTokens(IServiceCollection services, ServerSettings settings)
    {
        if (settings.Tokens is { } file)
        {
            services.AddSingleton(provider => new TokenFile(file.FullName, provider.GetRequiredService<ILogger<TokenFile>>()));
            services.AddOptions<PeerServerOptions>().Configure<TokenFile>(static (server, tokens) => server.Authorize = context => Decide(tokens.IsValid(context.Id, context.AccessToken)));
        }
        else if (settings.TokenSecret is { } secret)
        {
            var signer = new TokenSigner(secret, TimeProvider.System);
            services.Configure<PeerServerOptions>(server => server.Authorize = context => Decide(signer.IsValid(context.Id, context.AccessToken)));
        }
    }

    private static ValueTask<PeerAuthorizationResult> Decide(bool isValid) => new(isValid ? PeerAuthorizationResult.Allowed : PeerAuthorizationResult.TokenRefused);

    private static void AddIce(IServiceCollection services, ServerSettings settings)
    {
        if (settings.StunPort is { } port)
        {
            services.AddStunPort(stun =>
            {
                stun.EndPoint = new IPEndPoint(settings.Host ?? IPAddress.IPv6Any, port);
                stun.Host = settings.StunHost;
            });
        }

        if (settings.IceUrls.Count > 0 || settings.TurnSecret is not null)
        {
            services.AddIceServers(ice =>
            {
                foreach (var url in settings.IceUrls)
                {
                    (url.StartsWith("turn", StringComparison.OrdinalIgnoreCase) ? ice.TurnUrls : ice.StunUrls).Add(url);
                }

                ice.TurnSecret = settings.TurnSecret;
                ice.TurnLifetime = settings.TurnLifetime;
            });
        }
    }

    private static void Use(WebApplication application, ServerSettings settings)
    {
        if (settings.Proxied)
        {
            application.UseForwardedHeaders();
        }

        application.MapPeerServer(settings.Path);
    }
}
