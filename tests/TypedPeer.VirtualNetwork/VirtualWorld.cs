using System.Net;
using System.Security.Cryptography;

namespace TypedPeer.VirtualNetwork;

/// <summary>
/// A clock, and a network between addresses, in which nothing happens by chance: same seed, same events in the same order.
/// Datagrams and timers run on the thread that calls <see cref="RunUntil"/>, under <see cref="Gate"/>; posted work runs there without it.
/// </summary>
internal sealed class VirtualWorld : IDisposable
{
    private const long IdleTime = 100_000;
    private const int IdleMilliseconds = 50;
    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();
    private readonly Queue<Action> _posted = new();
    private readonly Dictionary<IPEndPoint, Action<IPEndPoint, byte[]>> _bound = [];
    private readonly Dictionary<(IPAddress From, IPAddress To), VirtualPath> _paths = [];
    private readonly List<VirtualNat> _nats = [];
    private readonly IncrementalHash _trace = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ManualResetEventSlim _somethingPosted = new();
    private long _order;
    private int _seeds;
    private long _lastMove;

    /// <summary>Makes a world. The clock does not start at zero, so that nothing relies on it.</summary>
    public VirtualWorld(int seed, VirtualPathOptions? defaults = null)
    {
        Seed = seed;
        Defaults = defaults ?? new VirtualPathOptions();
        Time = new VirtualTimeProvider(this);
    }

    /// <summary>Everything random is drawn from here; print it when something fails.</summary>
    public int Seed { get; }

    /// <summary>Microseconds.</summary>
    public long Now { get; private set; } = 7_654_321;

    /// <summary>The clock for code that takes one.</summary>
    public TimeProvider Time { get; }

    /// <summary>What paths between hosts are like unless told otherwise.</summary>
    public VirtualPathOptions Defaults { get; set; }

    /// <summary>Guards everything here, and the cores that run in this world.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Whether work of others (sessions, awaiting tests) may be under way on the thread pool and is waited for before the clock moves.</summary>
    public bool HasOutsiders { get; set; }

    /// <summary>Addresses that somebody receives at.</summary>
    public IReadOnlyCollection<IPEndPoint> Bound => _bound.Keys;

    /// <summary>Timers that are yet to call back.</summary>
    public int ArmedTimers { get; set; }

    /// <summary>Datagrams sent so far.</summary>
    public long Datagrams { get; private set; }

    /// <summary>Sees every datagram as its sender sends it, and may drop it by returning false.</summary>
    public Func<VirtualDatagram, bool>? Filter { get; set; }

    /// <summary>A digest of every datagram sent so far, with time and addresses.</summary>
    public string TraceHash => Convert.ToHexString(_trace.GetCurrentHash());

    /// <summary>Registers who gets the datagrams of an address.</summary>
    public void Bind(IPEndPoint address, Action<IPEndPoint, byte[]> receiver) => _bound.Add(address, receiver);

    /// <summary>Takes an address away: its interface is gone.</summary>
    public void Unbind(IPEndPoint address) => _bound.Remove(address);

    /// <summary>The path from one host to another.</summary>
    public VirtualPath GetPath(IPAddress from, IPAddress to)
    {
        if (!_paths.TryGetValue((from, to), out var path))
        {
            // A seed of its own, so that what one path carries does not change what another does.
            path = new VirtualPath(HashCode(from, to), Defaults);
            _paths.Add((from, to), path);
        }

        return path;
    }

    /// <summary>Both directions between two hosts.</summary>
    public VirtualPath[] GetPaths(IPAddress left, IPAddress right) => [GetPath(left, right), GetPath(right, left)];

    /// <summary>Sends one direction over a path of the caller's, to share a bottleneck.</summary>
    public void Route(IPAddress from, IPAddress to, VirtualPath path) => _paths[(from, to)] = path;

    /// <summary>Puts a host behind a translator.</summary>
    public VirtualNat AddNat(IPAddress inside, IPAddress outside, VirtualNatKind kind = VirtualNatKind.PortRestrictedCone)
    {
        var nat = new VirtualNat(inside, outside, kind);
        _nats.Add(nat);
        return nat;
    }

    /// <summary>A seed for the next one who needs randomness of its own.</summary>
    public int NextSeed() => unchecked((Seed * 1_000_003) + (_seeds += 7919));

