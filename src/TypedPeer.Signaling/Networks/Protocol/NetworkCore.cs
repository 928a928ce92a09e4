using System.Text.Json;
using TypedPeer.Channels;

namespace TypedPeer.Signaling.Networks.Protocol;

/// <summary>
/// What a client says to a server of PeerServer's protocol and waits for, with our additions where the server has them (docs/signalling.md). Told the time in
/// microseconds, it knows no clock, socket or thread; whoever drives it does what <see cref="INetworkObserver"/> is told.
/// </summary>
internal sealed class NetworkCore
{
    /// <summary>How often PeerServer wants to hear from its clients: PeerJS says something every 5 s.</summary>
    public const long PlainHeartbeat = 5_000_000;

    /// <summary>After how long a connection counts as open on which PeerServer says nothing: it sends no second OPEN to a client whose old connection it still has.</summary>
    public const long Silence = 3_000_000;

    /// <summary>How long a client has to have been in for its loss to be tried again at once: a server that lets it in and drops it each time is not to be called twice a second for ever.</summary>
    private const long Lasting = 10_000_000;

    /// <summary>The longest delay between two attempts while somebody waits for the server, whose own patience is 15 s: a link that was lost and can be found again by the server alone.</summary>
    private const long AwaitedDelay = 5_000_000;

    /// <summary>How large a message may be where the server does not say so.</summary>
    private const int DefaultMaxMessage = 64 * 1024;

    /// <summary>How often in a row a server may refuse a client that was in before: its token may have been renewed meanwhile.</summary>
    private const int MaxRefusals = 3;

    private readonly NetworkCoreOptions _options;
    private readonly INetworkObserver _observer;
    private readonly Requests _requests;
    private readonly Presence _presence;
    private readonly ServerDelay _delay;
    private NetworkPhase _phase;
    private PeerNetworkException? _toldByServer;
    private JsonElement? _metadata;
    private long _due = long.MaxValue;
    private long _silentAt = long.MaxValue;
    private long _heartbeatAt = long.MaxValue;
    private long _renewAt = long.MaxValue;
    private long _heartbeat = PlainHeartbeat;
    private long _joinedAt;
    private bool _wasJoined;
    private bool _hasAdditions;
    private int _joining;
    private int _renewing;
    private int _refusals;
    private int _awaiting;

    public NetworkCore(string id, NetworkCoreOptions options, INetworkObserver observer)
    {
        (Id, _options, _observer, _metadata) = (id, options, observer, options.Metadata);
        _requests = new Requests(observer);
        _presence = new Presence(options.MaxPeers, observer);
        _delay = new ServerDelay(options);
    }

    /// <summary>Gets this side's id.</summary>
    public string Id { get; }

    /// <summary>Gets what it is doing.</summary>
    public NetworkPhase Phase => _phase;

    /// <summary>Gets its state, in the application's words.</summary>
    public PeerNetworkState State { get; private set; }

    /// <summary>Gets the most bytes of a message that the server takes.</summary>
    public int MaxMessage { get; private set; } = DefaultMaxMessage;

    /// <summary>Gets when <see cref="HandleDeadline"/> is to be called; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadline => Math.Min(Math.Min(Math.Min(_due, _silentAt), Math.Min(_heartbeatAt, _renewAt)), _requests.NextDeadline);

    /// <summary>Begins.</summary>
    public void Start(long now) => Dial(now);

    /// <summary>There is a connection.</summary>
    public void OnConnected(long now)
    {
        if (_phase == NetworkPhase.Dialling)
        {
            _phase = NetworkPhase.Greeting;
            _silentAt = _wasJoined && !_hasAdditions ? now + Silence : long.MaxValue;
        }
    }

    /// <summary>The connection is lost, or could not be made.</summary>
    public void OnLost(PeerNetworkException reason, long now)
    {
        if (_phase is NetworkPhase.Dialling or NetworkPhase.Greeting or NetworkPhase.Entering or NetworkPhase.Joined)
        {
            Retry(_toldByServer ?? reason, now);
        }
    }

    /// <summary>A text came.</summary>
    public void OnText(string text, long now)
    {
        if (_phase is not (NetworkPhase.Greeting or NetworkPhase.Entering or NetworkPhase.Joined))
        {
            return;
        }

        try
        {
            Take(Envelope.Parse(text), now);
        }
        catch (FormatException exception)
        {
            // A peer's payload is not looked at here, so this is the server's doing; one message less is better than no server.
            _observer.OnIgnored(exception);
        }
    }

