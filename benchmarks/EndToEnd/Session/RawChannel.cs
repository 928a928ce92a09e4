using System.Buffers.Binary;
using System.Diagnostics;
using TypedPeer.DataChannels;

namespace TypedPeer.Benchmarks.EndToEnd.Session;

/// <summary>
/// What a program without the session would write over the same channel: an echo that leaves the receive loop before it
/// answers, as a session does for its handlers, and a flood of messages that minds the buffered amount.
/// </summary>
internal sealed class RawChannel
{
    public const int PingSize = 64;
    private const int OrderSize = 8;
    private const long HighWater = 1024 * 1024;
    private const long LowWater = 256 * 1024;
    private readonly DataChannel _channel;
    private readonly bool _answers;
    private TaskCompletionSource? _answer;
    private TaskCompletionSource? _low;
    private TaskCompletionSource? _flooded;
    private int _expected;

    public RawChannel(DataChannel channel, bool answers)
    {
        _channel = channel;
        _answers = answers;
        channel.BufferedAmountLowThreshold = LowWater;
        channel.BufferedAmountLow += () => Volatile.Read(ref _low)?.TrySetResult();
        channel.Message += OnMessage;
    }

    /// <summary>Returns the median round trip in microseconds.</summary>
    public async Task<double> PingPongAsync(int count)
    {
        var message = new byte[PingSize];
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _answer, answer);
            var start = Stopwatch.GetTimestamp();
            _channel.Send(message);
            await answer.Task;
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Array.Sort(times);
        return times[count / 2];
    }

    /// <summary>Has the other side send; returns megabytes a second.</summary>
    public async Task<double> FloodAsync(int size, int count)
    {
        _expected = count;
        var flooded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _flooded, flooded);
        var order = new byte[OrderSize];
        BinaryPrimitives.WriteInt32LittleEndian(order, size);
        BinaryPrimitives.WriteInt32LittleEndian(order.AsSpan(4), count);
        var start = Stopwatch.GetTimestamp();
        _channel.Send(order);
        await flooded.Task;
        return (double)size * count / Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    private void OnMessage(DataChannelMessage message)
    {
        if (!_answers)
        {
            if (message.Data.Length == PingSize)
            {
                Volatile.Read(ref _answer)?.TrySetResult();
            }
            else if (--_expected == 0)
            {
                Volatile.Read(ref _flooded)?.TrySetResult();
            }
        }
        else if (message.Data.Length == OrderSize)
        {
            _ = SendAsync(BinaryPrimitives.ReadInt32LittleEndian(message.Data), BinaryPrimitives.ReadInt32LittleEndian(message.Data[4..]));
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(static state => state._channel.Send(state.Copy), (_channel, Copy: message.Data.ToArray()), preferLocal: false);
        }
    }

    private async Task SendAsync(int size, int count)
    {
        await Task.Yield();
        var message = new byte[size];
        for (var i = 0; i < count; i++)
        {
            _channel.Send(message);
            if (_channel.BufferedAmount <= HighWater)
            {
                continue;
            }

            var low = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _low, low);
            if (_channel.BufferedAmount > LowWater)
            {
                await low.Task;
            }
        }
    }
}