    /// <summary>Sends a datagram.</summary>
    public void Send(IPEndPoint from, IPEndPoint to, ReadOnlySpan<byte> bytes)
    {
        var datagram = new VirtualDatagram(Datagrams++, Now, from, to, bytes.ToArray());
        AddToTrace(datagram);
        if (Filter?.Invoke(datagram) is false)
            return;

        var host = from.Address;
        foreach (var nat in _nats)
        {
            if (nat.Inside.Equals(host))
            {
                if (nat.Leave(from, to) is not { } outer)
                    return;

                from = outer;
            }
            else if (nat.Inside.Equals(to.Address))
                return; // Nobody outside can name what is inside.
        }

        foreach (var nat in _nats)
        {
            if (!nat.Outside.Equals(to.Address))
                continue;
            if (nat.Enter(from, to) is not { } inner)
                return;

            to = inner;
            break;
        }

        Span<long> arrivals = stackalloc long[2];
        int copies = GetPath(host, to.Address).Pass(bytes.Length, Now, arrivals);
        for (int copy = 0; copy < copies; copy++)
        {
            // Receivers decrypt in place: every copy has bytes of its own.
            byte[] own = (byte[])datagram.Bytes.Clone();
            Schedule(arrivals[copy], () =>
            {
                if (_bound.TryGetValue(to, out var receiver))
                    receiver(from, own);
            });
        }
    }

    /// <summary>Runs something at a time, under the gate.</summary>
    public void Schedule(long at, Action action)
    {
        lock (Gate)
            _events.Enqueue(action, (Math.Max(at, Now), _order++));
    }

    /// <summary>Runs something before the clock moves on, without the gate.</summary>
    public void Post(Action action)
    {
        lock (Gate)
        {
            _posted.Enqueue(action);
            _somethingPosted.Set();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _somethingPosted.Dispose();
        _trace.Dispose();
    }

    /// <summary>Lets time pass.</summary>
    public void Run(long duration) => RunUntil(static () => false, duration);

    /// <summary>Lets time pass until a condition holds; false if it does not within the given time.</summary>
    public bool RunUntil(Func<bool> condition, long within = 60_000_000)
    {
        long end = Now + within;
        while (true)
        {
            RunPosted();
            if (condition())
                return true;
            if (HasOutsiders && WaitForOutsiders())
                continue;

            if (!TryMove(end))
                return condition();
        }
    }

    /// <summary>Does the next thing there is to do: work that was posted, or else what is scheduled next, up to a time. False when there is none, and it is that time.</summary>
    public bool Step(long end) => TryRunPosted() || TryMove(end);

    private bool TryMove(long end)
    {
        lock (Gate)
        {
            if (!_events.TryPeek(out _, out var at) || at.At > end)
            {
                Now = end;
                return false;
            }

            _lastMove = at.At > Now ? 0 : _lastMove + 1;
            if (_lastMove > 1_000_000)
                throw new InvalidOperationException($"A million events at {Now} us: something spins (seed {Seed}).");

            Now = at.At;
            _events.Dequeue()();
            return true;
        }
    }

    private void RunPosted()
    {
        while (TryRunPosted())
        {
        }
    }

    private bool TryRunPosted()
    {
        Action? work;
        lock (Gate)
        {
            if (!_posted.TryDequeue(out work))
            {
                _somethingPosted.Reset();
                return false;
            }
        }

        work();
        return true;
    }

    /// <summary>
    /// Gives continuations on the thread pool a chance; true if they posted something. When the network is idle the clock is about to jump,
    /// so a busy machine is given some real time first: otherwise timeouts would strike while a continuation waits for a processor.
    /// </summary>
    private bool WaitForOutsiders()
    {
        for (int round = 0; round < 3 && !_somethingPosted.IsSet; round++)
        {
            using var passed = new ManualResetEventSlim();
            ThreadPool.UnsafeQueueUserWorkItem(static passed => passed.Set(), passed, preferLocal: false);
            passed.Wait();
        }

        bool isIdle;
        lock (Gate)
            isIdle = !_events.TryPeek(out _, out var next) || next.At - Now > IdleTime;

        return isIdle ? _somethingPosted.Wait(IdleMilliseconds) : _somethingPosted.IsSet;
    }

    private int HashCode(IPAddress from, IPAddress to)
    {
        // System.HashCode is seeded anew in every process.
        int hash = Seed;
        foreach (byte value in from.GetAddressBytes())
            hash = unchecked((hash * 31) + value);
        foreach (byte value in to.GetAddressBytes())
            hash = unchecked((hash * 37) + value);

        return hash;
    }

    private void AddToTrace(VirtualDatagram datagram)
    {
        _trace.AppendData(BitConverter.GetBytes(datagram.At));
        _trace.AppendData(System.Text.Encoding.ASCII.GetBytes($"{datagram.From}>{datagram.To}"));
        _trace.AppendData(datagram.Bytes);
    }
}
