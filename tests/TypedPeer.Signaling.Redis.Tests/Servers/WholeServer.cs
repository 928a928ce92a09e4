using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using TypedPeer.Signaling.Server;
using TypedPeer.Signaling.Tests;

namespace TypedPeer.Signaling.Redis.Tests.Servers;

/// <summary>A server as applications have it, on a loopback port, one with others by Redis; it can be cut off from its clients and from Redis.</summary>
internal sealed class WholeServer : IAsyncDisposable
{
    private static readonly HttpClient Http = new();

    private readonly TcpForwarder _redis;
    private readonly WebApplication _application;

    private WholeServer(TcpForwarder redis, WebApplication application)
    {
        _redis = redis;
        _application = application;
    }

    public int Port => Address.Port;

    public Uri Address => new(_application.Urls.First() + "/peerjs");

    public IServiceProvider Services => _application.Services;

    public static async Task<WholeServer> StartAsync(RedisServer redis, Action<PeerServerOptions>? configure = null, Action<ILoggingBuilder>? logging = null)
    {
        var forwarder = new TcpForwarder(redis.Port);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        logging?.Invoke(builder.Logging);
        builder.Services.AddPeerServer(options =>
        {
            options.AllowDiscovery = true;
            configure?.Invoke(options);
        });
        builder.Services.AddPeerServerRedis($"127.0.0.1:{forwarder.Port}", static options => options.Configuration.ReconnectRetryPolicy = new LinearRetry(200));
        var application = builder.Build();
        application.MapPeerServer("/peerjs");
        await application.StartAsync();
        return new(forwarder, application);
    }

    /// <summary>Takes Redis from it: nobody can tell that from a server that has lost its power, once its clients are cut off, too.</summary>
    public void CutRedis() => _redis.Cut();

    /// <summary>Gives Redis back to it.</summary>
    public void RestoreRedis(RedisServer redis) => _redis.Cut(redis.Port);

    /// <summary>Gets who is there, at all servers.</summary>
    public async Task<string[]> GetIdsAsync() =>
        [.. JsonSerializer.Deserialize<string[]>(await Http.GetStringAsync(new Uri($"{Address}/peerjs/peers"), Loopback.Token).SoonAsync())!.Order(StringComparer.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        await _redis.DisposeAsync();
    }
}
