using TypedPeer.CompilerServices;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Generators.Tests.TypeScript.Differential;

/// <summary>
/// Makes up what happens to a session, out of a seed: mostly frames that could come, so that they get far, about calls that there are; some are changed, said twice or in another order; and between them
/// the application calls, gives up, and time passes.
/// </summary>
internal sealed class ScriptWriter(int seed)
{
    private static readonly PeerContractDescriptor Contract = PeerContractDescriptor.Of<ISubject>();

    private static readonly FrameType[] AboutCalls =
    [
        FrameType.Arguments, FrameType.Cancel, FrameType.Result, FrameType.Error, FrameType.Handled, FrameType.Data, FrameType.DataEnd, FrameType.StreamError, FrameType.Credit, FrameType.StreamStop, FrameType.Settle,
        FrameType.Release, FrameType.Data, FrameType.DataEnd, FrameType.Result, FrameType.Error,
    ];

    private readonly Random _random = new(seed);
    private readonly List<SessionStep> _steps = [];
    private readonly Dictionary<ulong, string> _peerMethods = [];
    private readonly List<int> _ownKinds = [];
    private int _peerCalls;
    private bool _isHonest;
    private bool _hasLane;

    private int OwnCalls => _ownKinds.Count;

    /// <summary>Writes the script.</summary>
    public SessionScript Write()
    {
        _isHonest = _random.Next(3) > 0;
        _hasLane = _random.Next(3) == 0;
        Add(Hello());
        for (var left = _random.Next(4, 24); left > 0; left--)
        {
            Step();
        }

        if (!_isHonest && _random.Next(6) == 0)
        {
            var (one, other) = (_random.Next(_steps.Count), _random.Next(_steps.Count));
            (_steps[one], _steps[other]) = (_steps[other], _steps[one]);
        }

        return new(_random.Next(4) == 0 ? 1024 : 4 << 20, _random.Next(3) == 0 ? 1024 : 256 << 10, _steps) { HasLane = _hasLane };
    }

    private void Add(byte[] message) => _steps.Add(new(SessionStepKind.Message, 0, message));

    private void Step()
    {
        switch (_random.Next(20))
        {
            case < 5:
                _ownKinds.Add(_random.Next(SubjectCaller.Kinds * 5 / 4));
                _steps.Add(new(SessionStepKind.Call, _ownKinds[^1]));
                break;
            case 5:
                _steps.Add(new(SessionStepKind.Cancel, _random.Next(OwnCalls + 1)));
                break;
            case 6:
                _steps.Add(new(SessionStepKind.Time, 1000 * _random.Next(1, 5)));
                break;
            case 7:
                _steps.Add(new(SessionStepKind.LetGo));
                break;
            case 8 when _random.Next(4) == 0:
                _steps.Add(new(_random.Next(3) == 0 ? SessionStepKind.Close : SessionStepKind.Stop));
                break;
            case > 8 and < 13 when _hasLane:
                _steps.Add(new(SessionStepKind.Datagram, 0, Datagram()));
                break;
            default:
                Add(Message());
                break;
        }
    }

    private byte[] Message()
    {
        var message = new List<byte>();
        for (var left = _random.Next(1, 4); left > 0; left--)
        {
            var frame = Frame();
            if (message.Count > 0 && frame[0] == (byte)FrameType.Call && _peerMethods.GetValueOrDefault((ulong)_peerCalls) == "UseAsync")
            {
                // A reference that comes again while its proxy is given back: .NET reads it when the handler starts, TypeScript when it comes, and one gives back both at once.
                Add([.. message]);
                message.Clear();
            }

            message.AddRange(frame);
        }

        if (!_isHonest && _random.Next(12) == 0)
        {
            message[_random.Next(message.Count)] = (byte)_random.Next(256);
        }

        return [.. message];
    }

    /// <summary>Mostly calls that may be lost; sometimes what has no place in a datagram.</summary>
    private byte[] Datagram()
    {
        var datagram = new List<byte>();
        for (var left = _random.Next(1, 3); left > 0; left--)
        {
            datagram.AddRange(_isHonest || _random.Next(4) > 0 ? Unreliable() : _random.Next(2) == 0 ? Frame() : Bytes(_random.Next(9)));
        }

        return [.. datagram];
    }

