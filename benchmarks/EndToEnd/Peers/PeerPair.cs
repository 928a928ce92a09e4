using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using TypedPeer.Benchmarks.EndToEnd.Measuring;

namespace TypedPeer.Benchmarks.EndToEnd.Peers;

/// <summary>Two peers, of one stack in two processes or any others, connected with each other by one channel.</summary>
internal sealed class PeerPair : IAsyncDisposable
{
    private const string ChannelName = "bench";
    private const string Ours = "typedpeer";
    private const int MaxAttempts = 3;
    private readonly Func<Task<DrivenPeer>> _startSender;
    private readonly Func<Task<DrivenPeer>> _startReceiver;
    private DrivenPeer _sender = null!;
    private DrivenPeer _receiver = null!;

    private PeerPair(string stack, Func<Task<DrivenPeer>> startSender, Func<Task<DrivenPeer>> startReceiver)
    {
        Stack = stack;
        _startSender = startSender;
        _startReceiver = startReceiver;
    }

    public string Stack { get; }

    public string Version => _sender.Version;

    /// <summary>Starts both processes; null when the stack is not installed.</summary>
    public static async Task<PeerPair?> StartAsync(string stack) =>
        Find(stack) is { } start ? await StartAsync(stack, start, start) : null;

    /// <summary>Starts two peers.</summary>
    public static async Task<PeerPair> StartAsync(string name, Func<Task<DrivenPeer>> startSender, Func<Task<DrivenPeer>> startReceiver)
    {
        var pair = new PeerPair(name, startSender, startReceiver);
        await pair.StartBothAsync();
        return pair;
    }

    /// <summary>How to start a process of a stack; null when it is not installed.</summary>
    public static Func<Task<DrivenPeer>>? Find(string stack)
    {
        if (stack == Ours)
        {
            return static async () => await PeerProcess.StartAsync("dotnet", Assembly.GetExecutingAssembly().Location, "peer");
        }

        var package = stack == "wrtc" ? Path.Combine("@roamhq", "wrtc") : stack;
        return NodeScripts.Find("peer.mjs", package) is { } script
            ? async () => await PeerProcess.StartAsync("node", script, stack)
            : null;
    }

    private async Task StartBothAsync()
    {
        _sender = await _startSender();
        _receiver = await _startReceiver();
    }

