using System.Buffers.Binary;
using System.Security.Cryptography;
using TypedPeer.DataChannels.Buffers;
using TypedPeer.DataChannels.Sctp;
using TypedPeer.DataChannels.Sctp.Congestion;

namespace TypedPeer.DataChannels.Tests.Sctp.Support;

/// <summary>How the messages of one stream are sent in a schedule.</summary>
internal enum StreamMode
{
    Ordered,
    Unordered,
    OrderedWithRetransmitLimit,
    OrderedWithLifetime,
    UnorderedWithRetransmitLimit,

    /// <summary>Was ordered and partially reliable; its last message is reliable.</summary>
    LastlyOrdered,

    /// <summary>Was unordered and partially reliable; its last message is reliable.</summary>
    LastlyUnordered,
}

/// <summary>
/// One random life of two associations, wholly determined by its seed: link conditions, options, messages, resets, pauses and
/// the way it ends. Running it checks the promises of an association at every step.
/// </summary>
internal sealed class SctpSchedule
{
    private static readonly double[] Losses = [0, 0, 0.01, 0.1, 0.3];
    private static readonly double[] Duplications = [0, 0, 0.05, 0.3];
    private static readonly long[] Jitters = [0, 0, 1_000, 30_000, 200_000];
    private static readonly long[] Delays = [100, 5_000, 50_000];
    private static readonly int[] Mtus = [1200, 1200, 1200, 1024, 500, 300];
    private static readonly int[] Windows = [4 << 20, 4 << 20, 64 << 10, 24 << 10];

    private readonly Random _random;
    private readonly SimulatedPair _pair;
    private readonly ScheduleSide _left;
    private readonly ScheduleSide _right;
    private readonly IncrementalHash _bytes = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _shape = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly int _maxMessage;

    public SctpSchedule(int seed, Func<int, uint, ISctpCongestionControl> control, uint tsnShift = 0, ushort sequenceShift = 0)
    {
        _random = new Random(seed);
        var tsn = _random.Next(3) == 0 ? uint.MaxValue - (uint)_random.Next(200) : (uint)_random.NextInt64(1L << 32);
        var firstSequence = _random.Next(3) == 0 ? (ushort)(ushort.MaxValue - _random.Next(20)) : (ushort)0;
        var mtu = Pick(Mtus);
        var window = Pick(Windows);
        _maxMessage = _random.Next(4) == 0 ? Math.Min(window, 64 << 10) : Math.Min(window / 3, 8000);
        var controls = new List<WatchedCongestionControl>();
        var options = new SctpOptions
        {
            Mtu = mtu,
            ReceiveWindow = window,
            MaxMessageSize = _maxMessage,
            MaxRto = 2_000_000,
            MaxRetransmits = 60,
            MaxInitRetransmits = 60,
            ShutdownTimeout = long.MaxValue / 4,
            FirstStreamSequence = (ushort)(firstSequence + sequenceShift),
            ReceiveBudget = new SctpReceiveBudget(long.MaxValue / 4),
            CongestionControl = (packet, random) =>
            {
                controls.Add(new WatchedCongestionControl(control(packet, random)));
                return controls[^1];
            },
        };

        _pair = new SimulatedPair(
            seed,
            options,
            options,
            new SeededRandom(seed * 2, 0x1111_1111, tsn + tsnShift),
            new SeededRandom((seed * 2) + 1, 0x2222_2222, tsn + 77 + tsnShift));
        _left = new ScheduleSide(_pair, _pair.Left, () => controls[0], options);
        _right = new ScheduleSide(_pair, _pair.Right, () => controls[1], options);
        _pair.Wiretap = OnPacket;
        _pair.Invariant = () =>
        {
            _left.Check();
            _right.Check();
        };
    }

    /// <summary>Gets a hash of every byte sent, with its time.</summary>
    public string Bytes { get; private set; } = string.Empty;

