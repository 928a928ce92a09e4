using System.Numerics;
using TypedPeer.DataChannels.Dcep;

namespace TypedPeer.DataChannels.Tests.Support;

/// <summary>
/// Sends messages from a thread of its own and counts them at the other end, without allocating anything itself, so that what the
/// process allocates meanwhile is the transport's.
/// </summary>
internal sealed class Flood : IDisposable
{
    private const long HighWater = 1024 * 1024;
    private const long LowWater = 256 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly PeerConnection _receiver;
    private readonly PeerConnectionOptions _receiverOptions;
    private readonly DataChannel _channel;
    private readonly byte[] _message;
    private readonly SemaphoreSlim _low = new(0);
    private readonly ManualResetEventSlim _complete = new();
    private readonly ManualResetEventSlim _open = new(initialState: true);
    private int _isWaiting;
    private long _expected = long.MaxValue;
    private long _received;

    public Flood(DataChannel sender, DataChannel receiver, PeerConnection receivingConnection, PeerConnectionOptions receiverOptions, int size)
    {
        (_channel, _receiver, _receiverOptions, _message) = (sender, receivingConnection, receiverOptions, new byte[size]);
        sender.BufferedAmountLowThreshold = LowWater;
        sender.BufferedAmountLow += OnLow;
        receiver.Message += OnMessage;
    }

    /// <summary>
    /// Lets everything reach its largest size once: the reader stops until its window is full and the sender's queue is longer than
    /// it will be, and then takes it all.
    /// </summary>
    public void FillEveryWindow()
    {
        var window = _receiverOptions.ReceiveWindow;
        var before = _receiver.GetStatistics().MessagesReceived;
        var count = (int)((window + (4 * HighWater)) / _message.Length);
        Expect(count);
        _open.Reset();
        for (var i = 0; i < count; i++)
        {
            _channel.Send(_message);
        }

        var enough = before + (window / ((long)BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, _message.Length)) + MessageCost.Overhead) * 3 / 4);
        Assert.True(SpinWait.SpinUntil(() => _receiver.GetStatistics().MessagesReceived >= enough, Patience), "The reader's window did not fill.");
        _open.Set();
        AwaitAll();
    }

    /// <summary>Sends so many messages, as fast as the channel's buffer allows, and waits until they have arrived.</summary>
    public void Run(int count)
    {
        Expect(count);
        for (var i = 0; i < count; i++)
        {
            _channel.Send(_message);
            if (_channel.BufferedAmount > HighWater)
            {
                WaitForLow();
            }
        }

        AwaitAll();
    }

    public void Dispose()
    {
        _open.Set();
        _low.Dispose();
        _complete.Dispose();
        _open.Dispose();
    }

    private void Expect(int count)
    {
        _complete.Reset();
        Volatile.Write(ref _expected, Volatile.Read(ref _received) + count);
    }

    private void AwaitAll() => Assert.True(_complete.Wait(Patience), "The messages did not arrive.");

    private void WaitForLow()
    {
        Volatile.Write(ref _isWaiting, 1);
        if (_channel.BufferedAmount > LowWater || Interlocked.Exchange(ref _isWaiting, 0) == 0)
        {
            Assert.True(_low.Wait(Patience), "The channel's buffer did not drain.");
        }
    }

    private void OnLow()
    {
        if (Interlocked.Exchange(ref _isWaiting, 0) == 1)
        {
            _low.Release();
        }
    }

    private void OnMessage(DataChannelMessage message)
    {
        if (!_open.IsSet)
        {
            _open.Wait(Patience);
        }

        if (++_received == Volatile.Read(ref _expected))
        {
            _complete.Set();
        }
    }
}
