using Microsoft.Extensions.Logging;
using TypedPeer.Signaling.Server.Core;
using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Signaling.Server.Driver;

/// <summary>The core with its lock, clock and one timer. Sockets are the connections' business.</summary>
internal sealed class SignalingDriver : IDisposable
{
    /// <summary>How much later than it is due something may happen, so that many deadlines are one wake-up.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly SignalingCore _core;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly long _start;
    private long _armedFor = long.MaxValue;
    private bool _isClosing;

    public SignalingDriver(PeerServerOptions options, ILogger logger, TimeProvider time)
    {
        Options = options;
        Logger = logger;
        Events = new(logger);
        _core = new(options);
        _time = time;
        _start = time.GetTimestamp();
        Metrics = new(this);
        _timer = time.CreateTimer(static state => ((SignalingDriver)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets what the server is like.</summary>
    public PeerServerOptions Options { get; }

    /// <summary>Gets where failures are told.</summary>
    public ILogger Logger { get; }

    /// <summary>Gets what the application hears.</summary>
    public ServerEvents Events { get; }

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time => _time;

    /// <summary>Gets what is counted.</summary>
    public SignalingMetrics Metrics { get; }

    /// <summary>Gets how many clients have an id.</summary>
    public int Clients => Read(static core => core.Clients);

    /// <summary>Gets how many rooms there are.</summary>
    public int Rooms => Read(static core => core.Rooms);

    /// <summary>Gets what waits for peers that are not there, in bytes.</summary>
    public long AbsentBytes => Read(static core => core.AbsentBytes);

    /// <summary>Gets what waits to be read, in bytes.</summary>
    public long OutgoingBytes => Read(static core => core.OutgoingBytes);

    private long Now => (long)_time.GetElapsedTime(_start).TotalMicroseconds;

    /// <summary>Gives the ids there are at the moment.</summary>
    public string[] GetIds() => Read(static core => core.Ids.ToArray());

    /// <summary>Says whether an id is a client's.</summary>
    public bool Has(string id)
    {
        lock (_lock)
        {
            return _core.Has(id);
        }
    }

    /// <inheritdoc cref="SignalingCore.Connect"/>
    public ConnectOutcome Connect(string id, in TokenHash token, ClientConnection connection, OutgoingMessage open)
    {
        ConnectOutcome outcome;
        ConnectionState? woken;
        lock (_lock)
        {
            outcome = _core.Connect(id, token, connection, open, Now);
            if (_isClosing)
            {
                _core.End(connection, ConnectionEnd.Closing);
            }

            woken = Leave();
        }

        Wake(woken);
        return outcome;
    }

    /// <summary>A client has said something.</summary>
    /// <returns>The number of a question for ICE servers, which the caller answers; 0 for all else.</returns>
    public long Receive(ClientConnection connection, ReadOnlySpan<byte> utf8)
    {
        Span<char> destination = stackalloc char[MessageReader.MaxDestination];
        scoped ClientRequest request = default;
        if (!MessageReader.TryRead(utf8, Options.Limits.MaxJsonDepth, destination, out var message)
            || (message.IsRequest && connection.WantsAdditions && !ClientRequest.TryRead(message.Payload, Options.Limits.MaxJsonDepth, out request)))
        {
            End(connection, ConnectionEnd.InvalidMessage);
            return 0;
        }

        Metrics.Received(message.Type);
        Events.RaiseMessage(connection.Info, utf8);
        var routed = message is { IsRouted: true, HasDestination: true } ? ServerMessages.Routed(connection.Id, message) : null;
        long question = 0;
        ConnectionState? woken;
        lock (_lock)
        {
            var now = Now;
            if (_core.TryAccept(connection, utf8.Length, now))
            {
                if (message.IsRouted)
                {
                    _core.Route(connection, message, routed, now);
                }
                else if (message.Type is MessageType.IceServers)
                {
                    question = request.Sequence;
                }
                else if (message.IsRequest && connection.WantsAdditions)
                {
                    _core.Request(connection, message, request, now);
                }
            }

            woken = Leave();
        }

        routed?.Release();
        Wake(woken);
        return question;
    }

    /// <inheritdoc cref="SignalingCore.Send"/>
    public void Send(ClientConnection connection, OutgoingMessage message)
    {
        ConnectionState? woken;
        lock (_lock)
        {
            _core.Send(connection, message);
            woken = Leave();
        }

        Wake(woken);
    }

    /// <inheritdoc cref="SignalingCore.End"/>
    public void End(ClientConnection connection, ConnectionEnd end)
    {
        ConnectionState? woken;
        lock (_lock)
        {
            _core.End(connection, end);
            woken = Leave();
        }

        Wake(woken);
    }

    /// <inheritdoc cref="SignalingCore.Disconnect"/>
    public void Disconnect(ClientConnection connection)
    {
        ConnectionState? woken;
        lock (_lock)
        {
            _core.Disconnect(connection, Now);
            woken = Leave();
        }

        Wake(woken);
    }

    /// <summary>Tells of a connection that is over, after <see cref="Disconnect"/>.</summary>
    public void OnEnded(ClientConnection connection)
    {
        var code = ConnectionEnds.Code(connection.End);
        if (ConnectionEnds.IsFault(connection.End))
        {
            SignalingLog.CutOff(Logger, connection.Id, connection.Info.RemoteAddress?.ToString() ?? "?", code);
            Metrics.CutOff(connection.End);
            Events.RaiseClientFailed(connection.Info, code);
        }

        SignalingLog.Disconnected(Logger, connection.Id, code);
        if (connection.End is not ConnectionEnd.TakenOver)
        {
            Events.RaiseDisconnected(connection.Info);
        }
    }

    /// <summary>Takes the next message for whoever sends them; lets go of the one before.</summary>
    public bool TryTake(ClientConnection connection, OutgoingMessage? sent, out OutgoingMessage? message)
    {
        lock (_lock)
        {
            if (sent is not null)
            {
                _core.Sent(connection, sent);
            }

            return _core.TryTake(connection, out message);
        }
    }

    /// <summary>A message could not be sent.</summary>
    public void GiveUp(ClientConnection connection, OutgoingMessage message)
    {
        lock (_lock)
        {
            _core.Sent(connection, message);
        }
    }

    /// <summary>Ends all connections, and those that come from now on.</summary>
    public void Close()
    {
        ConnectionState? woken;
        lock (_lock)
        {
            _isClosing = true;
            _core.Close();
            woken = Leave();
        }

        Wake(woken);
    }

    public void Dispose()
    {
        _timer.Dispose();
        Metrics.Dispose();
    }

    /// <summary>Looks after the connections that the core named, outside the lock.</summary>
    private static void Wake(ConnectionState? woken)
    {
        while (woken is ClientConnection connection)
        {
            // Once it sends it may be woken again, and be in another list.
            woken = connection.NextWoken;
            connection.NextWoken = null;
            connection.OnWoken();
        }
    }

    private T Read<T>(Func<SignalingCore, T> read)
    {
        lock (_lock)
        {
            return read(_core);
        }
    }

    private void OnTimer()
    {
        ConnectionState? woken;
        lock (_lock)
        {
            _armedFor = long.MaxValue;
            _core.Advance(Now);
            woken = Leave();
        }

        Wake(woken);
    }

    /// <summary>Sets the timer where something is due before it, and takes what was woken. With the lock held.</summary>
    private ConnectionState? Leave()
    {
        var deadline = _core.NextDeadline;
        if (deadline < _armedFor)
        {
            _armedFor = deadline;
            var due = TimeSpan.FromMicroseconds(Math.Max(0, deadline - Now)) + Slack;
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        }

        return _core.TakeWoken();
    }
}
