using TypedPeer.Signaling;
using TypedPeer.VirtualNetwork;
using TypedPeer.VirtualNetwork.Networks;

namespace TypedPeer.Schedules.Tests;

/// <summary>
/// What happens to some networks, drawn from a seed: servers that stop, fall silent, refuse; peers that call each other at once, move, vanish, are started anew; paths that are cut. In the end all is
/// mended, and what must be true then is looked at.
/// </summary>
internal sealed class NetworkSchedule : IDisposable
{
    private const int Second = 1_000_000;

    /// <summary>The longest that anybody waits for a link: the server is being found again, an attempt begins anew with the peer's offer, and its hook is asked.</summary>
    private const long LongestWait = 61 * Second;

    private readonly VirtualWorld _world;
    private readonly VirtualSignalingServer _server;
    private readonly Random _random;
    private readonly AcceptWatch _accepts = new();
    private readonly List<SchedulePeer> _peers = [];
    private readonly List<Task> _waits = [];
    private double _loss;
    private double _copies;

    public NetworkSchedule(int seed)
    {
        _random = new Random(seed);
        _world = new VirtualWorld(seed, VirtualPathOptions.Draw(_random) with { BitsPerSecond = 0 });
        Journal = new Journal(_world);
        _server = new VirtualSignalingServer(_world, _random.Next(1, 4) * 50_000) { Refuses = static (_, token) => token == "expired" ? PeerNetworkError.TokenRefused : null };
        _server.Server.Tap = Pass;
        (_loss, _copies) = (_random.Next(3) == 0 ? _random.NextDouble() * 0.2 : 0, _random.Next(3) == 0 ? _random.NextDouble() * 0.2 : 0);
        var count = _random.Next(2, 5);
        for (var number = 1; number <= count; number++)
        {
            _peers.Add(new SchedulePeer(_world, _server, Journal, _accepts, $"peer{number}", number, _random));
        }
    }

    /// <summary>What happened.</summary>
    public Journal Journal { get; }

    /// <summary>Runs it, and looks at the end.</summary>
    public async Task RunAsync()
    {
        await VirtualPool.RunAsync(_world, PlayAsync, 3600L * Second);
        _world.Run(120L * Second);
        Assert.Empty(_world.Bound);
        Assert.Equal(0, _world.ArmedTimers);
        Assert.Empty(_accepts.Violations);
    }

    public void Dispose() => _world.Dispose();

    private async Task PlayAsync()
    {
        await Task.WhenAll(_peers.Select(static peer => peer.StartAsync()));
        var steps = _random.Next(4, 12);
        for (var step = 0; step < steps; step++)
        {
            await StepAsync();
            await PassAsync(_random.Next(4) switch { 0 => 0, 1 => _random.Next(Second), 2 => _random.Next(10 * Second), _ => _random.Next(60 * Second) });
        }

        await MendAsync();
        await Task.WhenAll(_waits);

        // Whatever looks for its peer has found it by then, or given up.
        await PassAsync(180 * Second);
        CheckLinks();
        await MeetAllAsync();
        CheckLinks();
        await Task.WhenAll(_peers.SelectMany(static peer => peer.Networks).Select(static network => network.DisposeAsync().AsTask()));
        await Task.WhenAll(_peers.SelectMany(static peer => peer.Networks).Select(static network => network.Completion));
        foreach (var link in _peers.SelectMany(static peer => peer.Links))
        {
            CheckEnd(await link.Completion);
        }
    }

    /// <summary>A text of a client comes to the server: once, twice, or not at all. What is asked of the server itself is not lost.</summary>
    private string[] Pass(string from, string text)
    {
        _accepts.Look(from, text);
        return !text.Contains("\"dst\"", StringComparison.Ordinal) ? [text]
            : _random.NextDouble() < _loss ? []
            : _random.NextDouble() < _copies ? [text, text]
            : [text];
    }

    private Task PassAsync(long microseconds) => Task.Delay(TimeSpan.FromMicroseconds(microseconds), _world.Time);

    private async Task StepAsync()
    {
        var one = _peers[_random.Next(_peers.Count)];
        var other = _peers[(_peers.IndexOf(one) + 1 + _random.Next(_peers.Count - 1)) % _peers.Count];
        switch (_random.Next(16))
        {
            case 0 or 1 or 2:
                _waits.Add(ConnectAsync(one, other));
                break;
            case 3 or 4:
                _waits.Add(ConnectAsync(one, other));
                _waits.Add(ConnectAsync(other, one));
                break;
            case 5:
                _server.IsReachable = !_server.IsReachable;
                Journal.Add($"the server is {(_server.IsReachable ? "there" : "gone")}");
                break;
            case 6:
                one.Uplink.Cut();
                Journal.Add($"{one.Id} is cut off from the server");
                break;
            case 7:
                one.Uplink.IsSilent = !one.Uplink.IsSilent;
                Journal.Add($"{one.Id} hears {(one.Uplink.IsSilent ? "nothing" : "something")} of the server");
                break;
            case 8:
                one.Move();
                Journal.Add($"{one.Id} moves");
                break;
            case 9:
                one.Move();
                other.Move();
                Journal.Add($"{one.Id} and {other.Id} move at once");
                break;
            case 10:
                Partition(one, other);
                break;
            case 11:
                one.IsTokenExpired = !one.IsTokenExpired;
                Journal.Add($"{one.Id}'s token is {(one.IsTokenExpired ? "expired" : "valid")}");
                break;
            case 12:
                one.RefusesAll = !one.RefusesAll;
                Journal.Add($"{one.Id} lets in {(one.RefusesAll ? "nobody" : "all")}");
                break;
            case 13:
                await VanishAsync(one);
                break;
            case 14 when one.Network.Peers.FirstOrDefault(peer => peer.Id == other.Id)?.Link is { } link:
                Journal.Add($"{one.Id} closes its link with {other.Id}");
                _waits.Add(link.DisposeAsync().AsTask());
                break;
            default:
                Call(one, other);
                break;
        }
    }

