using System.Text.Json;
using TypedPeer.Signaling.Networks.Protocol;

namespace TypedPeer.Signaling.Networks.Transports;

/// <summary>What stands for a server within a process: it knows who is there, and passes on what they send one another. Rooms and messages as our server has them.</summary>
internal sealed class InProcessServer : ISignalingTransport
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, InProcessClient> _clients = new(StringComparer.Ordinal);
    private bool _isDown;
    private int _issued;

    /// <summary>Gets or sets what changes or drops a text on its way from a client: for tests. What it returns is taken instead, in order.</summary>
    public Func<string, string, IEnumerable<string>>? Tap { get; set; }

    /// <summary>Gets or sets whether it takes nobody. Those that are there are cut off.</summary>
    public bool IsDown
    {
        get => _isDown;
        set
        {
            InProcessClient[] lost;
            lock (_lock)
            {
                _isDown = value;
                lost = value ? [.. _clients.Values] : [];
                if (value)
                {
                    _clients.Clear();
                }
            }

            foreach (var client in lost)
            {
                client.End();
            }
        }
    }

    public Task<string> IssueIdAsync(string? accessToken, CancellationToken cancellationToken) => Task.FromResult($"peer-{Interlocked.Increment(ref _issued)}");

    public Task<ISignalingConnection> ConnectAsync(string id, string token, string? accessToken, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_isDown)
            {
                return Task.FromException<ISignalingConnection>(new PeerNetworkException(PeerNetworkError.ServerUnreachable, "The server was stopped."));
            }

            var client = new InProcessClient(this, id, token);
            if (_clients.TryGetValue(id, out var before))
            {
                if (before.Token != token)
                {
                    client.Tell(Envelope.Write("ID-TAKEN", null, static writer => WriteText(writer, "msg", "ID is taken")));
                    client.End();
                    return Task.FromResult<ISignalingConnection>(client);
                }

                client.Room = before.Room;
                client.Metadata = before.Metadata;
                before.Tell(Envelope.Write("ERROR", null, static writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteString("msg", "The same client came by another connection.");
                    writer.WriteString("code", PeerNetworkException.CodeOf(PeerNetworkError.TakenOver));
                    writer.WriteEndObject();
                }));
                before.End();
            }

            _clients[id] = client;
            client.Tell("""{"type":"OPEN","payload":{"typedpeer":1,"heartbeat":25,"maxMessage":65536}}""");
            return Task.FromResult<ISignalingConnection>(client);
        }
    }

    /// <summary>A client says something.</summary>
    public void Take(InProcessClient client, string text)
    {
        foreach (var taken in Tap?.Invoke(client.Id, text) ?? [text])
        {
            lock (_lock)
            {
                if (_clients.GetValueOrDefault(client.Id) == client)
                {
                    Take(client, Envelope.Parse(taken));
                }
            }
        }
    }

    /// <summary>A client is gone.</summary>
    public void Remove(InProcessClient client)
    {
        lock (_lock)
        {
            if (_clients.GetValueOrDefault(client.Id) == client)
            {
                _clients.Remove(client.Id);
                Leave(client);
            }
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string text)
    {
        writer.WriteStartObject();
        writer.WriteString(name, text);
        writer.WriteEndObject();
    }

    private static void WritePeer(Utf8JsonWriter writer, InProcessClient client, string? room)
    {
        writer.WriteStartObject();
        if (room is not null)
        {
            writer.WriteString("room", room);
        }

        writer.WriteString("id", client.Id);
        if (client.Metadata is { } metadata)
        {
            writer.WritePropertyName("metadata");
            metadata.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private void Take(InProcessClient client, in Envelope envelope)
    {
        var payload = envelope.Payload;
        var number = Envelope.Number(payload, "seq") ?? 0;
        switch (envelope.Type)
        {
            case "HEARTBEAT":
                break;
            case "JOIN":
                Join(client, number, payload);
                break;
            case "LEAVE-ROOM":
                Leave(client);
                Done(client, number);
                break;
            case "METADATA":
                client.Metadata = Envelope.Member(payload, "metadata");
                TellRoom(client, "PEER-CHANGED");
                Done(client, number);
                break;
            case "MESSAGE":
                Pass(client, number, envelope);
                break;
            case "ICE-SERVERS":
                Done(client, number);
                break;
            default:
                Pass(client, envelope);
                break;
        }
    }

    private void Join(InProcessClient client, int number, JsonElement payload)
    {
        var isMember = client.Room == Envelope.Text(payload, "room");
        (client.Room, client.Metadata) = (Envelope.Text(payload, "room"), Envelope.Member(payload, "metadata"));
        client.Tell(Envelope.Write("DONE", null, writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("seq", number);
            writer.WriteStartArray("peers");
            foreach (var other in Others(client))
            {
                WritePeer(writer, other, null);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }));
        if (!isMember)
        {
            TellRoom(client, "PEER-JOINED");
        }
    }

    private void Leave(InProcessClient client)
    {
        TellRoom(client, "PEER-LEFT");
        client.Room = null;
    }

    private void TellRoom(InProcessClient client, string type)
    {
        foreach (var other in Others(client))
        {
            other.Tell(Envelope.Write(type, null, writer => WritePeer(writer, client, client.Room)));
        }
    }

    private InProcessClient[] Others(InProcessClient client) =>
        client.Room is null ? [] : [.. _clients.Values.Where(other => other != client && other.Room == client.Room)];

    private static void Done(InProcessClient client, int number, int? delivered = null) => client.Tell(Envelope.Write("DONE", null, writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("seq", number);
        if (delivered is { } count)
        {
            writer.WriteNumber("delivered", count);
        }

        writer.WriteEndObject();
    }));

    private void Pass(InProcessClient client, int number, Envelope envelope)
    {
        var room = Envelope.Text(envelope.Payload, "room");
        var receivers = envelope.Destination is { } id ? (_clients.TryGetValue(id, out var one) ? [one] : []) : Others(client);
        if (receivers.Length == 0 && envelope.Destination is not null)
        {
            client.Tell(Envelope.Write("REFUSED", null, writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("seq", number);
                writer.WriteString("code", "peer-unavailable");
                writer.WriteString("msg", "There is no such peer.");
                writer.WriteEndObject();
            }));
            return;
        }

        foreach (var receiver in receivers)
        {
            receiver.Tell(WriteFrom(client.Id, "MESSAGE", receiver.Id, writer =>
            {
                writer.WriteStartObject();
                if (room is not null)
                {
                    writer.WriteString("room", room);
                }

                writer.WritePropertyName("data");
                if (Envelope.Member(envelope.Payload, "data") is { } data)
                {
                    data.WriteTo(writer);
                }
                else
                {
                    writer.WriteNullValue();
                }

                writer.WriteEndObject();
            }));
        }

        Done(client, number, receivers.Length);
    }

    private void Pass(InProcessClient client, Envelope envelope)
    {
        if (envelope.Destination is not { } id)
        {
            return;
        }

        if (_clients.TryGetValue(id, out var receiver))
        {
            receiver.Tell(WriteFrom(client.Id, envelope.Type, id, envelope.Payload.ValueKind == JsonValueKind.Undefined ? null : envelope.Payload.WriteTo));
        }
        else
        {
            client.Tell(WriteFrom(id, "EXPIRE", client.Id, null));
        }
    }

    private static string WriteFrom(string source, string type, string destination, Action<Utf8JsonWriter>? payload)
    {
        var text = Envelope.Write(type, destination, payload);
        return $"{text[..^1]},\"src\":\"{JsonEncodedText.Encode(source)}\"}}";
    }
}