    /// <summary>The time has come.</summary>
    public void HandleDeadline(long now)
    {
        _requests.HandleDeadline(now);
        if (_silentAt <= now)
        {
            OnOpen(default, now);
        }

        if (_heartbeatAt <= now)
        {
            _heartbeatAt = now + _heartbeat;
            _observer.Send(Envelope.Write("HEARTBEAT"));
        }

        if (_renewAt <= now)
        {
            _renewAt = long.MaxValue;
            Renew(now);
        }

        if (_due <= now)
        {
            if (_phase == NetworkPhase.Waiting)
            {
                Dial(now);
            }
            else
            {
                Retry(new PeerNetworkException(PeerNetworkError.Timeout, "The server did not let this client in within the time of the options."), now);
            }
        }
    }

    /// <summary>Sends an envelope to a peer; false where there is no server to take it.</summary>
    public bool TrySend(string text)
    {
        if (_phase is not (NetworkPhase.Joined or NetworkPhase.Entering))
        {
            return false;
        }

        _observer.Send(text);
        return true;
    }

    /// <summary>Asks the server for something.</summary>
    /// <returns>The number by which <see cref="INetworkObserver.OnAnswer"/> tells of the answer.</returns>
    /// <exception cref="PeerNetworkException">It cannot be asked now.</exception>
    public int Ask(string type, string? destination, Action<Utf8JsonWriter>? write, long now)
    {
        if (_phase != NetworkPhase.Joined)
        {
            throw _phase == NetworkPhase.Closed
                ? new PeerNetworkException(PeerNetworkError.Closed, "The network is closed.")
                : new PeerNetworkException(PeerNetworkError.ServerLost, "There is no connection to the server just now.");
        }

        if (!_hasAdditions)
        {
            throw NoAdditions();
        }

        return Request(type, destination, write, now);
    }

    /// <summary>Tells the others something else of this side, now or when there is a server again.</summary>
    /// <returns>The number of the request; null where it is told later.</returns>
    public int? SetMetadata(JsonElement? metadata, long now)
    {
        _metadata = metadata;
        return _phase == NetworkPhase.Joined ? Ask("METADATA", null, writer => WriteMetadata(writer, always: true), now) : null;
    }

    /// <summary>Somebody begins to wait for the server: where it is to be tried again much later, that is too late.</summary>
    public void BeginAwaiting(long now)
    {
        _awaiting++;
        if (_phase == NetworkPhase.Waiting)
        {
            _due = Math.Min(_due, now + Math.Min(_delay.Shortest(), AwaitedDelay));
        }
    }

    /// <summary>Somebody waits no longer.</summary>
    public void EndAwaiting() => _awaiting--;

    /// <summary>Ends it.</summary>
    public void Close(PeerNetworkEnd end)
    {
        if (_phase == NetworkPhase.Closed)
        {
            return;
        }

        Leave(end.Exception ?? new PeerNetworkException(end.Error, end.Message));
        _phase = NetworkPhase.Closed;
        Move(PeerNetworkState.Closed);
        _observer.OnEnded(end);
    }

    private static PeerNetworkException NoAdditions() => new(
        PeerNetworkError.RoomsUnsupported, "The server is a plain PeerServer: it has no rooms, tells nobody who is there, and carries no messages.");

    private void Dial(long now)
    {
        _phase = NetworkPhase.Dialling;
        _due = now + _options.Timeout;
        _toldByServer = null;
        _observer.Connect();
    }

    private void Take(Envelope envelope, long now)
    {
        switch (envelope.Type)
        {
            case "OPEN":
                OnOpen(envelope.Payload, now);
                break;
            case "ID-TAKEN":
                OnRefused(new PeerNetworkException(PeerNetworkError.IdTaken, $"Another has the id '{Id}'."), now);
                break;
            case "ERROR":
                OnRefused(ReadError(envelope.Payload), now);
                break;
            case "DONE" or "REFUSED":
                OnAnswer(envelope, now);
                break;
            case "PEER-JOINED" or "PEER-LEFT" or "PEER-CHANGED":
                OnPresence(envelope);
                break;
            case "PEERS":
                OnPeers(envelope.Payload);
                break;
            case "MESSAGE":
                OnMessage(envelope);
                break;
            default:
                OnEnvelope(envelope, now);
                break;
        }
    }