    /// <summary>Nothing passes between two machines, until all is mended or for a while.</summary>
    private void Partition(SchedulePeer one, SchedulePeer other)
    {
        var isUp = _random.Next(2) == 0;
        foreach (var path in from left in one.Host.Addresses from right in other.Host.Addresses from path in _world.GetPaths(left, right) select path)
        {
            path.IsUp = isUp;
        }

        Journal.Add($"between {one.Id} and {other.Id} {(isUp ? "something" : "nothing")} passes");
    }

    /// <summary>A machine is off for a while, or for good: another process takes its place.</summary>
    private async Task VanishAsync(SchedulePeer one)
    {
        Journal.Add($"{one.Id} vanishes");
        one.Vanish();
        await PassAsync(_random.Next(3) * 15L * Second);
        if (_random.Next(2) == 0)
        {
            one.Return();
            Journal.Add($"{one.Id} returns");
            return;
        }

        one.IsTokenExpired = false;
        _server.IsReachable = true;
        Journal.Add($"{one.Id} is started anew");
        await one.StartAsync();
    }

    private void Call(SchedulePeer one, SchedulePeer other)
    {
        if (one.Network.Peers.FirstOrDefault(peer => peer.Id == other.Id)?.Link is { State: PeerLinkState.Connected } link)
        {
            Journal.Add($"{one.Id} calls {other.Id}");
            _waits.Add(CallAsync(link));
        }
    }

    /// <summary>Ends with an answer, or with a reason.</summary>
    private async Task CallAsync(PeerLink link)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90), _world.Time);
        try
        {
            await link.GetRemote<IEcho>().WaitAsync(patience.Token);
            Assert.Fail("Nobody answers this call.");
        }
        catch (PeerException exception)
        {
            Journal.Add($"a call ends with {exception.Status}, {exception.Fate}");
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            Journal.Add("a call is given up");
        }
    }

    /// <summary>Ends with a link, or with a reason, in time.</summary>
    private async Task ConnectAsync(SchedulePeer from, SchedulePeer to)
    {
        var started = _world.Now;
        Journal.Add($"{from.Id} connects to {to.Id}");
        var network = from.Network;
        try
        {
            await network.ConnectAsync(to.Id, CancellationToken.None);
            Journal.Add($"{from.Id} has a link to {to.Id}");
        }
        catch (PeerNetworkException exception)
        {
            Journal.Add($"{from.Id} has no link to {to.Id}: {exception.Error}");
            Assert.True(exception.Error != PeerNetworkError.Failed, exception.ToString());
        }

        Assert.InRange(_world.Now - started, 0, LongestWait);
    }

    /// <summary>All is as it was in the beginning, but for what it left behind.</summary>
    private async Task MendAsync()
    {
        Journal.Add("all is mended");
        (_loss, _copies) = (0, 0);
        _server.IsReachable = true;
        foreach (var peer in _peers)
        {
            peer.RefusesAll = false;
            peer.IsTokenExpired = false;
            peer.Uplink.IsSilent = false;
            peer.Move();
        }

        // What was asked with a token that had expired is answered by then. One whose token was refused too often is over, and says so.
        await PassAsync(60L * Second);
        foreach (var peer in _peers.Where(static peer => peer.Network.Completion.IsCompleted))
        {
            Assert.Equal(PeerNetworkError.TokenRefused, (await peer.Network.Completion).Error);
            await peer.StartAsync();
        }
    }

    /// <summary>A link fails with a reason of its own: another is in the place of its peer, this side's network is over, calls last longer than a stop may take.</summary>
    private static void CheckEnd(PeerLinkEnd end)
    {
        if (end.Kind == PeerLinkEndKind.Failed)
        {
            Assert.True(end.Exception is PeerNetworkException { Error: not PeerNetworkError.Failed } || end is { Exception: null, Session.Kind: not PeerSessionEndKind.ProtocolError }, end.ToString());
        }
    }

    /// <summary>There is one link for each pair at most, and both sides think the same of it.</summary>
    private void CheckLinks()
    {
        foreach (var one in _peers)
        {
            foreach (var other in _peers.Where(other => other != one))
            {
                var here = Assert.Single(one.Network.Peers, peer => peer.Id == other.Id);
                var there = Assert.Single(other.Network.Peers, peer => peer.Id == one.Id);
                Assert.True(here.State is NetworkPeerState.Idle or NetworkPeerState.Connected, $"{one.Id} and {other.Id}: {here.State}");
                Assert.True(here.State == there.State, $"{one.Id} and {other.Id}: here {here.State}, there {there.State}");
                Assert.Equal(here.State == NetworkPeerState.Connected, here.Link?.State == PeerLinkState.Connected);
            }
        }
    }

    private async Task MeetAllAsync()
    {
        for (var left = 0; left < _peers.Count; left++)
        {
            for (var right = left + 1; right < _peers.Count; right++)
            {
                var (one, other) = _random.Next(2) == 0 ? (_peers[left], _peers[right]) : (_peers[right], _peers[left]);
                var link = await one.Network.ConnectAsync(other.Id, CancellationToken.None);
                var back = await other.Network.ConnectAsync(one.Id, CancellationToken.None);
                Assert.Equal(left, await link.GetRemote<IEcho>().EchoAsync(left, CancellationToken.None));
                Assert.Equal(right, await back.GetRemote<IEcho>().EchoAsync(right, CancellationToken.None));
            }
        }
    }
}
