using TypedPeer.Sessions.Core;
using TypedPeer.TestSupport;
namespace TypedPeer.Tests.Model;

/// <summary>Two sessions, a seed, and everything that happens to them in the order the seed decides. Single-threaded; no real time passes.</summary>
internal sealed class ModelSchedule
{
    private readonly Random _random;
    private readonly ScheduledExecutor _executor;
    private readonly ManualTimeProvider _time = new();
    private readonly Side[] _sides = new Side[2];
    private readonly List<ModelCall> _calls = [];
    private int _nextNumber;
    private bool _connectionMayBeCut;

    public ModelSchedule(int seed)
    {
        _random = new Random(seed);
        _executor = new ScheduledExecutor(_random);
        var size = _random.Next(4) == 0 ? 1200 : 64 * 1024;
        var first = new ModelChannel(_executor) { MaxMessageSize = size };
        var second = new ModelChannel(_executor) { MaxMessageSize = size };
        ModelChannel.Join(first, second);
        _sides[0] = new Side(first, Options(), _executor);
        _sides[1] = new Side(second, Options(), _executor);
    }

    public void Run()
    {
        var steps = _random.Next(10, 90);
        for (var i = 0; i < steps; i++)
        {
            Step();
        }

        Finish();
        Check();
    }

    private void Step()
    {
        switch (_random.Next(100))
        {
            case < 18:
                Make();
                break;
            case < 40:
                for (var i = _random.Next(1, 20); i > 0; i--)
                {
                    _executor.RunOne();
                }

                break;
            case < 60:
                Pick(_calls)?.Step();
                break;
            case < 72:
                OpenGate(_sides[_random.Next(2)].Service);
                break;
            case < 80 when Pick(_calls) is { } call:
                call.MayBeCut = true;
                call.Source.Cancel();
                break;
            case < 86:
                _sides[_random.Next(2)].Channel.Stall(_random.Next(2) == 0);
                break;
            case < 92:
                _time.Advance(TimeSpan.FromMilliseconds(_random.Next(200)));
                break;
            case 97 when _random.Next(3) == 0:
                _connectionMayBeCut = true;
                _sides[0].Channel.Break();
                break;
            case 98 when _random.Next(2) == 0:
                _connectionMayBeCut = true;
                _sides[_random.Next(2)].Session.Driver.Stop();
                break;
            case 99 when _random.Next(4) == 0:
                _connectionMayBeCut = true;
                _sides[_random.Next(2)].Session.Driver.Abort("enough");
                break;
            case 96 when _random.Next(4) == 0:
                _connectionMayBeCut = true;
                _ = _sides[_random.Next(2)].Session.Driver.Ending.DisposeAsync();
                break;
            default:
                _executor.RunOne();
                break;
        }
    }

    private void Make()
    {
        var caller = _random.Next(2);
        var service = _sides[1 - caller].Service;
        var number = _nextNumber++;
        var options = _random.Next(6) == 0 ? new PeerCallOptions { Timeout = TimeSpan.FromMilliseconds(_random.Next(1, 300)) } : null;
        var remote = options is null ? _sides[caller].Remote : _sides[caller].Session.GetRemote<IModelContract>(options);
        var size = _random.Next(10) == 0 ? _random.Next(100_000) : _random.Next(100);
        ModelCall? call = _random.Next(8) switch
        {
            < 3 => new ModelUnary(number, service, remote, new byte[size]),
            3 => Note(caller, number, size),
            < 6 => new ModelDownload(number, service, remote, _random.Next(20), Math.Max(4, size / 4), _random.Next(30)),
            _ => new ModelUpload(number, service, remote, _random.Next(20), Math.Max(4, size / 4)),
        };
        if (call is not null)
        {
            call.MayBeCut = options is not null;
            _calls.Add(call);
        }
    }

    private ModelCall? Note(int caller, int number, int size)
    {
        _sides[caller].Sent.Add((number, _sides[caller].Remote.NoteAsync(number, new byte[size]).AsTask()));
        return null;
    }

    private void Finish()
    {
        foreach (var side in _sides)
        {
            side.Channel.Stall(false);
            side.Service.IsOpen = true;
        }

        for (var round = 0; round < 10_000; round++)
        {
            _executor.RunAll();
            var moved = OpenGate(_sides[0].Service) | OpenGate(_sides[1].Service);
            foreach (var call in _calls)
            {
                if (!call.IsDone)
                {
                    call.Step();
                    moved = true;
                }
            }

            if (!moved && _executor.IsIdle)
            {
                break;
            }
        }

        _sides[_random.Next(2)].Session.Driver.Stop();
        _executor.RunAll();
    }

    private void Check()
    {
        foreach (var call in _calls)
        {
            Assert.True(call.IsDone, $"call {call.Number} ({call.GetType().Name}) never ended");
            call.Check(_connectionMayBeCut);
        }

        for (var i = 0; i < 2; i++)
        {
            CheckEnd(_sides[i]);
            CheckNotes(_sides[i].Sent, _sides[1 - i].Service);
        }
    }

    private void CheckEnd(Side side)
    {
        var core = side.Session.Driver.Core;
        Assert.True(side.Session.Completion.IsCompleted, "the session never ended");
        var end = side.Session.Completion.Result;
        Assert.NotEqual(PeerSessionEndKind.ProtocolError, end.Kind);
        if (!_connectionMayBeCut)
        {
            Assert.True(end.Kind is PeerSessionEndKind.Stopped or PeerSessionEndKind.StoppedByPeer, end.ToString());
        }

        Assert.Equal(0, core.Outgoing.Count);
        Assert.Equal(0, core.Incoming.Count);
        Assert.Equal(0, core.Held);
        Assert.Equal(0, side.Service.Running);
    }

    private void CheckNotes(List<(int Number, Task Accepted)> sent, ModelService service)
    {
        var accepted = sent.Where(note => note.Accepted.IsCompletedSuccessfully).Select(note => note.Number).ToList();
        var seen = service.Notes;
        if (!_connectionMayBeCut)
        {
            Assert.Equal(sent.Select(note => note.Number), seen);
        }
        else
        {
            // What was handled is what was sent first, in order; what was refused was not handled.
            Assert.Equal(accepted.Take(seen.Count), seen);
        }
    }

    private bool OpenGate(ModelService service)
    {
        if (Pick(service.Gates) is not { } gate)
        {
            return false;
        }

        service.Gates.Remove(gate);
        gate.TrySetResult();
        return true;
    }

    private T? Pick<T>(List<T> list)
        where T : class => list.Count == 0 ? null : list[_random.Next(list.Count)];

    private PeerSessionOptions Options() => new()
    {
        TimeProvider = _time,
        StreamWindowBytes = _random.Next(3) == 0 ? 1024 : 256 * 1024,
        MaxConcurrentCalls = _random.Next(4) == 0 ? 3 : 1024,
        CallWindowBytes = _random.Next(4) == 0 ? 64 * 1024 : 1024 * 1024,
        ChannelBufferBytes = _random.Next(3) == 0 ? 1024 : 64 * 1024,
    };

    private sealed class Side
    {
        public Side(ModelChannel channel, PeerSessionOptions options, ScheduledExecutor executor)
        {
            Channel = channel;
            Session = PeerSession.Start(channel, peer => peer.Serve(Service), options, executor);
            Remote = Session.GetRemote<IModelContract>();
        }

        public ModelChannel Channel { get; }

        public PeerSession Session { get; }

        public IModelContract Remote { get; }

        public ModelService Service { get; } = new();

        public List<(int Number, Task Accepted)> Sent { get; } = [];
    }
}