    /// <summary>
    /// Runs a measurement; when a stack that is not ours breaks down under it (they do, when opened and closed quickly), it gets
    /// fresh processes and another chance, and the output says so. Ours gets none.
    /// </summary>
    public async Task<T> MeasureAsync<T>(Func<PeerPair, Task<T>> measure)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await measure(this);
            }
            catch (Exception exception) when (exception is TimeoutException or InvalidOperationException && Stack != Ours && attempt < MaxAttempts)
            {
                Console.WriteLine($"note: {Stack} broke down and is started anew ({exception.Message.Split('\n')[0]})");
                await _sender.KillAsync();
                await _receiver.KillAsync();
                await StartBothAsync();
                await OpenAsync();
            }
        }
    }

    /// <summary>Connects the two anew, through a relay if there is one, or with what the connections are made with; returns the milliseconds from the command to the channel being open on both sides.</summary>
    public async Task<double> OpenAsync(RelayEnds? relay = null, (object? Sender, object? Receiver) config = default)
    {
        var bound = relay is null ? null : new { bindAddress = RelayEnds.Address.ToString() };
        await ResetAsync(bound ?? config.Sender, bound ?? config.Receiver);
        var start = Stopwatch.GetTimestamp();
        await _sender.CommandAsync(new { cmd = "offer", channels = new[] { new { label = ChannelName } } });
        var offer = await _sender.NextAsync("description");
        var sdp = (string)offer["sdp"]!;
        await _receiver.CommandAsync(new { cmd = "remote", type = "offer", sdp = relay?.RedirectOffer(sdp) ?? sdp });
        sdp = (string)(await _receiver.NextAsync("description"))["sdp"]!;
        await _sender.CommandAsync(new { cmd = "remote", type = "answer", sdp = relay?.RedirectAnswer(sdp) ?? sdp });
        await _sender.NextAsync("open");
        await _receiver.NextAsync("open");
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Connects the two anew by the address of the one, without signalling, as <see cref="OpenAsync"/> does with it. For our own stack alone.</summary>
    public async Task<double> OpenByAddressAsync()
    {
        await ResetAsync();
        await _receiver.CommandAsync(new { cmd = "listen" });
        var address = (string)(await _receiver.NextAsync("listening"))["address"]!;
        var start = Stopwatch.GetTimestamp();
        await _sender.CommandAsync(new { cmd = "dial", address, channel = ChannelName });
        await _sender.NextAsync("open");
        await _receiver.NextAsync("open");
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Floods from one side to the other; measured where it arrives, from the first message to the last.</summary>
    public async Task<FloodResult> FloodAsync(int size, int count)
    {
        await _receiver.CommandAsync(new { cmd = "expect", channel = ChannelName, count });
        await SyncAsync(_receiver);
        await _sender.CommandAsync(new { cmd = "flood", channel = ChannelName, size, count });
        var flooded = await _sender.NextAsync("flooded");
        var expected = await _receiver.NextAsync("expected");
        var milliseconds = (double)expected["ms"]!;
        return new FloodResult(
            (count - 1) / milliseconds * 1000,
            (double)(count - 1) * size / milliseconds / 1000,
            (double?)flooded["allocated"] / count,
            (double?)expected["allocated"] / count);
    }

    /// <summary>
    /// Sends for so long as fast as the channel takes it, from one side to the other or back; measured where it arrives, from the first
    /// message on. On a fresh channel the start counts: it is the beginning of a transfer.
    /// </summary>
    public async Task<TransferResult> TransferAsync(int size, TimeSpan time, bool back = false)
    {
        var (from, to) = back ? (_receiver, _sender) : (_sender, _receiver);
        await to.CommandAsync(new { cmd = "expect", channel = ChannelName, ms = time.TotalMilliseconds });
        await SyncAsync(to);
        var before = ProcessorTime();
        await from.CommandAsync(new { cmd = "flood", channel = ChannelName, size });
        var expected = await to.NextAsync("expected", time + TimeSpan.FromSeconds(30));
        var processor = ProcessorTime() - before;
        await StopAsync(from);
        var megabytes = (double)expected["bytes"]! / 1e6;
        return new TransferResult(megabytes / (double)expected["ms"]! * 1000, processor.TotalMilliseconds / megabytes);
    }

    /// <summary>Begins to send without an end; nobody counts what comes.</summary>
    public Task StartTransferAsync(int size) => _sender.CommandAsync(new { cmd = "flood", channel = ChannelName, size });

    /// <summary>Ends what <see cref="StartTransferAsync"/> began.</summary>
    public Task StopTransferAsync() => StopAsync(_sender);

    /// <summary>What both processes hold after a full collection. For our own stack alone.</summary>
    public async Task<MemoryUse> MeasureMemoryAsync()
    {
        var sides = new List<JsonObject>();
        foreach (var peer in new[] { _sender, _receiver })
        {
            await peer.CommandAsync(new { cmd = "memory" });
            sides.Add(await peer.NextAsync("memory"));
        }

        return new MemoryUse((long)sides[0]["workingSet"]!, (long)sides[0]["heap"]!, (long)sides[1]["workingSet"]!, (long)sides[1]["heap"]!);
    }

    /// <summary>The median round trip in microseconds.</summary>
    public async Task<double> PingPongAsync(int size, int count)
    {
        await _receiver.CommandAsync(new { cmd = "set-mode", channel = ChannelName, mode = "echo" });
        await SyncAsync(_receiver);
        await _sender.CommandAsync(new { cmd = "ping-pong", channel = ChannelName, size, count });
        return (double)(await _sender.NextAsync("ping-pong"))["p50"]!;
    }

    /// <summary>Hand-rolled requests and answers in JSON, so many at a time; returns calls a second. Not for our own stack, which has a session.</summary>
    public async Task<double> JsonCallsAsync(int inFlight, int count)
    {
        await _receiver.CommandAsync(new { cmd = "set-mode", channel = ChannelName, mode = "json-answer" });
        await SyncAsync(_receiver);
        await _sender.CommandAsync(new { cmd = "json-calls", channel = ChannelName, inFlight, count });
        return count / (double)(await _sender.NextAsync("json-calls"))["ms"]! * 1000;
    }

    public async ValueTask DisposeAsync()
    {
        await _sender.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    private static async Task StopAsync(DrivenPeer peer)
    {
        await peer.CommandAsync(new { cmd = "stop", channel = ChannelName });
        await peer.NextAsync("flooded");
    }

    /// <summary>The processor time of both, as far as they have processes of their own.</summary>
    private TimeSpan ProcessorTime()
    {
        var sum = TimeSpan.Zero;
        foreach (var peer in new[] { _sender, _receiver })
        {
            sum += (int?)peer.Ready["process"] is { } process ? ProcessUse.Of(process).Processor : TimeSpan.Zero;
        }

        return sum;
    }

    private async Task ResetAsync(object? sender = null, object? receiver = null)
    {
        foreach (var (peer, config) in new[] { (_sender, sender), (_receiver, receiver) })
        {
            await peer.CommandAsync(new { cmd = "reset", config });
            await peer.NextAsync("reset");
        }
    }

    private static async Task SyncAsync(DrivenPeer peer)
    {
        await peer.CommandAsync(new { cmd = "sync" });
        await peer.NextAsync("synced");
    }
}

/// <summary>One flood: messages and megabytes a second, and what each side allocated for one message where it is known.</summary>
internal readonly record struct FloodResult(double MessagesPerSecond, double MegabytesPerSecond, double? SenderBytes, double? ReceiverBytes);

/// <summary>One transfer: megabytes a second, and the milliseconds of processor time for each megabyte, of all ends that are processes of their own.</summary>
internal readonly record struct TransferResult(double MegabytesPerSecond, double ProcessorPerMegabyte)
{
    /// <summary>Gets how many processors were busy on average.</summary>
    public double Cores => MegabytesPerSecond * ProcessorPerMegabyte / 1000;
}

/// <summary>The bytes two processes hold: resident in memory, and on the managed heap.</summary>
internal readonly record struct MemoryUse(long SenderResident, long SenderHeap, long ReceiverResident, long ReceiverHeap);
