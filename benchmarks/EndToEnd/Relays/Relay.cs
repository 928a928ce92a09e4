using System.Collections.Concurrent;
using System.Diagnostics;

namespace TypedPeer.Benchmarks.EndToEnd.Relays;

/// <summary>
/// A bottleneck in user space: datagrams that come in at one port of a path leave by the other, late, capped or not at all, as the
/// settings say. All its paths share the one bottleneck. One thread of its own does everything, and orders are carried out there.
/// </summary>
internal sealed class Relay
{
    /// <summary>The longest that an order waits, in microseconds.</summary>
    private const long LongestWait = 5000;

    /// <summary>
    /// What leaves within so many microseconds leaves now, and what comes in such a time before the next leaves is seen then: to be
    /// woken for each datagram twice would take half a processor.
    /// </summary>
    private const long Early = 40;
    private const long Unseen = 200;

    private readonly ConcurrentQueue<Action> _orders = new();
    private readonly Stack<RelayDatagram> _free = [];
    private readonly List<RelayPort> _ports = [];
    private readonly PreciseWait _wait = new();
    private RelayDirection _there = null!;
    private RelayDirection _back = null!;
    private Lateness _lateness = new();

    public Relay()
    {
        Begin(new RelaySettings(RoundTrip: 0, Loss: 0, Megabits: 0, Queue: 0));
        new Thread(Run) { IsBackground = true, Name = "Relay" }.Start();
    }

    /// <summary>Carries out an order between two datagrams.</summary>
    public Task<T> OrderAsync<T>(Func<Relay, T> order)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _orders.Enqueue(() =>
        {
            try
            {
                done.SetResult(order(this));
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        });
        return done.Task;
    }

    /// <summary>Forgets all paths and begins anew with other settings.</summary>
    public bool Begin(RelaySettings settings)
    {
        _ports.ForEach(static port => port.Dispose());
        _ports.Clear();
        _there = new RelayDirection(settings.Seed, settings.ToPath());
        _back = new RelayDirection(settings.Seed + 1, settings.ToPath());
        _lateness = new Lateness();
        return true;
    }

    /// <summary>Opens one more path; returns its ends.</summary>
    public (RelayPort First, RelayPort Second) OpenPath()
    {
        var first = new RelayPort(_there);
        var second = new RelayPort(_back) { Other = first };
        first.Other = second;
        _ports.AddRange([first, second]);
        return (first, second);
    }

    /// <summary>What has happened since <see cref="Begin"/>.</summary>
    public RelayReport Report() => new(
        [.. _ports.Where(static (_, i) => i % 2 == 1).Select(static port => port.Delivered)],
        [.. _ports.Where(static (_, i) => i % 2 == 0).Select(static port => port.Delivered)],
        _there.Dropped,
        _there.Overflows,
        _back.Dropped,
        _lateness.Quantile(0.5),
        _lateness.Quantile(0.99),
        Overruns.Count(_ports.Select(static port => port.Number)));

    private static long Now() => (long)(Stopwatch.GetTimestamp() * (1e6 / Stopwatch.Frequency));

    private void Run()
    {
        PreciseWait.AskForPrecision();
        while (true)
        {
            while (_orders.TryDequeue(out var order))
            {
                order();
            }

            Leave(_there);
            Leave(_back);
            var next = Math.Min(_there.NextDue, _back.NextDue);
            var wait = next == long.MaxValue ? LongestWait : Math.Clamp(next - Now(), 0, LongestWait);
            if (wait > 0)
            {
                _wait.Wait(wait < Unseen ? [] : _ports, wait);
            }

            foreach (var port in _ports)
            {
                Take(port);
            }
        }
    }

    private void Leave(RelayDirection direction)
    {
        // Asked again for each: sending takes longer than a fast bottleneck does.
        while (direction.TryLeave(Now() + Early, out var datagram))
        {
            _lateness.Add(Math.Max(0, Now() - datagram.Due));
            datagram.To.Send(datagram);
            _free.Push(datagram);
        }
    }

    /// <summary>Takes what has come, but not more than keeps the others waiting for a moment.</summary>
    private void Take(RelayPort port)
    {
        const int Most = 32;
        for (var i = 0; i < Most; i++)
        {
            var datagram = _free.TryPop(out var used) ? used : new RelayDatagram();
            if (!port.TryReceive(datagram))
            {
                _free.Push(datagram);
                return;
            }

            datagram.To = port.Other;
            if (!port.Direction.TryTake(datagram, Now()))
            {
                _free.Push(datagram);
            }
        }
    }
}
