using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using TypedPeer.Benchmarks.EndToEnd.Measuring;

namespace TypedPeer.Benchmarks.EndToEnd.Peers;

/// <summary>Two processes of one stack, connected with each other by one channel.</summary>
internal sealed class PeerPair : IAsyncDisposable
{
    private const string ChannelName = "bench";
    private const string Ours = "typedpeer";
    private const int MaxAttempts = 3;
    private readonly string _program;
    private readonly string[] _arguments;
    private PeerProcess _sender = null!;
    private PeerProcess _receiver = null!;

    private PeerPair(string stack, string program, string[] arguments)
    {
        Stack = stack;
        _program = program;
        _arguments = arguments;
    }

    public string Stack { get; }

    public string Version => _sender.Version;

    /// <summary>Starts both processes; null when the stack is not installed.</summary>
    public static async Task<PeerPair?> StartAsync(string stack)
    {
        PeerPair pair;
        if (stack == Ours)
        {
            pair = new PeerPair(stack, "dotnet", [Assembly.GetExecutingAssembly().Location, "peer"]);
        }
        else
        {
            var package = stack == "wrtc" ? Path.Combine("@roamhq", "wrtc") : stack;
            if (NodeScripts.Find("peer.mjs", package) is not { } script)
            {
                return null;
            }

            pair = new PeerPair(stack, "node", [script, stack]);
        }

        await pair.StartProcessesAsync();
        return pair;
    }

    private async Task StartProcessesAsync()
    {
        _sender = await PeerProcess.StartAsync(_program, _arguments);
        _receiver = await PeerProcess.StartAsync(_program, _arguments);
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
                _sender.Kill();
                _receiver.Kill();
                await StartProcessesAsync();
                await OpenAsync();
            }
        }
    }

    /// <summary>Connects the two anew, through a relay if there is one; returns the milliseconds from the command to the channel being open on both sides.</summary>
    public async Task<double> OpenAsync(RelayEnds? relay = null)
    {
        await ResetAsync(relay is null ? null : new { bindAddress = RelayEnds.Address.ToString() });
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
        await SyncAsync();
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
    /// Sends for so long as the channel takes it, from one side to the other; measured where it arrives, from the first message on.
    /// On a fresh channel the start counts: it is the beginning of a transfer.
    /// </summary>
    public async Task<TransferResult> TransferAsync(int size, TimeSpan time)
    {
        await _receiver.CommandAsync(new { cmd = "expect", channel = ChannelName, ms = time.TotalMilliseconds });
        await SyncAsync();
        var before = ProcessorTime();
        await StartTransferAsync(size);
        var expected = await _receiver.NextAsync("expected", time + TimeSpan.FromSeconds(30));
        var processor = ProcessorTime() - before;
        await StopTransferAsync();
        var megabytes = (double)expected["bytes"]! / 1e6;
        return new TransferResult(megabytes / (double)expected["ms"]! * 1000, processor.TotalMilliseconds / megabytes);
    }

    /// <summary>Begins to send without an end; nobody counts what comes.</summary>
    public Task StartTransferAsync(int size) => _sender.CommandAsync(new { cmd = "flood", channel = ChannelName, size });

    /// <summary>Ends what <see cref="StartTransferAsync"/> began.</summary>
    public async Task StopTransferAsync()
    {
        await _sender.CommandAsync(new { cmd = "stop", channel = ChannelName });
        await _sender.NextAsync("flooded");
    }

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
        await SyncAsync();
        await _sender.CommandAsync(new { cmd = "ping-pong", channel = ChannelName, size, count });
        return (double)(await _sender.NextAsync("ping-pong"))["p50"]!;
    }

    /// <summary>Hand-rolled requests and answers in JSON, so many at a time; returns calls a second. Not for our own stack, which has a session.</summary>
    public async Task<double> JsonCallsAsync(int inFlight, int count)
    {
        await _receiver.CommandAsync(new { cmd = "set-mode", channel = ChannelName, mode = "json-answer" });
        await SyncAsync();
        await _sender.CommandAsync(new { cmd = "json-calls", channel = ChannelName, inFlight, count });
        return count / (double)(await _sender.NextAsync("json-calls"))["ms"]! * 1000;
    }

    public async ValueTask DisposeAsync()
    {
        await _sender.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    private TimeSpan ProcessorTime() => ProcessUse.Of((int)_sender.Ready["process"]!).Processor + ProcessUse.Of((int)_receiver.Ready["process"]!).Processor;

    private async Task ResetAsync(object? config = null)
    {
        foreach (var peer in new[] { _sender, _receiver })
        {
            await peer.CommandAsync(new { cmd = "reset", config });
            await peer.NextAsync("reset");
        }
    }

    private async Task SyncAsync()
    {
        await _receiver.CommandAsync(new { cmd = "sync" });
        await _receiver.NextAsync("synced");
    }
}

/// <summary>One flood: messages and megabytes a second, and what each side allocated for one message where it is known.</summary>
internal readonly record struct FloodResult(double MessagesPerSecond, double MegabytesPerSecond, double? SenderBytes, double? ReceiverBytes);

/// <summary>One transfer: megabytes a second, and the milliseconds of processor time of both ends for each megabyte.</summary>
internal readonly record struct TransferResult(double MegabytesPerSecond, double ProcessorPerMegabyte);

/// <summary>The bytes two processes hold: resident in memory, and on the managed heap.</summary>
internal readonly record struct MemoryUse(long SenderResident, long SenderHeap, long ReceiverResident, long ReceiverHeap);
