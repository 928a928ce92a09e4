using System.Security.Cryptography;

namespace TypedPeer.Signaling.Server.Tests.Several;

/// <summary>What several servers of one process agree on, in its memory. Each server has a view of it.</summary>
internal sealed class MemoryBackplane
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Registration> _registrations = [];
    private readonly Dictionary<string, HashSet<IPeerServerInstance>> _waiting = [];

    public bool IsBroken { get; set; }

    public IPeerServerBackplane NewView() => new View(this);

    /// <summary>Ends the registrations of a server that died, and tells another.</summary>
    public void Kill(IPeerServerBackplane dead, IPeerServerBackplane teller)
    {
        List<(string Id, string[] Rooms)> gone = [];
        lock (_lock)
        {
            foreach (var (id, registration) in _registrations.Where(entry => entry.Value.Server == ((View)dead).Instance).ToArray())
            {
                _registrations.Remove(id);
                gone.Add((id, [.. registration.Rooms]));
            }
        }

        foreach (var (id, rooms) in gone)
        {
            ((View)teller).Instance.OnGone(id, rooms);
        }
    }

    private sealed class Registration
    {
        public required IPeerServerInstance Server { get; set; }

        public required string Connection { get; set; }

        public required byte[] Token { get; init; }

        public byte[] Metadata { get; set; } = [];

        public HashSet<string> Rooms { get; } = [];
    }

    private sealed class View(MemoryBackplane shared) : IPeerServerBackplane
    {
        private PeerServerOptions _options = null!;

        public IPeerServerInstance Instance { get; private set; } = null!;

        public ValueTask StartAsync(IPeerServerInstance instance, PeerServerOptions options, CancellationToken cancellationToken)
        {
            (Instance, _options) = (instance, options);
            return default;
        }

        public ValueTask<PeerRegistration> RegisterAsync(string id, string connection, ReadOnlyMemory<byte> tokenHash)
        {
            ObjectDisposedException.ThrowIf(shared.IsBroken, shared);
            (IPeerServerInstance Server, string Connection)? before = null;
            IPeerServerInstance[] waiting;
            PeerRegistration result;
            lock (shared._lock)
            {
                if (shared._registrations.TryGetValue(id, out var registration))
                {
                    if (!CryptographicOperations.FixedTimeEquals(registration.Token, tokenHash.Span))
                    {
                        return new(PeerRegistration.Taken);
                    }

                    before = (registration.Server, registration.Connection);
                    (registration.Server, registration.Connection) = (Instance, connection);
                }
                else
                {
                    registration = shared._registrations[id] = new() { Server = Instance, Connection = connection, Token = tokenHash.ToArray() };
                }

                result = new(true, [.. registration.Rooms], registration.Metadata);
                waiting = shared._waiting.Remove(id, out var servers) ? [.. servers] : [];
            }

            if (before is { } old && old.Server != Instance)
            {
                old.Server.Evict(id, old.Connection);
            }

            foreach (var server in waiting)
            {
                server.OnArrived(id);
            }

            return new(result);
        }

        public ValueTask UnregisterAsync(string id, string connection)
        {
            lock (shared._lock)
            {
                if (shared._registrations.TryGetValue(id, out var registration) && registration.Connection == connection)
                {
                    shared._registrations.Remove(id);
                }
            }

            return default;
        }

        public ValueTask<IReadOnlyCollection<string>> RenewAsync(IReadOnlyCollection<KeyValuePair<string, string>> clients)
        {
            lock (shared._lock)
            {
                return new(clients.Where(client => shared._registrations.GetValueOrDefault(client.Key)?.Connection != client.Value).Select(static client => client.Key).ToArray());
            }
        }

        public ValueTask<bool> RouteAsync(string source, string id, ReadOnlyMemory<byte> message)
        {
            ObjectDisposedException.ThrowIf(shared.IsBroken, shared);
            IPeerServerInstance? server;
            lock (shared._lock)
            {
                server = shared._registrations.GetValueOrDefault(id)?.Server;
                if (server is null)
                {
                    (shared._waiting.TryGetValue(id, out var servers) ? servers : shared._waiting[id] = []).Add(Instance);
                }
            }

            server?.Deliver(source, id, message);
            return new(server is not null);
        }

        public ValueTask<PeerRoomEntry> JoinAsync(string id, string room, ReadOnlyMemory<byte> metadata)
        {
            ObjectDisposedException.ThrowIf(shared.IsBroken, shared);
            lock (shared._lock)
            {
                var registration = shared._registrations[id];
                var others = shared._registrations.Where(entry => entry.Key != id && entry.Value.Rooms.Contains(room)).ToArray();
                if (others.Length >= _options.Limits.MaxClientsPerRoom)
                {
                    return new(PeerRoomEntry.Full);
                }

                registration.Metadata = metadata.ToArray();
                return new(new PeerRoomEntry(true, !registration.Rooms.Add(room), [.. others.Select(static entry => KeyValuePair.Create(entry.Key, (ReadOnlyMemory<byte>)entry.Value.Metadata))]));
            }
        }

        public ValueTask LeaveAsync(string id, string room)
        {
            lock (shared._lock)
            {
                shared._registrations.GetValueOrDefault(id)?.Rooms.Remove(room);
            }

            return default;
        }

        public ValueTask ChangeMetadataAsync(string id, ReadOnlyMemory<byte> metadata)
        {
            lock (shared._lock)
            {
                if (shared._registrations.TryGetValue(id, out var registration))
                {
                    registration.Metadata = metadata.ToArray();
                }
            }

            return default;
        }

        public ValueTask<int> PublishAsync(string room, string except, ReadOnlyMemory<byte> message)
        {
            IPeerServerInstance[] members;
            lock (shared._lock)
            {
                members = [.. shared._registrations.Where(entry => entry.Value.Server != Instance && entry.Key != except && entry.Value.Rooms.Contains(room)).Select(static entry => entry.Value.Server)];
            }

            foreach (var server in members.Distinct())
            {
                server.DeliverToRoom(room, except, message);
            }

            return new(members.Length);
        }

        public ValueTask<IReadOnlyCollection<string>> GetIdsAsync()
        {
            lock (shared._lock)
            {
                return new(shared._registrations.Keys.ToArray());
            }
        }
    }
}