    private byte[] Unreliable()
    {
        var method = Contract.Methods.ToArray().First(static method => NameOf(method) == "HintAsync");
        method = _random.Next(12) == 0 ? Contract.Methods.Span[_random.Next(Contract.Methods.Length)] : method;
        var flags = _random.Next(5) switch
        {
            0 => CallFlags.Headers,
            1 => CallFlags.Target,
            2 => (CallFlags)(1UL << _random.Next(9)),
            _ => CallFlags.None,
        };
        return SessionFrame.Of(FrameType.Unreliable, Number((ulong)flags), Long(_random.Next(20) == 0 ? 1 : method.Id), Header(flags), Arguments(NameOf(method)));
    }

    private byte[] Hello()
    {
        var odd = _random.Next(10);
        var features = _random.Next(4) == 0 ? _random.Next(8) : _hasLane ? 7 : 3;
        var hello = SessionFrame.Of(
            FrameType.Hello, "TPP"u8.ToArray(), Number(odd == 0 ? Any() : 1), Number(odd == 1 ? Any() : 1), Number(odd == 2 ? 1024UL : 4 << 20), Number(odd == 3 ? 2UL : 1024), Number(odd == 4 ? 32768UL : 1 << 20),
            Number(odd == 5 ? 16UL : 256 << 10), Number(1), Number((ulong)features));
        var methods = Contract.Methods.ToArray().Where(_ => odd != 6 || _random.Next(4) > 0).Select(method => (byte[])[.. Long(method.Id), .. Long(odd == 7 && _random.Next(4) == 0 ? 1 : method.Shape)]).ToList();
        var isWhole = odd is not 6 and not 7;
        return
        [
            .. hello,
            .. SessionFrame.Of(FrameType.Contract, Long(NameHash.Of(Contract.Name)), Long(isWhole ? Contract.Fingerprint : 1), Number((ulong)methods.Count), [.. methods.SelectMany(static method => method)]),
        ];
    }

    private byte[] Frame()
    {
        switch (_random.Next(24))
        {
            case < 9:
                return Call();
            case 9:
                return SessionFrame.Of(FrameType.Ping, Long(7));
            case 10:
                return SessionFrame.Of(FrameType.CallCredit, Number((ulong)_random.Next(100_000)));
            case > 10 when _isHonest:
                return AboutOpenCall();
            case 11 when _random.Next(3) == 0:
                return SessionFrame.Of(FrameType.Goodbye, Number(_random.Next(3) == 0 ? (ulong)_random.Next(16) : 0), Number((ulong)_random.Next(OwnCalls + 2)), SessionFrame.Text("over"));
            case 12 when _random.Next(3) == 0:
                return SessionFrame.Of(FrameType.Finished);
            case 13 when _random.Next(3) == 0:
                return SessionFrame.Of((FrameType)_random.Next(256), Bytes(_random.Next(20)));
            default:
                return AboutCall(AboutCalls[_random.Next(AboutCalls.Length)]);
        }
    }

    private byte[] Call()
    {
        var method = Contract.Methods.Span[_random.Next(Contract.Methods.Length)];
        var id = ++_peerCalls + (!_isHonest && _random.Next(20) == 0 ? _random.Next(-3, 3) : 0);
        _peerCalls = Math.Max(_peerCalls, id);
        _peerMethods[(ulong)Math.Max(id, 0)] = NameOf(method);
        var flags = NameOf(method) switch
        {
            "NoteAsync" or "HoldNoteAsync" or "HintAsync" => CallFlags.OneWay,
            "MovedAsync" => CallFlags.OneWay | (_random.Next(2) == 0 ? CallFlags.Latest : CallFlags.None),
            "UseAsync" or "WorkAsync" => CallFlags.Settle,
            _ => CallFlags.None,
        };
        flags ^= _random.Next(_isHonest ? 15 : 5) == 0 ? (CallFlags)(1UL << _random.Next(9)) : CallFlags.None;
        return SessionFrame.Of(FrameType.Call, Number((ulong)Math.Max(id, 0)), Number((ulong)flags), Long(_random.Next(30) == 0 ? 1 : method.Id), Header(flags), Arguments(NameOf(method)));
    }

