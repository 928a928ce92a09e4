using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TypedPeer.Benchmarks.EndToEnd.Measuring;
using TypedPeer.Benchmarks.EndToEnd.Peers;

namespace TypedPeer.Benchmarks.EndToEnd.Relays;

/// <summary>Does a relay do what it is asked to? Measured with plain sockets before anything else is.</summary>
internal sealed class RelayCheck(RelayProcess relay)
{
    private const int Size = 1200;

    /// <summary>What a shared machine may add before the figures behind the relay are no longer those of the path.</summary>
    private const double Tolerance = 0.05;

    /// <summary>A shared machine has slow moments, which say nothing of the relay.</summary>
    private const int Attempts = 3;

    private readonly List<string> _faults = [];

    /// <summary>Prints what was measured; false when it is not what was asked for, several times one after another.</summary>
    public static async Task<bool> RunAsync(RelayProcess relay)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var check = new RelayCheck(relay);
            await check.DelayAsync(new RelaySettings(RoundTrip: 20, Loss: 0, Megabits: 100, Queue: 50));
            await check.RateAsync(new RelaySettings(RoundTrip: 20, Loss: 0, Megabits: 100, Queue: 50));
            await check.LossAsync(new RelaySettings(RoundTrip: 1, Loss: 1, Megabits: 0, Queue: 0));
            if (check._faults.Count == 0)
            {
                return true;
            }

            check._faults.ForEach(static fault => Console.WriteLine($"relay: {fault}"));
        }

        return false;
    }

    private async Task DelayAsync(RelaySettings settings)
    {
        var seen = await SendAsync(settings, count: 500, spacing: 1000);
        var delays = new Samples(higherIsBetter: false);
        seen.ForEach(arrival => delays.Add(arrival.Delay));
        var asked = settings.RoundTrip / 2;
        Console.WriteLine(FormattableString.Invariant($"relay: one way takes {delays.Best:F2} ms ({delays.Median:F2} at p50, {delays.Quantile(0.99):F2} at p99) of {asked} asked"));
        Expect("the delay", delays.Best, asked);
    }

    private async Task RateAsync(RelaySettings settings)
    {
        // Half as much again as the bottleneck lets through. Only while datagrams wait at it does it say what its rate is: a sender
        // that a busy machine keeps waiting lets the queue run empty.
        var spacing = Size * 8 / settings.Megabits / 1.5;
        var seen = await SendAsync(settings, count: 12_000, spacing);
        var full = LongestRun(seen, arrival => arrival.Delay - (settings.RoundTrip / 2) > settings.Queue * 0.9);
        if (full.Count < seen.Count / 10)
        {
            _faults.Add("its queue was never full for long: the machine is too busy to send so fast");
            return;
        }

        var rate = (full.Count - 1) * Size * 8 / (full[^1].At - full[0].At) / 1000;
        var waits = new Samples(higherIsBetter: false);
        full.ForEach(arrival => waits.Add(arrival.Delay - (settings.RoundTrip / 2)));
        Console.WriteLine(FormattableString.Invariant($"relay: {rate:F1} Mbit/s pass of {settings.Megabits} asked, and wait {waits.Best:F1} ms in a full queue of {settings.Queue}"));
        Expect("the rate", rate, settings.Megabits);
        Expect("the queue", waits.Best, settings.Queue);
    }

    private static List<(double At, double Delay)> LongestRun(List<(double At, double Delay)> seen, Func<(double At, double Delay), bool> belongs)
    {
        var (longest, start) = (0..0, 0);
        for (var i = 0; i <= seen.Count; i++)
        {
            if (i < seen.Count && belongs(seen[i]))
            {
                continue;
            }

            longest = i - start > longest.End.Value - longest.Start.Value ? start..i : longest;
            start = i + 1;
        }

        return seen[longest];
    }

    private async Task LossAsync(RelaySettings settings)
    {
        const int Count = 20_000;
        var seen = await SendAsync(settings, Count, spacing: 50);
        var lost = 100.0 * (Count - seen.Count) / Count;
        var overruns = (await relay.ReportAsync()).Overruns;
        Console.WriteLine(FormattableString.Invariant($"relay: {lost:F2} % are lost of {settings.Loss} asked; {overruns?.ToString() ?? "unknown how many"} before it saw them"));

        // Four standard deviations of as many draws.
        if (Math.Abs(lost - settings.Loss) > 4 * Math.Sqrt(settings.Loss * (100 - settings.Loss) / Count))
        {
            _faults.Add("the loss is not what was asked for");
        }
    }

    /// <summary>Compares the best quartile of times: who measures is late now and then, but never early.</summary>
    private void Expect(string name, double measured, double asked)
    {
        if (Math.Abs(measured - asked) > asked * Tolerance)
        {
            _faults.Add($"{name} is not what was asked for: the machine is too busy, or cannot wait precisely");
        }
    }

    /// <summary>Sends so many datagrams, so many microseconds apart, and returns when each arrived and how long it took, in milliseconds.</summary>
    private async Task<List<(double At, double Delay)>> SendAsync(RelaySettings settings, int count, double spacing)
    {
        await relay.BeginAsync(settings);
        var ends = await relay.OpenPathAsync();
        using var from = Open(ends.Offerer);
        using var to = Open(ends.Answerer);
        Introduce(from, to);
        var receiving = Task.Factory.StartNew(() => Receive(to, count), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.Factory.StartNew(() => Send(from, count, spacing), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return await receiving;
    }

    private static Socket Open(int relay)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 500, ReceiveBufferSize = 4 * 1024 * 1024 };
        socket.Connect(new IPEndPoint(RelayEnds.Address, relay));
        return socket;
    }

    /// <summary>The relay knows a peer by what it sends. The greeting to the first is lost with its own settings' chance, so it is said until it is heard.</summary>
    private static void Introduce(Socket from, Socket to)
    {
        var wait = new PreciseWait();
        Span<byte> heard = stackalloc byte[1];
        from.Send([0]);
        do
        {
            to.Send([0]);
            wait.Wait([], 100_000);
        }
        while (from.Available == 0);
        while (to.Available > 0)
        {
            to.Receive(heard);
        }
    }

    private static void Send(Socket socket, int count, double spacing)
    {
        PreciseWait.AskForPrecision();
        var wait = new PreciseWait();
        var datagram = new byte[Size];
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var early = (spacing * i) - Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            if (early > 0)
            {
                wait.Wait([], (long)early);
            }

            BinaryPrimitives.WriteInt64LittleEndian(datagram, Stopwatch.GetTimestamp());
            socket.Send(datagram);
        }
    }

    private static List<(double At, double Delay)> Receive(Socket socket, int most)
    {
        var seen = new List<(double At, double Delay)>(most);
        var datagram = new byte[Size];
        try
        {
            while (seen.Count < most)
            {
                if (socket.Receive(datagram) == Size)
                {
                    var now = Stopwatch.GetTimestamp();
                    seen.Add((Milliseconds(now), Milliseconds(now - BinaryPrimitives.ReadInt64LittleEndian(datagram))));
                }
            }
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.TimedOut)
        {
            // The rest is lost.
        }

        return seen;
    }

    private static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;
}
