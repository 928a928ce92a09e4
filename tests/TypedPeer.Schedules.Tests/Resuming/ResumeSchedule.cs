using TypedPeer.Signaling;
using TypedPeer.VirtualNetwork;
using TypedPeer.VirtualNetwork.Networks;

namespace TypedPeer.Schedules.Tests.Resuming;

/// <summary>
/// What happens to links, drawn from a seed, while calls of every kind are made: paths are cut, addresses change, the server falls silent or stops, links are suspended, the peer's process is started
/// anew. What became of each call is then compared with how often it was handled.
/// </summary>
internal sealed class ResumeSchedule : IDisposable
{
    private const long Second = 1_000_000;

    /// <summary>Longer than anything stays broken.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(60);

    private readonly VirtualWorld _world;
    private readonly VirtualSignalingServer _server;
    private readonly Random _random;
    private readonly Ledger _ledger;
    private readonly ResumeMachine _serving;
    private readonly List<ResumeMachine> _calling = [];
    private readonly List<Task> _waits = [];
    private readonly HashSet<PeerSession> _sessions = [];
    private readonly List<long> _acceptedNotes = [];
    private long _number;
    private int _resumed;

    public ResumeSchedule(int seed)
    {
        _random = new Random(seed);
        _world = new VirtualWorld(seed, VirtualPathOptions.Draw(_random) with { BitsPerSecond = 0 });
        Journal = new Journal(_world);
        _server = new VirtualSignalingServer(_world, _random.Next(1, 4) * 50_000);
        _ledger = new Ledger(_world.Time);
        _serving = new ResumeMachine(_world, _server, _ledger, "server", 1);
        for (var i = _random.Next(1, 3); i > 0; i--)
        {
            _calling.Add(new ResumeMachine(_world, _server, _ledger, $"caller{i}", 1 + i));
        }
    }

    public Journal Journal { get; }

    /// <summary>Gets how many calls were made, how often a session went on over another connection, and how often it could not.</summary>
    public (long Calls, int Resumed, int Lost) Figures { get; private set; }

    public async Task RunAsync()
    {
        await VirtualPool.RunAsync(_world, PlayAsync, 4 * 3600L * Second);
        _world.Run(120 * Second);
        Assert.Empty(_world.Bound);
        Assert.Equal(0, _world.ArmedTimers);
    }

    public void Dispose()
    {
        _serving.Dispose();
        _calling.ForEach(static machine => machine.Dispose());
        _world.Dispose();
    }

    private async Task PlayAsync()
    {
        _serving.LinkConnected += link => _ = NoteEndAsync(link, $"the server's ({link.PeerId})");
        await Task.WhenAll(_calling.Append(_serving).Select(static machine => machine.StartAsync()));
        var links = await Task.WhenAll(_calling.Select(machine => machine.Network.ConnectAsync("server", CancellationToken.None)));
        foreach (var link in links)
        {
            _sessions.Add(link.Session);
            _ = NoteEndAsync(link, $"{_calling[Array.IndexOf(links, link)].Id}'s");
            link.StateChanged += state =>
            {
                Journal.Add($"{_calling[Array.IndexOf(links, link)].Id}'s link is {state}");
                _resumed += !_sessions.Add(link.Session) && state == PeerLinkState.Connected ? 1 : 0;
            };
        }

        for (var step = _random.Next(6, 20); step > 0; step--)
        {
            for (var calls = _random.Next(6); calls > 0; calls--)
            {
                Call(links[_random.Next(links.Length)]);
            }

            await StepAsync(links);
            await PassAsync(_random.Next(4) switch { 0 => 0, 1 => _random.NextInt64(Second), 2 => _random.NextInt64(20 * Second), _ => _random.NextInt64(120 * Second) });
        }

        Mend(links);
        await Task.WhenAll(_waits);
        foreach (var link in links)
        {
            // An idempotent one: the peer may have been started anew without this link knowing yet, and then any other ends with the session that is gone.
            await LookAsync(++_number, link.GetRemote<ILedger>(new PeerCallOptions { Timeout = Deadline }));
            _sessions.Add(link.Session);
        }

        await Task.WhenAll(links.Select(static link => link.DisposeAsync().AsTask()));
        await PassAsync(60 * Second);
        await CheckNotesAsync();
        await Task.WhenAll(_calling.Append(_serving).SelectMany(static machine => machine.Networks).Select(static network => network.DisposeAsync().AsTask()));
    }

    private async Task NoteEndAsync(PeerLink link, string id) => Journal.Add($"{id} link is over: {await link.Completion}");

    private Task PassAsync(long microseconds) => Task.Delay(TimeSpan.FromMicroseconds(microseconds), _world.Time);

