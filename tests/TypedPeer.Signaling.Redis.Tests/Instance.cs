using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using TypedPeer.Signaling.Server;

namespace TypedPeer.Signaling.Redis.Tests;

/// <summary>A server as a backplane sees it, which writes down what it is told.</summary>
internal sealed class Instance : IPeerServerInstance, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();
    private readonly Channel<int> _resumed = Channel.CreateUnbounded<int>();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public RedisBackplane Backplane { get; private set; } = null!;

    public static async Task<Instance> StartAsync(RedisServer redis, Action<PeerServerOptions>? configure = null, string prefix = "typedpeer", int? port = null)
    {
        var instance = new Instance();
        var settings = new RedisBackplaneOptions { Configuration = ConfigurationOptions.Parse(port is null ? redis.Configuration : $"127.0.0.1:{port}"), Prefix = prefix };
        settings.Configuration.ReconnectRetryPolicy = new LinearRetry(200);
        instance.Backplane = new(Options.Create(settings), new BackplaneMetrics(instance._services.GetRequiredService<IMeterFactory>()), NullLogger<RedisBackplane>.Instance, TimeProvider.System);
        var options = new PeerServerOptions();
        configure?.Invoke(options);
        await instance.Backplane.StartAsync(instance, options, TestContext.Current.CancellationToken);
        return instance;
    }

    public ValueTask<PeerRegistration> RegisterAsync(string id, string token = "secret", string? connection = null) =>
        Backplane.RegisterAsync(id, connection ?? Guid.NewGuid().ToString("N"), SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Takes what it is told next.</summary>
    public async Task<string> NextAsync() => await _told.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>Takes what it has been told by now.</summary>
    public IEnumerable<string> TakeAll()
    {
        while (_told.Reader.TryRead(out var told))
        {
            yield return told;
        }
    }

    public void Deliver(string source, string id, ReadOnlyMemory<byte> message) => Tell($"{source} to {id}: {Encoding.UTF8.GetString(message.Span)}");

    public void DeliverToRoom(string room, string except, ReadOnlyMemory<byte> message) => Tell($"{except} to room {room}: {Encoding.UTF8.GetString(message.Span)}");

    public void Evict(string id, string connection) => Tell($"evict {id} {connection}");

    public void OnArrived(string id) => Tell($"arrived {id}");

    public void OnGone(string id, IReadOnlyCollection<string> rooms) => Tell($"gone {id} from {string.Join(',', rooms.Order(StringComparer.Ordinal))}");

    public void OnReset() => Tell("reset");

    public void OnResumed() => _resumed.Writer.TryWrite(0);

    /// <summary>Waits until Redis is heard of, at the start or again.</summary>
    public async Task ResumedAsync() => await _resumed.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        await Backplane.DisposeAsync();
        await _services.DisposeAsync();
    }

    private void Tell(string told) => _told.Writer.TryWrite(told);
}
