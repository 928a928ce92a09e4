using TypedPeer.Sessions.Core;

namespace TypedPeer.Tests.Core;

/// <summary>Two cores and a seed: what happens to them, in the order the seed decides. Every input of both is kept.</summary>
internal sealed class CoreSchedule
{
    private readonly Random _random;
    private readonly CorePlayer[] _players = new CorePlayer[2];
    private readonly int[] _delivered = new int[2];
    private readonly int _size;
    private long _now = 1_000_000;

    public CoreSchedule(int seed)
    {
        _random = new(seed);
        _size = _random.Next(3) == 0 ? 1200 : 64 * 1024;
        for (var i = 0; i < 2; i++)
        {
            Options[i] = new()
            {
                StreamWindowBytes = _random.Next(3) == 0 ? 1024 : 256 * 1024,
                MaxConcurrentCalls = _random.Next(4) == 0 ? 3 : 1024,
                CallWindowBytes = _random.Next(4) == 0 ? 64 * 1024 : 1024 * 1024,
            };
            _players[i] = new(Options[i]);
            Inputs[i] = [];
        }
    }

    public PeerSessionOptions[] Options { get; } = new PeerSessionOptions[2];

    /// <summary>Gets every input of each core.</summary>
    public List<CoreStep>[] Inputs { get; } = new List<CoreStep>[2];

    public IReadOnlyList<CorePlayer> Players => _players;

    /// <summary>Plays to the end: both cores have ended in order.</summary>
    public void Run()
    {
        Play(0, new(CoreStepKind.Open, _now, _size));
        Play(1, new(CoreStepKind.Open, _now, _size));
        for (var i = _random.Next(20, 300); i > 0; i--)
        {
            Step(_random.Next(2));
        }

        Finish();
    }

    private void Step(int side)
    {
        var player = _players[side];
        _now += _random.Next(1000);
        switch (_random.Next(20))
        {
            case < 5:
                Call(side);
                break;
            case < 10:
                Deliver(side);
                break;
            case < 12:
                Play(side, new(CoreStepKind.Start, _now));
                break;
            case < 14 when player.Running.Count > 0:
                Play(side, new(_random.Next(8) == 0 ? CoreStepKind.Fail : CoreStepKind.Answer, _now, _random.Next(player.Running.Count)));
                break;
            case < 16 when player.Producers.Count > 0:
                Play(side, new(CoreStepKind.Produce, _now, _random.Next(player.Producers.Count), new byte[_random.Next(30_000)]));
                break;
            case 16 when player.Producers.Count > 0:
                Play(side, new(CoreStepKind.Complete, _now, _random.Next(player.Producers.Count)));
                break;
            case 17:
                Play(side, new(CoreStepKind.Take, _now));
                break;
            case 18 when player.Calls.Count > 0:
                Play(side, new(CoreStepKind.Cancel, _now, _random.Next(player.Calls.Count)));
                break;
            case 19:
                Play(side, new(CoreStepKind.Time, _now));
                break;
        }
    }

    private void Call(int side)
    {
        var kind = CoreStepKind.Unary + _random.Next(4);
        var length = _random.Next(10) == 0 ? _random.Next(100_000) : _random.Next(100);
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        Play(side, new(kind, _now, _random.Next(10) == 0 ? _random.Next(1, 50_000) : 0, bytes));
    }

    private bool Deliver(int side)
    {
        var from = _players[1 - side].Messages;
        if (_delivered[side] == from.Count)
        {
            return false;
        }

        Play(side, new(CoreStepKind.Message, _now, 0, from[_delivered[side]++]));
        return true;
    }

    private void Play(int side, CoreStep step)
    {
        Inputs[side].Add(step);
        _players[side].Play(step);
    }

    private void Finish()
    {
        var stops = false;
        for (var round = 0; round < 20_000; round++)
        {
            _now += 10;
            var moved = false;
            for (var side = 0; side < 2; side++)
            {
                moved |= Deliver(side) | Work(side);
            }

            if (_players[0].Core.HasEnded && _players[1].Core.HasEnded)
            {
                return;
            }

            if (!moved && !stops)
            {
                stops = true;
                Play(_random.Next(2), new(CoreStepKind.Stop, _now));
            }
        }

        Assert.Fail($"The cores never came to rest: {string.Join("; ", _players.Select(Describe))}.");
    }

    private static string Describe(CorePlayer player) =>
        $"{player.Core.Outgoing.Count} calls made, {player.Core.Incoming.Count} handled, {player.Running.Count} running, {player.Core.Queued} bytes queued, {string.Join(", ", player.Given.TakeLast(3))}";

    /// <summary>Lets everything that still can go on do so.</summary>
    private bool Work(int side)
    {
        var player = _players[side];
        var before = (player.Messages.Count, player.Running.Count, player.Given.Count);
        if (player.MayStart)
        {
            Play(side, new(CoreStepKind.Start, _now));
        }

        for (var i = 0; i < player.Producers.Count; i++)
        {
            if (!player.Producers[i].Producer.IsComplete)
            {
                Play(side, new(CoreStepKind.Complete, _now, i));
            }
        }

        Play(side, new(CoreStepKind.Take, _now));
        for (var i = player.Running.Count - 1; i >= 0; i--)
        {
            if (player.Running[i].IsRead)
            {
                Play(side, new(CoreStepKind.Answer, _now, i));
            }
        }

        return before != (player.Messages.Count, player.Running.Count, player.Given.Count);
    }
}
