using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using TypedPeer.Signaling.Server;

namespace TypedPeer.Signaling.Redis;

/// <summary>Several servers as one, by what Redis holds: each operation is one script. Every method fails at once while Redis cannot be reached.</summary>
internal sealed class RedisBackplane : IPeerServerBackplane, IAsyncDisposable
{
    /// <summary>How many registrations one script renews: some milliseconds of Redis's time, since nobody else is served meanwhile.</summary>
    private const int RenewBatch = 500;

    private readonly RedisBackplaneOptions _options;
    private readonly BackplaneMetrics _metrics;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly RedisKey[] _keys;
    private readonly string _base;
    private ConnectionMultiplexer _connection = null!;
    private IDatabase _database = null!;
    private IPeerServerInstance _instance = null!;
    private PeerServerOptions _server = null!;
    private Task _sweeping = Task.CompletedTask;
    private long _reachableSince;
    private string _mark = string.Empty;
    private bool _isReachable;

    public RedisBackplane(IOptions<RedisBackplaneOptions> options, BackplaneMetrics metrics, ILogger<RedisBackplane> logger, TimeProvider timeProvider)
    {
        _options = options.Value;
        _options.Validate();
        _metrics = metrics;
        _logger = logger;
        _timeProvider = timeProvider;
        _base = $"{{{_options.Prefix}}}";
        _keys = [_base];
    }

    /// <summary>Gets what this server is called among others.</summary>
    public string Name { get; } = Guid.NewGuid().ToString("N");

    /// <summary>A third of the time in which servers renew: one that is gone is noticed soon after it may be.</summary>
    private TimeSpan SweepInterval => TimeSpan.FromTicks(Math.Min(_server.AliveTimeout.Ticks / 9, TimeSpan.FromSeconds(5).Ticks));

    public async ValueTask StartAsync(IPeerServerInstance instance, PeerServerOptions options, CancellationToken cancellationToken)
    {
        _instance = instance;
        _server = options;
        var configuration = _options.Configuration.Clone();
        configuration.AbortOnConnectFail = false;
        // What cannot be sent now is no longer true when it can.
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        _connection = await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false);
        _database = _connection.GetDatabase();
        _connection.ConnectionFailed += (_, failed) => OnReachable(false, failed.Exception);
        _connection.ConnectionRestored += (_, _) => OnReachable(_connection.IsConnected, null);
        OnReachable(_connection.IsConnected, null);
        var queue = await SubscribeAsync(_connection.GetSubscriber(), RedisChannel.Literal($"{_base}:to:{Name}")).ConfigureAwait(false);
        queue.OnMessage(message => OnEvent((ReadOnlyMemory<byte>)message.Message));
        try
        {
            _mark = await MarkAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (IsOutage(failure))
        {
            // The first operation that Redis answers finds that it is not the store that is known.
            _metrics.Failed();
            BackplaneLog.Lost(_logger, failure);
        }

        _sweeping = Task.Run(SweepAsync, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _sweeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_connection is not null)
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
        }