    private async Task StepAsync(PeerLink[] links)
    {
        var number = _random.Next(_calling.Count);
        var one = _calling[number];
        switch (_random.Next(10))
        {
            case 0 or 1:
                Partition(one);
                break;
            case 2:
                one.Move();
                Journal.Add($"{one.Id} moves");
                break;
            case 3:
                _serving.Move();
                Journal.Add("the server moves");
                break;
            case 4:
                one.Move();
                _serving.Move();
                Journal.Add($"{one.Id} and the server move at once");
                break;
            case 5:
                _server.IsReachable = !_server.IsReachable;
                Journal.Add($"signalling is {(_server.IsReachable ? "there" : "gone")}");
                break;
            case 6:
                one.Uplink.Cut();
                Journal.Add($"{one.Id} is cut off from signalling");
                break;
            case 7:
                await links[number].Connection.CloseAsync(new CancellationToken(canceled: true));
                Journal.Add($"{one.Id}'s connection ends");
                break;
            case 8:
                Journal.Add($"{one.Id} suspends its link");
                await links[number].SuspendAsync();
                _waits.Add(WakeAsync(links[number], _random.NextInt64(100 * Second)));
                break;
            default:
                Journal.Add("the server is started anew");
                _serving.Vanish();
                _server.IsReachable = true;
                await PassAsync(_random.Next(3) * 10 * Second);
                await _serving.StartAsync();
                break;
        }
    }

    private async Task WakeAsync(PeerLink link, long after)
    {
        await PassAsync(after);
        await link.ResumeAsync();
    }

    private void Partition(ResumeMachine one)
    {
        var isUp = _random.Next(2) == 0;
        foreach (var path in from left in one.Host.Addresses from right in _serving.Host.Addresses from path in _world.GetPaths(left, right) select path)
        {
            path.IsUp = isUp;
        }

        Journal.Add($"between {one.Id} and the server {(isUp ? "something" : "nothing")} passes");
    }

    private void Mend(PeerLink[] links)
    {
        Journal.Add("all is mended");
        _server.IsReachable = true;
        foreach (var machine in _calling.Append(_serving))
        {
            machine.Uplink.IsSilent = false;
            machine.Move();
        }

        Assert.All(links, static link => Assert.NotEqual(PeerLinkState.Closed, link.State));
    }

    private void Call(PeerLink link)
    {
        var number = ++_number;
        var remote = link.GetRemote<ILedger>();
        _waits.Add(_random.Next(6) switch
        {
            0 => BookAsync(number, remote.BookAsync(number)),
            1 => BookAsync(number, remote.SlowAsync(number)),
            2 => LookAsync(number, link.GetRemote<ILedger>(new PeerCallOptions { Timeout = Deadline })),
            3 => CountAsync(remote, _random.Next(1, 200)),
            4 => TakeAsync(remote, _random.Next(1, 200)),
            _ => NoteAsync(number, remote),
        });
    }

    private async Task BookAsync(long number, ValueTask<long> call)
    {
        try
        {
            Assert.Equal(number, await call);
            Assert.True(_ledger.RunsOf(number) == 1, $"{number} was answered and handled {_ledger.RunsOf(number)} times.");
        }
        catch (PeerException exception)
        {
            Journal.Add($"{number} ends with {exception.Status}, {exception.Fate}");
            Assert.NotEqual(PeerCallFate.Answered, exception.Fate);
            Assert.Equal(PeerStatus.ConnectionLost, exception.Status);
            await PassAsync(600 * Second);
            Assert.True(_ledger.RunsOf(number) <= (exception.Fate == PeerCallFate.NotSent ? 0 : 1), $"{number} ended as {exception.Fate} and was handled {_ledger.RunsOf(number)} times.");
        }
    }

    private async Task LookAsync(long number, ILedger remote)
    {
        Assert.Equal(number, await remote.LookAsync(number));
        Assert.True(_ledger.RunsOf(number) >= 1);
    }

    private async Task NoteAsync(long number, ILedger remote)
    {
        try
        {
            await remote.NoteAsync(number, new byte[_random.Next(3) * 40_000]);
            _acceptedNotes.Add(number);
        }
        catch (PeerException exception)
        {
            Assert.Equal(PeerCallFate.NotSent, exception.Fate);
        }
    }

    private async Task CountAsync(ILedger remote, int count)
    {
        var next = 0;
        try
        {
            await foreach (var item in remote.CountAsync(count))
            {
                Assert.Equal(next++, item);
            }

            Assert.Equal(count, next);
        }
        catch (PeerException exception)
        {
            Assert.Equal(PeerStatus.ConnectionLost, exception.Status);
            Assert.Contains($"broke after {next} item", exception.Message, StringComparison.Ordinal);
        }
    }

    private async Task TakeAsync(ILedger remote, int count)
    {
        try
        {
            Assert.Equal(count, await remote.TakeAsync(NumbersAsync(count)));
        }
        catch (PeerException exception)
        {
            Assert.Equal(PeerStatus.ConnectionLost, exception.Status);
        }
    }

    private async IAsyncEnumerable<int> NumbersAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (i % 8 == 0)
            {
                await PassAsync(Second / 5);
            }

            yield return i;
        }
    }

    /// <summary>Notes run once at most, and no more are missing than the sessions say.</summary>
    private async Task CheckNotesAsync()
    {
        var ends = await Task.WhenAll(_sessions.Select(static session => session.Completion));
        Assert.All(_acceptedNotes, number => Assert.InRange(_ledger.RunsOf(number), 0, 1));
        var missing = _acceptedNotes.Count(number => _ledger.RunsOf(number) == 0);
        var told = ends.Sum(static end => end.OneWayCallsUnacknowledged);
        Assert.True(missing <= told, $"{missing} notes are missing, and {told} were told of.");
        Figures = (_number, _resumed, ends.Count(static end => end.Kind == PeerSessionEndKind.ConnectionLost));
    }
}