    private byte[] Header(CallFlags flags)
    {
        var header = new List<byte>();
        if (flags.HasFlag(CallFlags.Target))
        {
            header.AddRange((byte[])(_random.Next(4) switch
            {
                0 => [1, .. SessionFrame.Text(_random.Next(2) == 0 ? string.Empty : "nobody")],
                1 => [2, .. Small()],
                2 => [3, .. Long(NameHash.Of(Contract.Name)), .. SessionFrame.Text(string.Empty)],
                _ => [(byte)_random.Next(6), .. Bytes(9)],
            }));
        }

        header.AddRange(flags.HasFlag(CallFlags.Deadline) ? Number((ulong)_random.Next(4) * 1_500_000) : []);
        header.AddRange(flags.HasFlag(CallFlags.Headers) ? [1, .. SessionFrame.Text("name"), .. SessionFrame.Text("value")] : []);
        header.AddRange(flags.HasFlag(CallFlags.Priority) ? [(byte)_random.Next(4)] : []);
        return [.. header];
    }

    private byte[] Arguments(string method)
    {
        if (_random.Next(12) == 0)
        {
            return Bytes(_random.Next(12));
        }

        return method switch
        {
            "FailAsync" => [.. Int(_random.Next(-1, 16)), .. String("why")],
            "CountAsync" => Int(_random.Next(8) == 0 ? 1000 : _random.Next(6)),
            "SumAsync" or "DoubleAsync" => [],
            "WorkAsync" => [.. Int(_random.Next(4)), .. Number((ulong)(2 * _random.Next(4)))],
            "UseAsync" => Reference(),
            "MovedAsync" => Int(_random.Next(100)),
            _ => String(_random.Next(10) == 0 ? new string('y', 2000) : $"text {_peerCalls}"),
        };
    }

    /// <summary>A frame that a call which was made allows for, if it is not over.</summary>
    private byte[] AboutOpenCall()
    {
        if (_random.Next(2) == 0 && OwnCalls > 0)
        {
            var own = (ulong)_random.Next(OwnCalls) + 1;
            return (_ownKinds[(int)own - 1] % SubjectCaller.Kinds, _random.Next(4)) switch
            {
                (6 or 7, 0) => SessionFrame.Of(FrameType.Credit, Number((own << 1) + 1), Number(1), Number(2000)),
                (6 or 7, 1) => SessionFrame.Of(FrameType.StreamStop, Number((own << 1) + 1), Number(1)),
                (4 or 5 or 7, > 1) => SessionFrame.Of(_random.Next(3) == 0 ? FrameType.DataEnd : FrameType.Data, Number((own << 1) + 1), Number(0), Items()),
                (10, _) => SessionFrame.Of(FrameType.Handled, Number(own)),
                (1 or 4 or 5 or 7, _) or (_, 0) => SessionFrame.Of(FrameType.Error, Number(own), Number((ulong)_random.Next(1, 16)), SessionFrame.Text("no")),
                _ => SessionFrame.Of(FrameType.Result, Number(own), Number(0), Result()),
            };
        }

        var peers = (ulong)_random.Next(Math.Max(1, _peerCalls)) + 1;
        return (_peerMethods.GetValueOrDefault(peers), _random.Next(4)) switch
        {
            (null, _) => SessionFrame.Of(FrameType.Ping, Long(1)),
            ("SumAsync" or "DoubleAsync", > 1) => SessionFrame.Of(FrameType.Data, Number(peers << 1), Number(1), Items()),
            ("SumAsync" or "DoubleAsync", 1) => _random.Next(2) == 0
                ? SessionFrame.Of(FrameType.DataEnd, Number(peers << 1), Number(1), Items())
                : SessionFrame.Of(FrameType.StreamError, Number(peers << 1), Number(1), Number((ulong)_random.Next(16)), SessionFrame.Text("no items")),
            ("CountAsync" or "DoubleAsync", 0) => SessionFrame.Of(FrameType.Credit, Number(peers << 1), Number(0), Number(100)),
            _ => SessionFrame.Of(FrameType.Cancel, Number(peers), Number((ulong)_random.Next(1, 3))),
        };
    }

