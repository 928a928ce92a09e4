using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using TypedPeer.Signaling.Server.Core;
using TypedPeer.Signaling.Server.WebSockets;
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
    private readonly ServerLink? _link;
    private long _armedFor = long.MaxValue;
    private bool _isClosing;

    public SignalingDriver(PeerServerOptions options, ILogger logger, TimeProvider time, IMeterFactory? meters)
    {
        Options = options;
        Logger = logger;
        Events = new(logger);
        _core = new(options);
        _time = time;
        _start = time.GetTimestamp();
        Metrics = new(this, meters);
        _link = options.Backplane is { } backplane ? new(this, backplane) : null;
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

    /// <summary>Gets the link to other servers; null where there are none.</summary>
    public ServerLink? Link => _link;

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
    public ConnectOutcome Connect(string id, in TokenHash token, ClientConnection connection, OutgoingMessage open, string? name, PeerRegistration? registration)
    {
        ConnectOutcome outcome;
        Woken woken;
        lock (_lock)
        {
            outcome = _core.Connect(id, token, connection, open, Now, name, registration);
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
    /// <returns>Done when the next message may be received: where others must be asked, once they are.</returns>
    public ValueTask Receive(ClientConnection connection, ReadOnlySpan<byte> utf8)
    {
        Span<char> destination = stackalloc char[MessageReader.MaxDestination];
        scoped ClientRequest request = default;
        if (!MessageReader.TryRead(utf8, Options.Limits.MaxJsonDepth, destination, out var message)
            || (message.IsRequest && connection.WantsAdditions && !ClientRequest.TryRead(message.Payload, Options.Limits.MaxJsonDepth, out request)))
        {
            End(connection, ConnectionEnd.InvalidMessage);
            return default;
        }

        Metrics.Received(message.Type);
        Events.RaiseMessage(connection.Info, utf8);
        var routed = message is { IsRouted: true, HasDestination: true } ? ServerMessages.Routed(connection.Id, message) : null;
        var isDone = true;
        byte[] metadata = [];
        Woken woken;
        lock (_lock)
        {
            var now = Now;
            if (_core.TryAccept(connection, utf8.Length, now))
            {
                if (message.IsRouted)
                {
                    isDone = _core.Route(connection, message, routed, now);
                }
                else if (message.IsRequest && connection.WantsAdditions)
                {
                    isDone = Request(connection, message, request, now, out metadata);
                }
            }

            woken = Leave();
        }

        if (!isDone)
        {
            Wake(woken);
            return message switch
            {
                { Type: MessageType.IceServers } => connection.AnswerIceServersAsync(request.Sequence),
                { Type: MessageType.Join } => _link!.JoinAsync(connection, request.Sequence, request.Room!, metadata),
                { Type: MessageType.Message } => _link!.SendAsync(connection, request.Sequence, message.Destination.ToString(), RoomMessages.Direct(connection.Id, message.DestinationToken, request.Data)),
                _ => _link!.RouteAsync(connection.Id, message.Destination.ToString(), routed!, isKept: message.Type is not MessageType.Leave and not MessageType.Expire),
            };
        }

        routed?.Release();
        Wake(woken);
        return default;
    }

    /// <summary>A client has sent what is for the connection alone: it counts as a message does, and a ping is answered.</summary>
    public void ReceiveControl(ClientConnection connection, ReadOnlySpan<byte> payload, bool isPing)
    {
        var pong = isPing ? OutgoingMessage.Copy(payload, FrameWriter.Pong) : null;
        Woken woken;
        lock (_lock)
        {
            if (_core.TryAccept(connection, payload.Length, Now) && pong is not null)
            {
                _core.Send(connection, pong);
                pong = null;
            }

            woken = Leave();
        }

        pong?.Release();
        Wake(woken);
    }

    /// <summary>Answers a request, with the lock held.</summary>
    /// <returns>False where others must be asked first.</returns>
    private bool Request(ClientConnection connection, in ClientMessage message, in ClientRequest request, long now, out byte[] metadata)
    {
        metadata = [];
        if (message.Type is MessageType.IceServers)
        {
            return false;
        }

        if (_link is not null && message.Type is MessageType.Join)
        {
            if (_core.CheckJoin(connection, request, now, out metadata) is not { } refusal)
            {
                return false;
            }

            _core.Send(connection, refusal);
            return true;
        }

        if (_link is not null && message is { Type: MessageType.Message, HasDestination: true } && !request.Data.IsEmpty && !_core.Has(message.Destination))
        {
            return false;
        }

        _core.Request(connection, message, request, now);
        return true;
    }

    /// <inheritdoc cref="SignalingCore.Send"/>
    public void Send(ClientConnection connection, OutgoingMessage message)
    {
        Woken woken;
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
        Woken woken;
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
        Woken woken;
        lock (_lock)
        {
            _core.Disconnect(connection, Now);
            woken = Leave();
        }

        Wake(woken);
    }

    /// <summary>Tells of a connection that is open.</summary>
    public void OnConnected(ClientConnection connection)
    {
        Metrics.Connected();
        SignalingLog.Connected(Logger, connection.Id);
        Events.RaiseConnected(connection.Info);
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

    /// <summary>A message was sent, or cannot be, and nothing follows.</summary>
    public void Sent(ClientConnection connection, OutgoingMessage message)
    {
        lock (_lock)
        {
            _core.Sent(connection, message);
        }
    }

    /// <summary>Ends all connections, and those that come from now on.</summary>
    public void Close()
    {
        Woken woken;
        lock (_lock)
        {
            _isClosing = true;
            _core.Close();
            woken = Leave();
        }

        Wake(woken);
    }

    /// <summary>Breaks all connections off.</summary>
    public void AbortAll()
    {
        foreach (var connection in Read(static core => core.GetConnections()))
        {
            ((ClientConnection)connection).Abort();
        }
    }

    /// <summary>Does something with the core, for the link to other servers.</summary>
    public void Do<T>(T state, Action<SignalingCore, T, long> action)
    {
        Woken woken;
        lock (_lock)
        {
            action(_core, state, Now);
            woken = Leave();
        }

        Wake(woken);
    }

    /// <summary>Asks the core something, for the link to other servers.</summary>
    public TResult Get<T, TResult>(T state, Func<SignalingCore, T, TResult> get)
    {
        lock (_lock)
        {
            return get(_core, state);
        }
    }

    public void Dispose()
    {
        _link?.Dispose();
        _timer.Dispose();
        Metrics.Dispose();
    }

    /// <summary>Looks after the connections that the core named, outside the lock.</summary>
    private void Wake(Woken woken)
    {
        // First, so that what a client does after it has its answer comes after what others are told.
        _link?.Flush();
        var ended = woken.Ended;
        while (ended is ClientConnection connection)
        {
            ended = connection.NextEnded;
            connection.NextEnded = null;
            connection.OnEnding();
        }

        var next = woken.ToSend;
        while (next is ClientConnection connection)
        {
            // Once it sends it may be woken again, and be in another list.
            next = connection.NextWoken;
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
        Woken woken;
        lock (_lock)
        {
            _armedFor = long.MaxValue;
            _core.Advance(Now);
            woken = Leave();
        }

        Wake(woken);
    }

    /// <summary>Sets the timer where something is due before it, and takes what was woken. With the lock held.</summary>
    private Woken Leave()
    {
        var deadline = _core.NextDeadline;
        if (deadline < _armedFor)
        {
            _armedFor = deadline;
            var due = TimeSpan.FromMicroseconds(Math.Max(0, deadline - Now)) + Slack;
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        }

        return new(_core.TakeWoken(), _core.TakeEnded());
    }
}
