using TypedPeer.Sessions.Core;
using TypedPeer.Tests.Core;

namespace TypedPeer.Tests.Resuming;

/// <summary>Two cores, a seed, and everything that happens to them and their channels in the order the seed decides.</summary>
internal sealed class ResumeSchedule
{
    private static readonly int[] Sizes = [1200, 4000, 64 * 1024];
    private readonly Random _random;
    private readonly bool _givesUp;

    public ResumeSchedule(int seed)
    {
        _random = new(seed);
        _givesUp = _random.Next(5) == 0;
        PeerSessionOptions[] options = [Options(), Options()];
        Pair = new(_random, options, Sizes[_random.Next(3)]);
    }

    public ResumePair Pair { get; }

    /// <summary>Gets a value indicating whether the sessions went on to their end in order.</summary>
    public bool Holds { get; private set; } = true;

    /// <summary>Plays to the end: both cores have ended.</summary>
    public void Run()
    {
        Pair.Settle();
        for (var i = _random.Next(20, 300); i > 0; i--)
        {
            Step(_random.Next(2));
        }

        Finish();
    }

    private PeerSessionOptions Options() => new()
    {
        ResumeTimeout = TimeSpan.FromSeconds(30),
        ResumeBufferBytes = _random.Next(2) == 0 ? 256 * 1024 : 8 * 1024 * 1024,
        StreamWindowBytes = _random.Next(3) == 0 ? 1024 : 256 * 1024,
        MaxConcurrentCalls = _random.Next(4) == 0 ? 3 : 1024,
        CallWindowBytes = _random.Next(4) == 0 ? 64 * 1024 : 1024 * 1024,
        StopTimeout = TimeSpan.FromDays(1),
        KeepAliveTimeout = TimeSpan.FromDays(1),
    };

    private void Step(int side)
    {
        var player = Pair.Players[side];
        Pair.Now += _random.Next(1000);
        switch (_random.Next(26))
        {
            case < 5:
                Call(side);
                break;
            case < 12:
                Deliver(side);
                break;
            case < 14:
                Pair.Play(side, new(CoreStepKind.Start, Pair.Now));
                break;
            case < 16 when player.Running.Count > 0:
                Pair.Play(side, new(_random.Next(8) == 0 ? CoreStepKind.Fail : CoreStepKind.Answer, Pair.Now, _random.Next(player.Running.Count)));
                break;
            case < 18 when player.Producers.Count > 0:
                Pair.Play(side, new(CoreStepKind.Produce, Pair.Now, _random.Next(player.Producers.Count), new byte[_random.Next(30_000)]));
                break;
            case 18 when player.Producers.Count > 0:
                Pair.Play(side, new(CoreStepKind.Complete, Pair.Now, _random.Next(player.Producers.Count)));
                break;
            case 19:
                Pair.Play(side, new(CoreStepKind.Take, Pair.Now));
                break;
            case 20 when player.Calls.Count > 0:
                Pair.Play(side, new(CoreStepKind.Cancel, Pair.Now, _random.Next(player.Calls.Count)));
                break;
            case 21:
                Pair.Play(side, new(CoreStepKind.Time, Pair.Now));
                break;
            case 22 when _random.Next(3) == 0:
                Cut();
                break;
            case 23 when Pair.Lines.Count < 4:
                Pair.Connect(Sizes[_random.Next(3)], Sizes[_random.Next(3)]);
                break;
            case > 23 when Pair.Lines.Count > 0:
                Pair.Attempt(side, Pair.Lines[_random.Next(Pair.Lines.Count)]);
                break;
        }
    }

    private void Call(int side)
    {
        var kind = CoreStepKind.Unary + _random.Next(4);
        var length = _random.Next(10) == 0 ? _random.Next(100_000) : _random.Next(100);
        Pair.Play(side, new(kind, Pair.Now, _random.Next(10) == 0 ? _random.Next(1, 50_000) : 0, Pair.Bytes(length)));
    }