    /// <summary>Gets a hash of when packets of which length were sent.</summary>
    public string Shape { get; private set; } = string.Empty;

    public SctpSchedule Run()
    {
        _pair.Left.Link = RandomLink();
        _pair.Right.Link = RandomLink();
        var streams = _random.Next(1, 5);
        for (ushort id = 0; id < streams; id++)
        {
            _left.Modes.Add((StreamMode)_random.Next(5));
            _right.Modes.Add((StreamMode)_random.Next(5));
        }

        var connect = _random.Next(4);
        var actions = _random.Next(5, 50);
        for (var i = 0; i < actions; i++)
        {
            if (i == connect)
            {
                _pair.Left.Association.Start(_pair.Now);
                _pair.RunFor(_random.Next(4) == 0 ? _random.Next(200_000) : 0);
                _pair.Right.Association.Start(_pair.Now);
            }

            Act(_random.Next(2) == 0 ? _left : _right);
            _pair.RunFor(_random.Next(3) == 0 ? _random.Next(300_000) : 0);
        }

        Finish();
        Bytes = Convert.ToHexString(_bytes.GetCurrentHash());
        Shape = Convert.ToHexString(_shape.GetCurrentHash());
        return this;
    }

    private void Act(ScheduleSide side)
    {
        switch (_random.Next(12))
        {
            case 0:
                side.Reset((ushort)_random.Next(side.Modes.Count));
                break;
            case 1:
                side.Pause(_random.Next(2) == 0);
                break;
            case 2:
                side.Side.Link = RandomLink();
                break;
            case 3:
                for (var i = _random.Next(100); i >= 0; i--)
                {
                    side.Send((ushort)_random.Next(side.Modes.Count), _random.Next(9, 80), _random);
                }

                break;
            default:
                var length = _random.Next(3) == 0 ? _random.Next(9, _maxMessage + 1) : _random.Next(9, 1300);
                side.Send((ushort)_random.Next(side.Modes.Count), length, _random);
                break;
        }
    }

    private void Finish()
    {
        _left.Pause(false);
        _right.Pause(false);
        _pair.Flush();
        // However bad it was, a path that works again in the end must bring everything.
        if (_random.Next(2) == 0)
        {
            _pair.BothWays = new LinkConditions { Delay = 20_000 };
        }

        _pair.RunUntil(() => _left.IsQuiet && _right.IsQuiet, 100_000_000_000);
        _left.SendLast(_random);
        _right.SendLast(_random);
        _pair.RunUntil(() => _left.IsQuiet && _right.IsQuiet, 100_000_000_000);
        _left.CheckDelivered(_right.Side);
        _right.CheckDelivered(_left.Side);
        (_random.Next(2) == 0 ? _pair.Left : _pair.Right).Association.Shutdown(_pair.Now);
        if (_random.Next(4) == 0)
        {
            _pair.Right.Association.Shutdown(_pair.Now);
        }

        _pair.RunUntil(
            () => _pair.Left.Observer.Closed is not null && _pair.Right.Observer.Closed is not null, 100_000_000_000);
    }

    private LinkConditions RandomLink() => new()
    {
        Loss = Pick(Losses),
        Duplication = Pick(Duplications),
        Jitter = Pick(Jitters),
        Delay = Pick(Delays),
        Rate = _random.Next(3) == 0 ? _random.Next(1_000_000, 50_000_000) : 0,
        Queue = _random.Next(3_000, 100_000),
    };

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];

    private void OnPacket(SimulatedSide from, byte[] packet)
    {
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteInt64BigEndian(head, _pair.Now);
        BinaryPrimitives.WriteInt32BigEndian(head[8..], from == _pair.Left ? packet.Length : -packet.Length);
        _shape.AppendData(head);
        _bytes.AppendData(head);
        _bytes.AppendData(packet);
        (from == _pair.Left ? _left : _right).OnPacket(packet);
    }
}