    private void OnEnvelope(Envelope envelope, long now)
    {
        // Whoever speaks to this client by way of the server has been let in, and so has this one: PeerServer does not always say OPEN.
        if (_silentAt != long.MaxValue)
        {
            OnOpen(default, now);
        }

        if (envelope.Source is { } source && source != Id)
        {
            _observer.OnEnvelope(envelope);
        }
    }

    private void OnOpen(JsonElement payload, long now)
    {
        if (_phase != NetworkPhase.Greeting)
        {
            return;
        }

        _silentAt = long.MaxValue;
        _phase = NetworkPhase.Entering;
        _hasAdditions = Envelope.Number(payload, "typedpeer") is not null;
        _heartbeat = Envelope.Number(payload, "heartbeat") is { } seconds ? Math.Min(seconds, 3600) * 1_000_000L : PlainHeartbeat;
        _heartbeatAt = now + _heartbeat;
        MaxMessage = Envelope.Number(payload, "maxMessage") ?? DefaultMaxMessage;
        TakeIceServers(payload, now);
        if (_options.Room is not { } room)
        {
            OnJoined(now);
        }
        else if (_hasAdditions)
        {
            _joining = Request("JOIN", null, writer => WriteJoin(writer, room), now);
        }
        else
        {
            End(NoAdditions());
        }
    }

    private void WriteJoin(Utf8JsonWriter writer, string room)
    {
        writer.WriteString("room", room);
        WriteMetadata(writer, always: false);
    }

    private void WriteMetadata(Utf8JsonWriter writer, bool always)
    {
        if (_metadata is { } metadata)
        {
            writer.WritePropertyName("metadata");
            metadata.WriteTo(writer);
        }
        else if (always)
        {
            writer.WriteNull("metadata");
        }
    }

    private void OnJoined(long now)
    {
        (_phase, _due, _wasJoined, _refusals, _joinedAt) = (NetworkPhase.Joined, long.MaxValue, true, 0, now);
        Move(PeerNetworkState.Joined);
    }

    private void OnAnswer(Envelope envelope, long now)
    {
        if (Envelope.Number(envelope.Payload, "seq") is not { } number || !_requests.Remove(number))
        {
            return;
        }

        var failure = envelope.Type == "REFUSED" ? ReadError(envelope.Payload) : null;
        if (number == _joining && _phase == NetworkPhase.Entering)
        {
            _joining = 0;
            if (failure is not null)
            {
                OnRefused(failure, now);
                return;
            }

            // What is true of the room is known before it is said that this side is in it.
            _presence.Replace(Envelope.Member(envelope.Payload, "peers") ?? default, Id);
            OnJoined(now);
        }
        else if (number == _renewing)
        {
            _renewing = 0;
            TakeIceServers(envelope.Payload, now);
        }
        else
        {
            _observer.OnAnswer(number, envelope.Payload, failure);
        }
    }

    private void OnPresence(Envelope envelope)
    {
        if (Envelope.Id(envelope.Payload, "id") is not { } id || id == Id || Envelope.Text(envelope.Payload, "room") != _options.Room || _options.Room is null)
        {
            return;
        }

        switch (envelope.Type)
        {
            case "PEER-JOINED":
                _presence.Set(id, Envelope.Member(envelope.Payload, "metadata"));
                break;
            case "PEER-LEFT":
                _presence.Remove(id);
                break;
            default:
                _presence.Change(id, Envelope.Member(envelope.Payload, "metadata"));
                break;
        }
    }

    /// <summary>The server had lost sight of others for a while, and says who is in the room.</summary>
    private void OnPeers(JsonElement payload)
    {
        if (_phase == NetworkPhase.Joined && _options.Room is { } room && Envelope.Text(payload, "room") == room && Envelope.Member(payload, "peers") is { ValueKind: JsonValueKind.Array } peers)
        {
            _presence.Replace(peers, Id);
        }
    }

    private void OnMessage(Envelope envelope)
    {
        if (envelope.Source is { } source && source != Id && envelope.Payload.ValueKind == JsonValueKind.Object && envelope.Payload.TryGetProperty("data", out var data))
        {
            _observer.OnMessage(new PeerNetworkMessage(source, data, Envelope.Text(envelope.Payload, "room")));
        }
    }