    private void Cut()
    {
        if (Pair.Lines.Count > 0)
        {
            Pair.Lines[_random.Next(Pair.Lines.Count)].Cut(count => _random.Next(count + 1));
        }
    }

    private bool Deliver(int side) => Pair.Lines.Count > 0 && Pair.Deliver(side, Pair.Lines[_random.Next(Pair.Lines.Count)]);

    private void Finish()
    {
        var stops = _random.Next(4) == 0;
        if (stops)
        {
            // What is under way then is not lost by the stopping, nor by a cut amid of it.
            Pair.Play(_random.Next(2), new(CoreStepKind.Stop, Pair.Now));
        }

        Pair.Refuses = _givesUp && _random.Next(2) == 0;
        for (var round = 0; round < 20_000; round++)
        {
            Pair.Now += 10;
            if (round < 40 && _random.Next(8) == 0)
            {
                Cut();
            }

            var moved = Reconnect();
            for (var side = 0; side < 2; side++)
            {
                moved |= Pair.Lines.ToArray().Aggregate(false, (any, line) => any | Pair.Deliver(side, line));
                moved |= Work(side);
            }

            if (Pair.Players.All(static player => player.Core.HasEnded))
            {
                return;
            }

            if (!moved && !stops)
            {
                stops = true;
                Pair.Play(_random.Next(2), new(CoreStepKind.Stop, Pair.Now));
            }
            else if (!moved)
            {
                PassTime();
            }
        }

        Assert.Fail($"The cores never came to rest: {string.Join("; ", Pair.Players.Select(Describe))}.");
    }

    private static string Describe(CorePlayer player) =>
        $"{player.Core.Outgoing.Count} calls made, {player.Core.Incoming.Count} handled, {player.Running.Count} running, {player.Core.Queued} bytes queued, suspended {player.Core.IsSuspended}, {string.Join(", ", player.Given.TakeLast(3))}";

    /// <summary>Nobody has anything to do: where a side waits for a channel, its patience ends.</summary>
    private void PassTime()
    {
        Pair.Now += 31_000_000;
        for (var side = 0; side < 2; side++)
        {
            Pair.Play(side, new(CoreStepKind.Time, Pair.Now));
        }
    }

    /// <summary>Brings the two together where one has no channel.</summary>
    private bool Reconnect()
    {
        if (_givesUp && !Pair.Refuses)
        {
            Holds &= !Pair.Players.Any(static player => player.Core.IsSuspended);
            return false;
        }

        if (Pair.Players.Any(static player => player.Core.HasEnded) || !Pair.Players.Any(static player => player.Core.IsSuspended))
        {
            return false;
        }

        Holds &= !Pair.Refuses;
        var line = Pair.Lines.FirstOrDefault(line => !line.IsCut && !Pair.Current.Contains(line)) ?? Pair.Connect(Sizes[_random.Next(3)], Sizes[_random.Next(3)]);
        var begins = line.Exchanges.Any(static exchange => exchange is null) && (!Pair.Refuses || Pair.Players[0].Core.IsSuspended);
        Pair.Attempt(0, line);
        Pair.Attempt(1, line);
        return begins;
    }

    /// <summary>Lets everything that still can go on do so.</summary>
    private bool Work(int side)
    {
        var player = Pair.Players[side];
        var before = (player.Messages.Count, player.Running.Count, player.Given.Count);
        if (player.MayStart)
        {
            Pair.Play(side, new(CoreStepKind.Start, Pair.Now));
        }

        for (var i = 0; i < player.Producers.Count; i++)
        {
            if (!player.Producers[i].Producer.IsComplete)
            {
                Pair.Play(side, new(CoreStepKind.Complete, Pair.Now, i));
            }
        }

        Pair.Play(side, new(CoreStepKind.Take, Pair.Now));
        for (var i = player.Running.Count - 1; i >= 0; i--)
        {
            if (player.Running[i].IsRead)
            {
                Pair.Play(side, new(CoreStepKind.Answer, Pair.Now, i));
            }
        }

        return before != (player.Messages.Count, player.Running.Count, player.Given.Count);
    }
}
