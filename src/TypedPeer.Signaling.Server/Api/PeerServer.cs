using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using TypedPeer.Signaling.Server.Driver;

namespace TypedPeer.Signaling.Server;

/// <summary>
/// The signalling server of an application: who is there, and events. Members may be used by any thread at once. Handlers run on the thread that serves the client and should be quick;
/// what they throw is logged.
/// </summary>
public sealed class PeerServer : IDisposable
{
    private readonly CancellationTokenRegistration _stopping;

    /// <summary>Makes a server; applications have it made by <c>AddPeerServer</c>.</summary>
    /// <param name="options">What it is like; read now.</param>
    /// <param name="loggers">Where it logs; null for nowhere.</param>
    /// <param name="lifetime">The application, with whose stop all connections end; null for none.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="meters">What makes its meter; null for one of its own.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public PeerServer(IOptions<PeerServerOptions> options, ILoggerFactory? loggers = null, IHostApplicationLifetime? lifetime = null, TimeProvider? time = null, IMeterFactory? meters = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Value.Validate();
        Driver = new(options.Value, loggers?.CreateLogger("TypedPeer.Signaling.Server") ?? NullLogger.Instance, time ?? TimeProvider.System, meters);
        _stopping = lifetime?.ApplicationStopping.UnsafeRegister(static server => ((PeerServer)server!).Driver.Close(), this) ?? default;
    }

    /// <summary>Raised when a client has connected, a reconnect included.</summary>
    public event Action<PeerServerClient>? Connected
    {
        add => Driver.Events.Connected += value;
        remove => Driver.Events.Connected -= value;
    }

    /// <summary>Raised when a client's connection is over, unless another of the same client took its place.</summary>
    public event Action<PeerServerClient>? Disconnected
    {
        add => Driver.Events.Disconnected += value;
        remove => Driver.Events.Disconnected -= value;
    }

    /// <summary>Raised for each message of a client, before it is passed on. The bytes, JSON as it came, are lent for the call.</summary>
    public event PeerMessageHandler? MessageReceived
    {
        add => Driver.Events.MessageReceived += value;
        remove => Driver.Events.MessageReceived -= value;
    }

    /// <summary>Raised when a client was refused or cut off, with the code.</summary>
    public event Action<PeerServerClient, string>? ClientFailed
    {
        add => Driver.Events.ClientFailed += value;
        remove => Driver.Events.ClientFailed -= value;
    }

    /// <summary>Gets how many clients have an id.</summary>
    public int ClientCount => Driver.Clients;

    internal SignalingDriver Driver { get; }

    /// <summary>Gives the ids of all clients at the moment.</summary>
    public IReadOnlyList<string> GetClientIds() => Driver.GetIds();

    /// <summary>Stops the server's timer. Connections end with the application.</summary>
    public void Dispose()
    {
        _stopping.Dispose();
        Driver.Dispose();
    }
}
