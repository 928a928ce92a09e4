using System.Threading.Channels;
using TypedPeer.Channels;
using TypedPeer.Signaling.Links;
using TypedPeer.Signaling.Networks.Protocol;

namespace TypedPeer.Signaling.Networks;

/// <summary>Drives <see cref="NetworkCore"/>: its clock, and the connections that it asks for. All of the core happens under the network's lock.</summary>
internal sealed class ServerDriver : IDisposable
{
    /// <summary>The most texts that wait to be sent: a server that takes fewer than an exchange of each of a hundred peers needs is none.</summary>
    private const int MaxOutgoing = 4096;

    private readonly Lock _gate;
    private readonly ISignalingTransport _transport;
    private readonly PeerNetworkOptions _options;
    private readonly EventQueue _events;
    private readonly string _token;
    private readonly ITimer _timer;
    private NetworkCore? _core;
    private Connection? _current;
    private Task _last = Task.CompletedTask;

    public ServerDriver(Lock gate, ISignalingTransport transport, PeerNetworkOptions options, EventQueue events, string token)
    {
        (_gate, _transport, _options, _events, _token) = (gate, transport, options, events, token);
        _timer = options.TimeProvider.CreateTimer(static driver => ((ServerDriver)driver!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets the time of the core.</summary>
    public long Now => (long)_options.TimeProvider.GetElapsedTime(0).TotalMicroseconds;

    /// <summary>Gets a task that completes when the last connection is closed.</summary>
    public Task Finished
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }
    }

    /// <summary>Begins.</summary>
    public void Start(NetworkCore core)
    {
        lock (_gate)
        {
            _core = core;
            core.Start(Now);
            Arm();
        }
    }

    /// <summary>Sets the timer by what the core wants next. Under the lock, after everything that the core was told.</summary>
    public void Arm()
    {
        var next = _core!.NextDeadline;
        _timer.Change(next == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMicroseconds(Math.Clamp(next - Now, 0, 86_400_000_000)), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Makes a connection. Under the lock.</summary>
    public void Connect()
    {
        var connection = new Connection();
        _current = connection;
        var before = _last;
        _last = Task.Run(() => RunAsync(connection, before));
    }

    /// <summary>Sends a text. Under the lock.</summary>
    public void Send(string text)
    {
        if (_current is { } connection && !connection.Outgoing.Writer.TryWrite(text))
        {
            connection.Failure ??= new PeerNetworkException(PeerNetworkError.ServerLost, "The server does not take what is sent to it.");
            connection.Stop();
        }
    }

    /// <summary>Closes the connection. Under the lock.</summary>
    public void Disconnect()
    {
        _current?.Stop();
        _current = null;
    }

    /// <summary>Lets go of the timer. Nothing is called after.</summary>
    public void Dispose() => _timer.Dispose();

    private void OnTimer()
    {
        lock (_gate)
        {
            _core!.HandleDeadline(Now);
            Arm();
        }
    }

    /// <summary>Makes a connection and uses it until it ends. Never fails.</summary>
    private async Task RunAsync(Connection connection, Task before)
    {
        var reason = new PeerNetworkException(PeerNetworkError.ServerLost, "The server has closed the connection.");
        try
        {
            var token = _options.AccessToken is { } provider ? await provider(connection.Stopping).AsTask().WaitAsync(connection.Stopping).ConfigureAwait(false) : null;
            var made = await _transport.ConnectAsync(_core!.Id, _token, token, connection.Stopping).ConfigureAwait(false);
            await using (made.ConfigureAwait(false))
            {
                Tell(connection, core => core.OnConnected(Now));
                var sending = SendAllAsync(connection, made);
                await ReceiveAllAsync(connection, made).ConfigureAwait(false);
                connection.Stop();
                await sending.ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Whatever the network, the server or the application's provider of tokens did: this connection is over, and the core says what follows.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            reason = connection.Failure ?? exception as PeerNetworkException
                ?? new PeerNetworkException(PeerNetworkError.ServerUnreachable, $"The server was not reached: {PeerText.Clean(exception.Message)}", exception);
        }

        Tell(connection, core => core.OnLost(connection.Failure ?? reason, Now));
        await before.ConfigureAwait(false);
    }

    private async Task ReceiveAllAsync(Connection connection, ISignalingConnection made)
    {
        try
        {
            while (await made.ReceiveAsync(connection.Stopping).ConfigureAwait(false) is { } text)
            {
                Tell(connection, core => core.OnText(text, Now));
                await _events.WhenShortAsync().WaitAsync(connection.Stopping).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not PeerNetworkException)
        {
            connection.Failure ??= new PeerNetworkException(PeerNetworkError.ServerLost, $"The connection to the server was lost: {PeerText.Clean(exception.Message)}", exception);
        }
    }

    private static async Task SendAllAsync(Connection connection, ISignalingConnection made)
    {
        try
        {
            await foreach (var text in connection.Outgoing.Reader.ReadAllAsync(connection.Stopping).ConfigureAwait(false))
            {
                await made.SendAsync(text, connection.Stopping).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // The connection ends with it, and whoever receives on it tells.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            connection.Failure ??= new PeerNetworkException(PeerNetworkError.ServerLost, $"The connection to the server was lost: {PeerText.Clean(exception.Message)}", exception);
            connection.Stop();
        }
    }

    /// <summary>Tells the core, unless the connection is none of its any more.</summary>
    private void Tell(Connection connection, Action<NetworkCore> tell)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_current, connection))
            {
                tell(_core!);
                Arm();
            }
        }
    }

    /// <summary>One connection to the server.</summary>
#pragma warning disable CA1001 // A token nobody takes a handle of needs no disposing, and what waits for it may outlive this by a moment.
    private sealed class Connection
#pragma warning restore CA1001
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken Stopping => _stopping.Token;

        public Channel<string> Outgoing { get; } = Channel.CreateBounded<string>(MaxOutgoing);

        public PeerNetworkException? Failure { get; set; }

        public void Stop() => _ = _stopping.CancelAsync();
    }
}
