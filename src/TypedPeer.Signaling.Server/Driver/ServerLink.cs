using TypedPeer.Signaling.Server.Core;
using TypedPeer.Signaling.Server.Wire;

namespace TypedPeer.Signaling.Server.Driver;

/// <summary>
/// The link to other servers: what the core has for them leaves in its order, and what comes from them goes to the core. Where the backplane fails, that is logged, and the server goes on with the clients it has.
/// </summary>
internal sealed class ServerLink : IPeerServerInstance, IDisposable
{
    private readonly SignalingDriver _driver;
    private readonly IPeerServerBackplane _backplane;
    private readonly ITimer _renewal;
    private readonly RoomRefresh _refresh;
    private readonly SemaphoreSlim _starting = new(1);
    private bool _isStarted;
    private int _flushing;

    public ServerLink(SignalingDriver driver, IPeerServerBackplane backplane)
    {
        _driver = driver;
        _backplane = backplane;
        _refresh = new(driver, backplane);
        var period = driver.Options.AliveTimeout / 3;
        _renewal = driver.Time.CreateTimer(static link => _ = ((ServerLink)link!).RenewAsync(), this, period, period);
    }

    /// <summary>Registers a client that wants in.</summary>
    /// <returns>What the servers agreed on; null where they could not be asked.</returns>
    public async ValueTask<PeerRegistration?> RegisterAsync(string id, string name, TokenHash token, CancellationToken cancellationToken)
    {
        try
        {
            await StartAsync(cancellationToken).ConfigureAwait(false);
            return await _backplane.RegisterAsync(id, name, ((ReadOnlySpan<byte>)token).ToArray()).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A store that cannot be reached may say so by any exception; it is logged.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            SignalingLog.BackplaneFailed(_driver.Logger, exception);
            return null;
        }
    }

    /// <summary>Takes back a registration whose client did not get in.</summary>
    public async ValueTask UnregisterAsync(string id, string name) => await TryAsync(() => _backplane.UnregisterAsync(id, name)).ConfigureAwait(false);

    /// <summary>Lets a client into a room, on which all servers agree.</summary>
    public async ValueTask JoinAsync(ClientConnection connection, long sequence, string room, byte[] metadata)
    {
        var entry = await TryAsync(() => _backplane.JoinAsync(connection.Id, room, metadata), null).ConfigureAwait(false);
        if (entry is null)
        {
            _driver.Send(connection, RoomMessages.Refused(sequence, ErrorCodes.Unavailable, "The servers cannot reach each other"));
            return;
        }

        _driver.Do((connection, sequence, room, metadata, entry), static (core, join, _) => core.Enter(join.connection, join.sequence, join.room, join.metadata, join.entry));
    }

    /// <summary>Sends a message to a client elsewhere, by request; the message is let go.</summary>
    public async ValueTask SendAsync(ClientConnection connection, long sequence, string id, OutgoingMessage message)
    {
        var isThere = await TryAsync(() => _backplane.RouteAsync(connection.Id, id, message.Memory), false).ConfigureAwait(false);
        message.Release();
        _driver.Send(connection, isThere ? RoomMessages.Delivered(sequence, 1) : RoomMessages.Refused(sequence, ErrorCodes.PeerUnavailable, "No such peer is there"));
    }

    /// <summary>Passes a message on to a client elsewhere; the message is let go.</summary>
    /// <param name="source">Who sent it.</param>
    /// <param name="id">For whom.</param>
    /// <param name="message">The message.</param>
    /// <param name="isKept">Whether it waits for one who is nowhere.</param>
    public async ValueTask RouteAsync(string source, string id, OutgoingMessage message, bool isKept)
    {
        if (!await TryAsync(() => _backplane.RouteAsync(source, id, message.Memory), false).ConfigureAwait(false) && isKept)
        {
            _driver.Do((source, id, message), static (core, kept, now) => core.Keep(kept.source, kept.id, kept.message, now));
        }

        message.Release();
    }

    /// <summary>Gives the ids at all servers; those here where the others cannot be asked.</summary>
    public async ValueTask<IReadOnlyCollection<string>> GetIdsAsync() => await TryAsync(() => _backplane.GetIdsAsync(), null).ConfigureAwait(false) ?? _driver.GetIds();

    /// <summary>Begins all that the core has for other servers, in its order; one thread at a time does.</summary>
    public void Flush()
    {
        do
        {
            if (Interlocked.Exchange(ref _flushing, 1) != 0)
            {
                return;
            }

            while (_driver.Get(0, static (core, _) => core.TryTakeElsewhere(out var work) ? work : (ElsewhereWork?)null) is { } work)
            {
                _ = DoAsync(work);
            }

            Volatile.Write(ref _flushing, 0);
        }
        while (_driver.Get(0, static (core, _) => core.HasElsewhere));
    }

    public void Deliver(string source, string id, ReadOnlyMemory<byte> message) =>
        Receive(message, (source, id), static (core, to, copy, now) => core.Deliver(to.source, to.id, copy, now));

    public void DeliverToRoom(string room, string except, ReadOnlyMemory<byte> message) =>
        Receive(message, (room, except), static (core, to, copy, _) => core.DeliverToRoom(to.room, to.except, copy));