    private void TakeIceServers(JsonElement payload, long now)
    {
        if (Envelope.Member(payload, "iceServers") is not { ValueKind: JsonValueKind.Array } servers)
        {
            return;
        }

        _observer.OnIceServers(servers);

        // Anew after four fifths of their life: connections that begin before last longer than what is left.
        _renewAt = Envelope.Number(payload, "iceServersExpireIn") is { } seconds ? now + Math.Max(seconds * 800_000L, 1_000_000) : long.MaxValue;
    }

    private void Renew(long now)
    {
        if (_phase == NetworkPhase.Joined && _hasAdditions)
        {
            _renewing = Request("ICE-SERVERS", null, null, now);
        }
    }

    private int Request(string type, string? destination, Action<Utf8JsonWriter>? write, long now)
    {
        var number = _requests.Add(now + _options.Timeout);
        var text = Envelope.Write(type, destination, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("seq", number);
            write?.Invoke(writer);
            writer.WriteEndObject();
        });
        if (System.Text.Encoding.UTF8.GetByteCount(text) > MaxMessage)
        {
            _requests.Remove(number);
            throw new PeerNetworkException(PeerNetworkError.TooLarge, $"The server takes messages of {MaxMessage} bytes.");
        }

        _observer.Send(text);
        return number;
    }

    private static PeerNetworkException ReadError(JsonElement payload)
    {
        var message = Envelope.Text(payload, "msg") is { } text ? PeerText.Clean(text) : "no reason was given.";
        var error = PeerNetworkException.ErrorOf(Envelope.Text(payload, "code")) ?? message switch
        {
            // The words of PeerServer, which has no codes.
            _ when message.Contains("key", StringComparison.OrdinalIgnoreCase) => PeerNetworkError.InvalidKey,
            _ when message.Contains("limit", StringComparison.OrdinalIgnoreCase) => PeerNetworkError.ServerFull,
            _ when message.Contains("id", StringComparison.OrdinalIgnoreCase) && message.Contains("taken", StringComparison.OrdinalIgnoreCase) => PeerNetworkError.IdTaken,
            _ => PeerNetworkError.Failed,
        };
        return new PeerNetworkException(error, $"The server refuses: {message}");
    }

    /// <summary>The server has said why it lets this client not in, or go.</summary>
    private void OnRefused(PeerNetworkException reason, long now)
    {
        // Unless this client has been let in it is about the connection, which the server closes; otherwise it is about some message.
        _toldByServer = reason;
        if (_phase is NetworkPhase.Greeting or NetworkPhase.Entering)
        {
            Retry(reason, now);
        }
    }

    /// <summary>Leaves, and tries again later where that may help.</summary>
    private void Retry(PeerNetworkException reason, long now)
    {
        var mayHelp = reason.IsTransient || (reason.Error is PeerNetworkError.TokenRefused or PeerNetworkError.NotAuthorized or PeerNetworkError.IdTaken && ++_refusals < MaxRefusals);
        if (!_wasJoined || !mayHelp)
        {
            End(reason);
            return;
        }

        if (_phase == NetworkPhase.Joined && now - _joinedAt >= Lasting)
        {
            _delay.Reset();
        }

        Leave(new PeerNetworkException(PeerNetworkError.ServerLost, $"The connection to the server was lost. {reason.Message}", reason));
        _phase = NetworkPhase.Waiting;
        _due = now + (_awaiting > 0 ? _delay.Next(AwaitedDelay) : _delay.Next());
        Move(PeerNetworkState.Reconnecting);
    }

    private void End(PeerNetworkException reason) => Close(new PeerNetworkEnd(reason.Error, reason.Message, reason));

    private void Leave(PeerNetworkException reason)
    {
        _due = _silentAt = _heartbeatAt = _renewAt = long.MaxValue;
        _joining = _renewing = 0;
        if (_phase is not (NetworkPhase.Idle or NetworkPhase.Waiting or NetworkPhase.Closed))
        {
            _observer.Disconnect();
        }

        // Whoever is told may ask again at once, and must find that there is no server.
        _phase = NetworkPhase.Waiting;
        _requests.Clear(reason);
    }

    private void Move(PeerNetworkState state)
    {
        if (State != state)
        {
            State = state;
            _observer.OnState(state);
        }
    }
}
