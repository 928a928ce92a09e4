using System.Buffers;
using System.Text.Json;
using TypedPeer.DataChannels;

namespace TypedPeer.Benchmarks.EndToEnd.Pages;

/// <summary>
/// What a program without sessions writes for a page: calls as JSON with numbers to find the answers by, on one channel; and bytes as they are on another,
/// with an eye on the buffered amount.
/// </summary>
internal sealed class HandWritten : IAsyncDisposable
{
    private const int MessageSize = 16 * 1024;
    private const long HighWater = 1024 * 1024;
    private const long LowWater = 256 * 1024;

    private readonly PeerConnection _connection = new(new PeerConnectionOptions { IncludeLoopback = true });
    private volatile bool _sends;
    private TaskCompletionSource _low = new();
    private long _received;

    /// <summary>Takes a page's offer, candidates included, and returns the answer.</summary>
    public async Task<string> AnswerAsync(string offer)
    {
        _connection.DataChannel += channel =>
        {
            if (channel.Label == "json")
            {
                channel.Message += message => Answer(channel, message);
            }
            else
            {
                channel.BufferedAmountLowThreshold = LowWater;
                channel.BufferedAmountLow += () => Volatile.Read(ref _low).TrySetResult();
                channel.Message += message => OnBytes(channel, message);
            }
        };
        await _connection.SetRemoteDescriptionAsync(new SessionDescription(SdpType.Offer, offer));
        await _connection.SetLocalDescriptionAsync();
        await _connection.GatheringCompleted;
        return _connection.LocalDescription!.Sdp;
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    /// <summary>One call as JSON: its method is looked up by name, its arguments are read, its answer written.</summary>
    private static void Answer(DataChannel channel, DataChannelMessage message)
    {
        var call = JsonSerializer.Deserialize(message.Data, HandWrittenJson.Default.HandWrittenCall)!;
        var result = call.Method switch
        {
            "add" => call.Params[0] + call.Params[1],
            _ => throw new InvalidOperationException($"There is no method '{call.Method}'."),
        };
        var buffer = new ArrayBufferWriter<byte>(64);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            JsonSerializer.Serialize(writer, new HandWrittenAnswer(call.Id, result), HandWrittenJson.Default.HandWrittenAnswer);
        }

        channel.Send(System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private void OnBytes(DataChannel channel, DataChannelMessage message)
    {
        if (!message.IsText)
        {
            _received += message.Data.Length;
            return;
        }

        switch (System.Text.Encoding.UTF8.GetString(message.Data))
        {
            case "go":
                _sends = true;
                _ = Task.Run(() => SendAsync(channel));
                break;
            case "stop":
                _sends = false;
                Volatile.Read(ref _low).TrySetResult();
                break;
            case "count":
                channel.Send(_received.ToString(System.Globalization.CultureInfo.InvariantCulture));
                _received = 0;
                break;
        }
    }

    private async Task SendAsync(DataChannel channel)
    {
        var message = new byte[MessageSize];
        while (_sends)
        {
            while (_sends && channel.BufferedAmount < HighWater)
            {
                channel.Send(message);
            }

            Volatile.Write(ref _low, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            if (_sends && channel.BufferedAmount > LowWater)
            {
                await _low.Task;
            }
        }

        channel.Send("end");
    }
}
