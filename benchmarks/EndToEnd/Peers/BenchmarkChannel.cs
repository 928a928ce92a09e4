using System.Diagnostics;
using System.Text.Json.Nodes;
using TypedPeer.DataChannels;

namespace TypedPeer.Benchmarks.EndToEnd.Peers;

/// <summary>What a benchmark asks of one of our channels; the same work as tests/peers/channel.mjs does for the others.</summary>
internal sealed class BenchmarkChannel
{
    private const long HighWater = 1024 * 1024;
    private const long LowWater = 256 * 1024;

    private readonly DataChannel _channel;
    private readonly Action<JsonObject> _emit;
    private readonly Signal _low = new(continueInline: false);

    /// <summary>Continuations run where the message arrives, as an event handler would.</summary>
    private readonly Signal _answer = new(continueInline: true);

    private int _expected;
    private TimeSpan? _expectedFor;
    private volatile bool _isStopped;
    private int _messages;
    private long _bytes;
    private long _start;
    private long _allocatedAtStart;

    public BenchmarkChannel(DataChannel channel, Action<JsonObject> emit)
    {
        _channel = channel;
        _emit = emit;
        channel.BufferedAmountLowThreshold = LowWater;
        channel.BufferedAmountLow += () => _low.TryRaise();
        channel.Message += OnMessage;
        _ = channel.Opened.ContinueWith(
            _ => emit(new JsonObject { ["event"] = "open", ["channel"] = channel.Label }),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default);
    }

    public string Mode { get; set; } = "events";

    /// <summary>Counts what comes, so many messages or for so long after the first one.</summary>
    public void Expect(int count, double? milliseconds)
    {
        _expected = count;
        _expectedFor = milliseconds is { } time ? TimeSpan.FromMilliseconds(time) : null;
        _messages = 0;
        _bytes = 0;
        Mode = "count";
    }

    public async Task FloodAsync(int size, int count)
    {
        await Task.Yield();
        var message = new byte[size];
        var start = Stopwatch.GetTimestamp();
        var allocated = GC.GetTotalAllocatedBytes();
        var sent = 0;
        _isStopped = false;
        while (sent < count && !_isStopped)
        {
            _channel.Send(message);
            sent++;
            if (_channel.BufferedAmount > HighWater)
            {
                _low.Arm();
                if ((_channel.BufferedAmount > LowWater && !_isStopped) || !_low.TryDisarm())
                {
                    await _low.WaitAsync();
                }
            }
        }

        _emit(new JsonObject
        {
            ["event"] = "flooded",
            ["messages"] = sent,
            ["ms"] = Stopwatch.GetElapsedTime(start).TotalMilliseconds,
            ["allocated"] = GC.GetTotalAllocatedBytes() - allocated,
        });
    }

    /// <summary>Ends a flood; what is in the channel's buffer is still sent.</summary>
    public void Stop()
    {
        _isStopped = true;
        _low.TryRaise();
    }

    public async Task PingPongAsync(int size, int count)
    {
        await Task.Yield();
        var message = new byte[size];
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            _answer.Arm();
            var start = Stopwatch.GetTimestamp();
            _channel.Send(message);
            await _answer.WaitAsync();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Array.Sort(times);
        _emit(new JsonObject { ["event"] = "ping-pong", ["count"] = count, ["p50"] = times[count / 2], ["p99"] = times[count * 99 / 100] });
    }

    private void OnMessage(DataChannelMessage message)
    {
        if (_answer.TryRaise())
        {
            return;
        }

        if (Mode == "echo")
        {
            _channel.Send(message.Data);
        }
        else if (Mode == "count")
        {
            Count(message.Data.Length);
        }
    }

    private void Count(int length)
    {
        if (_messages == 0)
        {
            _start = Stopwatch.GetTimestamp();
            _allocatedAtStart = GC.GetTotalAllocatedBytes();
        }

        _messages++;
        _bytes += length;
        var elapsed = _expectedFor is null ? default : Stopwatch.GetElapsedTime(_start);
        if (_messages == _expected || elapsed > _expectedFor)
        {
            Mode = "events";
            _emit(new JsonObject
            {
                ["event"] = "expected",
                ["messages"] = _messages,
                ["bytes"] = _bytes,
                ["ms"] = Stopwatch.GetElapsedTime(_start).TotalMilliseconds,
                ["allocated"] = GC.GetTotalAllocatedBytes() - _allocatedAtStart,
            });
        }
    }
}