        _stopping.Dispose();
    }

    public async ValueTask<PeerRegistration> RegisterAsync(string id, string connection, ReadOnlyMemory<byte> tokenHash)
    {
        var answer = await RunAsync(Scripts.Register, id, connection, Convert.ToHexStringLower(tokenHash.Span), Milliseconds(_server.AliveTimeout)).ConfigureAwait(false);
        return answer.Length == 0
            ? PeerRegistration.Taken
            : new PeerRegistration(true, [.. answer.Skip(1).Select(static room => room.ToString())], (byte[]?)answer[0] ?? []);
    }

    public async ValueTask UnregisterAsync(string id, string connection) => await RunAsync(Scripts.Unregister, id, connection).ConfigureAwait(false);

    public async ValueTask<IReadOnlyCollection<string>> RenewAsync(IReadOnlyCollection<KeyValuePair<string, string>> clients)
    {
        var lost = new List<string>();
        foreach (var some in clients.Chunk(RenewBatch))
        {
            var arguments = new List<RedisValue>((2 * some.Length) + 1) { Milliseconds(_server.AliveTimeout) };
            foreach (var (id, connection) in some)
            {
                arguments.Add(id);
                arguments.Add(connection);
            }

            lost.AddRange((await RunAsync(Scripts.Renew, [.. arguments]).ConfigureAwait(false)).Select(static id => id.ToString()));
        }

        return lost;
    }

    public async ValueTask<bool> RouteAsync(string source, string id, ReadOnlyMemory<byte> message) =>
        (await RunAsync(Scripts.Route, source, id, message.ToArray(), Milliseconds(_server.ExpireTimeout)).ConfigureAwait(false)).Length > 0;

    public async ValueTask<PeerRoomEntry> JoinAsync(string id, string room, ReadOnlyMemory<byte> metadata)
    {
        var answer = await RunAsync(Scripts.Join, id, room, metadata.ToArray(), _server.Limits.MaxClientsPerRoom, _server.Limits.MaxMetadataBytesPerRoom).ConfigureAwait(false);
        if (answer.Length == 0)
        {
            return PeerRoomEntry.Full;
        }

        var others = new List<KeyValuePair<string, ReadOnlyMemory<byte>>>(answer.Length / 2);
        for (var index = 1; index + 1 < answer.Length; index += 2)
        {
            others.Add(new(answer[index].ToString(), (byte[]?)answer[index + 1] ?? []));
        }

        return new PeerRoomEntry(true, answer[0] == "1", others);
    }

    public async ValueTask LeaveAsync(string id, string room) => await RunAsync(Scripts.Leave, id, room).ConfigureAwait(false);

    public async ValueTask ChangeMetadataAsync(string id, ReadOnlyMemory<byte> metadata) => await RunAsync(Scripts.Change, id, metadata.ToArray()).ConfigureAwait(false);

    public async ValueTask<int> PublishAsync(string room, string except, ReadOnlyMemory<byte> message) =>
        await RunAsync(Scripts.Publish, room, except, message.ToArray()).ConfigureAwait(false) is [var count] && count.TryParse(out int value) ? value : 0;

    public async ValueTask<IReadOnlyCollection<string>> GetIdsAsync() => [.. (await RunAsync(Scripts.Ids).ConfigureAwait(false)).Select(static id => id.ToString())];

    private static bool IsOutage(Exception failure) => failure is RedisException or TimeoutException or ObjectDisposedException;

    private static RedisValue Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private async Task<RedisValue[]> RunAsync(string script, params RedisValue[] arguments)
    {
        var mark = Volatile.Read(ref _mark);
        try
        {
            return (RedisValue[]?)await _database.ScriptEvaluateAsync(script, _keys, [mark, Name, .. arguments]).ConfigureAwait(false) ?? [];
        }
        catch (RedisServerException failure) when (failure.Message.Contains(Scripts.Lost, StringComparison.Ordinal))
        {
            _metrics.Failed();
            await AdoptAsync(mark).ConfigureAwait(false);
            if (mark.Length > 0)
            {
                throw;
            }
        }
        catch (Exception failure) when (IsOutage(failure))
        {
            _metrics.Failed();
            throw;
        }

        // A server that started before Redis has nothing to register first.
        return await RunAsync(script, arguments).ConfigureAwait(false);
    }

    /// <summary>Hears of what comes by this server's channel: from now on, or from when Redis is there.</summary>
    private async Task<ChannelMessageQueue> SubscribeAsync(ISubscriber subscriber, RedisChannel channel)
    {
        try
        {
            return await subscriber.SubscribeAsync(channel).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsOutage(failure))
        {
            _metrics.Failed();
            BackplaneLog.Lost(_logger, failure);
        }

        // The queue that failed is forgotten, since nobody would read it; the new one is subscribed with each connection.
        await subscriber.UnsubscribeAsync(channel, flags: CommandFlags.FireAndForget).ConfigureAwait(false);
        return await subscriber.SubscribeAsync(channel, CommandFlags.FireAndForget).ConfigureAwait(false);
    }

    private async Task<string> MarkAsync() => ((RedisValue)await _database.ScriptEvaluateAsync(Scripts.Mark, _keys, [Guid.NewGuid().ToString("N")]).ConfigureAwait(false)).ToString();

    /// <summary>Redis is not the store that was known: takes it as it is, and has the server tell it anew; once, however many operations notice.</summary>
    private async Task AdoptAsync(string known)
    {
        var mark = await MarkAsync().ConfigureAwait(false);
        lock (_gate)
        {
            if (_mark != known || mark == known)
            {
                return;
            }

            _mark = mark;
            _reachableSince = _timeProvider.GetTimestamp();
        }

        _metrics.Reset();
        BackplaneLog.Reset(_logger);
        _instance.OnReset();
    }

    private void OnReachable(bool isReachable, Exception? failure)
    {
        lock (_gate)
        {
            if (_isReachable == isReachable)
            {
                return;
            }

            _isReachable = isReachable;
            _reachableSince = _timeProvider.GetTimestamp();
        }

        _metrics.IsConnected(isReachable);
        if (isReachable)
        {
            BackplaneLog.Connected(_logger, Name);
            _instance.OnResumed();
        }
        else
        {
            BackplaneLog.Lost(_logger, failure);
        }
    }

    private void OnEvent(ReadOnlyMemory<byte> bytes)
    {
        if (!ServerEvent.TryRead(bytes, out var read))
        {
            _metrics.Invalid();
            BackplaneLog.Invalid(_logger);
            return;
        }

        switch (read.Kind)
        {
            case "to":
                _instance.Deliver(read.Source, read.Subject, read.Message);
                break;
            case "room":
                _instance.DeliverToRoom(read.Subject, read.Source, read.Message);
                break;
            case "evict":
                _instance.Evict(read.Subject, read.Source);
                break;
            default:
                _instance.OnArrived(read.Subject);
                break;
        }
    }

    /// <summary>
    /// Looks for registrations that are over, and whether Redis is still the store it was. Not right after an outage, in which no server could renew what it has.
    /// </summary>
    private async Task SweepAsync()
    {
        using var timer = new PeriodicTimer(SweepInterval, _timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                try
                {
                    await SweepOnceAsync().ConfigureAwait(false);
                }
                catch (Exception failure) when (IsOutage(failure))
                {
                    // Counted where it failed; it is tried again at the next tick.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task SweepOnceAsync()
    {
        bool mayEnd;
        lock (_gate)
        {
            mayEnd = _isReachable && _timeProvider.GetElapsedTime(_reachableSince) > _server.AliveTimeout / 2;
        }

        // Asked in any case: it shows whether the store is the one that is known.
        var answer = await RunAsync(mayEnd ? Scripts.Sweep : Scripts.Ids).ConfigureAwait(false);
        var gone = 0;
        for (var index = 0; mayEnd && index + 1 < answer.Length && answer[index + 1].TryParse(out int rooms) && rooms >= 0 && rooms <= answer.Length - index - 2; index += 2 + rooms)
        {
            gone++;
            _instance.OnGone(answer[index].ToString(), [.. answer.AsSpan(index + 2, rooms).ToArray().Select(static room => room.ToString())]);
        }

        if (gone > 0)
        {
            _metrics.Gone(gone);
            BackplaneLog.Gone(_logger, gone);
        }
    }
}