    private byte[] AboutCall(FrameType type)
    {
        var peers = (ulong)Math.Max(0, _peerCalls - _random.Next(3) + (_random.Next(15) == 0 ? 1 : 0));
        var own = (ulong)Math.Max(0, (_random.Next(15) == 0 ? 1 : 0) + (OwnCalls > 0 ? _random.Next(OwnCalls) + 1 : 0));
        var index = (ulong)(_random.Next(12) == 0 ? _random.Next(3) : 0);
        var isOwn = _random.Next(2) == 0;
        var key = isOwn ? (own << 1) + 1 : peers << 1;
        var stream = isOwn ? index : 1 - Math.Min(index, 1);
        return type switch
        {
            FrameType.Arguments => SessionFrame.Of(type, Number(peers), Number((ulong)_random.Next(2)), Bytes(_random.Next(9))),
            FrameType.Cancel => SessionFrame.Of(type, Number(peers), Number((ulong)_random.Next(1, 3))),
            FrameType.Result => SessionFrame.Of(type, Number(own), Number((ulong)(_random.Next(8) == 0 ? _random.Next(4) : 0)), Result()),
            FrameType.Error => SessionFrame.Of(type, Number(own), Number((ulong)_random.Next(16)), SessionFrame.Text("no"), Bytes(_random.Next(4) == 0 ? 12 : 0)),
            FrameType.Handled => SessionFrame.Of(type, Number(own)),
            FrameType.Data or FrameType.DataEnd => SessionFrame.Of(type, Number(key), Number(stream), Items()),
            FrameType.StreamError => SessionFrame.Of(type, Number(_random.Next(9) == 0 ? key : peers << 1), Number(1), Number((ulong)_random.Next(16)), SessionFrame.Text("no items")),
            FrameType.Credit => SessionFrame.Of(type, Number(key), Number(isOwn ? 1UL : 0), Number((ulong)_random.Next(5000))),
            FrameType.StreamStop => SessionFrame.Of(type, Number(_random.Next(9) == 0 ? key : (own << 1) + 1), Number(_random.Next(9) == 0 ? index : 1)),
            FrameType.Settle => SessionFrame.Of(type, Number(key), Number(_random.Next(3) == 0 ? 1UL : 0), Small(), Number((ulong)_random.Next(3))),
            _ => SessionFrame.Of(type, Small(), Small()),
        };
    }

    private static string NameOf(PeerMethod method) => method.Signature[..method.Signature.IndexOf('(', StringComparison.Ordinal)];

    private byte[] Items()
    {
        var items = new List<byte>();
        for (var left = _random.Next(3); left > 0; left--)
        {
            var item = _random.Next(3) == 0 ? String("item") : Int(_random.Next(100));
            items.AddRange([.. SessionFrame.Number((ulong)item.Length), .. item]);
        }

        return _random.Next(10) == 0 ? Bytes(_random.Next(6)) : [.. items];
    }

    private byte[] Result() => _random.Next(5) switch
    {
        0 => [],
        1 => Int(_random.Next(100)),
        2 => [.. Int(_random.Next(100)), .. Int(0)],
        3 => Reference(),
        _ => String("result"),
    };

    private byte[] Reference() => Number((ulong)(_random.Next(5) == 0 ? _random.Next(6) : 2 * _random.Next(1, 4)));

    private byte[] Small() => Number((ulong)_random.Next(4));

    private ulong Any() => _random.Next(3) == 0 ? (ulong)_random.NextInt64() : (ulong)_random.Next(5);

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Number(ulong value) => SessionFrame.Number(value);

    private static byte[] Long(ulong value) => BitConverter.GetBytes(value);

    private static byte[] Int(int value) => BitConverter.GetBytes(value);

    private static byte[] String(string text) => [.. Int(~text.Length), .. Int(text.Length), .. System.Text.Encoding.UTF8.GetBytes(text)];
}