    public void Evict(string id, string connection) => Evict(id, connection, ConnectionEnd.TakenOver);

    public void OnArrived(string id)
    {
        if (_driver.Get(id, static (core, id) => core.TakeAbsent(id)) is { } queue)
        {
            foreach (var (source, message) in queue.Messages)
            {
                message.Retain();
                _ = RouteAsync(source, id, message, isKept: true).AsTask();
            }

            _driver.Do(queue, static (_, queue, _) => queue.Clear());
        }
    }

    public void OnGone(string id, IReadOnlyCollection<string> rooms) => _driver.Do((id, rooms), static (core, gone, _) => core.TellGone(gone.id, gone.rooms));

    public void OnReset() => _ = ResetAsync();

    public void OnResumed() => _refresh.Begin();

    public void Dispose()
    {
        _renewal.Dispose();
        _refresh.Dispose();
        _starting.Dispose();
    }

    private async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _isStarted))
        {
            return;
        }

        await _starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isStarted)
            {
                await _backplane.StartAsync(this, _driver.Options, cancellationToken).ConfigureAwait(false);
                Volatile.Write(ref _isStarted, true);
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    private void Receive<T>(ReadOnlyMemory<byte> message, T state, Action<SignalingCore, T, OutgoingMessage, long> deliver)
    {
        _driver.Do((state, deliver, copy: OutgoingMessage.Copy(message.Span)), static (core, work, now) =>
        {
            work.deliver(core, work.state, work.copy, now);
            work.copy.Release();
        });
    }

    private async Task DoAsync(ElsewhereWork work)
    {
        var message = work.Message?.Memory ?? default;
        switch (work.Kind)
        {
            case ElsewhereKind.Publish:
                var reached = await TryAsync<int?>(async () => await _backplane.PublishAsync(work.Target, work.Id, message).ConfigureAwait(false), null).ConfigureAwait(false);
                if (work.Asking is ClientConnection asking)
                {
                    _driver.Send(asking, RoomMessages.Delivered(work.Sequence, work.Reached + (reached ?? 0)));
                }
                else if (reached is null)
                {
                    _refresh.TellLater(work.Id, work.Target);
                }

                break;
            case ElsewhereKind.Route:
                await TryAsync(() => _backplane.RouteAsync(work.Id, work.Target, message), false).ConfigureAwait(false);
                break;
            case ElsewhereKind.Leave:
                if (!await TryAsync(() => _backplane.LeaveAsync(work.Id, work.Target)).ConfigureAwait(false))
                {
                    _refresh.TellLater(work.Id, work.Target);
                }

                break;
            case ElsewhereKind.ChangeMetadata:
                await TryAsync(() => _backplane.ChangeMetadataAsync(work.Id, work.Metadata)).ConfigureAwait(false);
                break;
            default:
                await TryAsync(() => _backplane.UnregisterAsync(work.Id, work.Target)).ConfigureAwait(false);
                break;
        }

        work.Message?.Release();
    }

    private void Evict(string id, string connection, ConnectionEnd end) =>
        _driver.Do((id, connection, end), static (core, client, _) => core.Evict(client.id, client.connection, client.end));

    private async Task RenewAsync()
    {
        var clients = _driver.Get(0, static (core, _) => core.GetClients().Where(static client => client.Registration is not null)
            .Select(static client => KeyValuePair.Create(client.Id, client.Registration!)).ToArray());
        if (clients.Length == 0)
        {
            return;
        }

        var names = clients.ToDictionary(StringComparer.Ordinal);
        foreach (var id in await TryAsync(() => _backplane.RenewAsync(clients), null).ConfigureAwait(false) ?? [])
        {
            if (names.TryGetValue(id, out var name))
            {
                Evict(id, name, ConnectionEnd.Forgotten);
            }
        }
    }

    /// <summary>Registers all clients again. One that another server has by now is evicted; where its token is another's, the other came first.</summary>
    private async Task ResetAsync()
    {
        foreach (var (id, name, token, metadata, rooms) in _driver.Get(0, static (core, _) => core.GetClients().Where(static client => client.Registration is not null)
            .Select(static client => (client.Id, Name: client.Registration!, client.Token, client.Metadata, Rooms: client.Memberships.Select(static membership => membership.Room.Name).ToArray())).ToArray()))
        {
            if (await RegisterAsync(id, name, token, CancellationToken.None).ConfigureAwait(false) is not { } registration)
            {
                return;
            }

            if (!registration.IsAccepted)
            {
                Evict(id, name, ConnectionEnd.Forgotten);
                continue;
            }

            foreach (var room in rooms)
            {
                await TryAsync(() => _refresh.RejoinAsync(id, room, metadata), null).ConfigureAwait(false);
            }
        }

        _refresh.Begin();
    }

    private async ValueTask<bool> TryAsync(Func<ValueTask> ask) => await TryAsync(
        async () =>
        {
            await ask().ConfigureAwait(false);
            return true;
        },
        false).ConfigureAwait(false);

    private async ValueTask<T?> TryAsync<T>(Func<ValueTask<T>> ask, T? otherwise)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A store that cannot be reached may say so by any exception; it is logged.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            SignalingLog.BackplaneFailed(_driver.Logger, exception);
            return otherwise;
        }
    }
}
