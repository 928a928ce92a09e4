using System.Globalization;
using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.Resuming;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Tests.Resuming;

/// <summary>What is kept until it is acknowledged, where it lies, and what of it is held.</summary>
public sealed class KeptMessagesTests
{
    private const int Large = 8 * 1024;

    [Fact]
    public void A_session_that_keeps_a_few_bytes_holds_little()
    {
        var kept = new KeptMessages();
        kept.AddSent(new byte[100]);
        Assert.InRange(kept.Held, 100, 2048);
        kept.Acknowledge(1);
        Assert.Equal((0L, 0L), (kept.Held, kept.Content));
    }

    [Fact]
    public void A_large_message_is_kept_where_it_was_composed_and_the_next_behind_it()
    {
        var kept = new KeptMessages();
        var buffer = Compose(kept, Large, 1, out var start);
        Assert.Equal(0, start);
        var same = Compose(kept, 10, 2, out start);
        Assert.Same(buffer, same);
        Assert.Equal(Large, start);
        Assert.InRange(kept.Held, SendBuffer.Size, SendBuffer.Size + 1024);
        buffer.Release();
        same.Release();
        kept.Acknowledge(2);
        Assert.Equal(0, kept.Held);
    }

    [Fact]
    public void What_is_acknowledged_before_it_was_sent_is_lent_to_nobody_else_meanwhile()
    {
        var kept = new KeptMessages();
        var buffer = Compose(kept, Large, 1, out _);
        var bytes = buffer.Bytes;
        kept.Acknowledge(1);
        Assert.Equal(0, kept.Held);
        Assert.Equal(Large, bytes.AsSpan(0, Large).Count((byte)1));
        buffer.Release();
        Assert.Equal(0, bytes.AsSpan(0, Large).Count((byte)1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(700)]
    [InlineData(4000)]
    [InlineData(4200)]
    [InlineData(16000)]
    public void Who_waits_at_the_bound_has_sent_so_much_that_the_peer_acknowledges_it(int size)
    {
        var peer = new ResumableDelivery(Share(1), 256 * 1024);
        var delivery = new ResumableDelivery(Share(2), 256 * 1024);
        Tell(delivery, peer);
        Tell(peer, delivery);
        while (!delivery.IsFull)
        {
            var buffer = delivery.RentBuffer((16 * 1024) + 128);
            var start = buffer.Used;
            var frame = FrameWriter.Size(size);
            _ = new FrameWriter(buffer.Bytes.AsSpan(start), FrameType.Data, size);
            var length = delivery.Left(buffer, buffer.Bytes.AsSpan(start, frame), frame);
            ReadOnlySpan<byte> message = buffer.Bytes.AsSpan(start, length);
            Assert.True(peer.TryTake(ref message, out _));
            peer.Took(message);
            buffer.Release();
        }

        Assert.True(peer.HasOutput(hurries: false));
        delivery.Clear();
        peer.Clear();
    }

    [Fact]
    public void Whatever_is_added_sent_in_parts_acknowledged_and_sent_again_comes_whole_and_in_order()
    {
        var first = int.Parse(Environment.GetEnvironmentVariable("TYPEDPEER_SEED") ?? "1", CultureInfo.InvariantCulture);
        for (var seed = first; seed < first + 200; seed++)
        {
            new Play(seed).Run(300);
        }
    }

    private static byte[] Share(byte number) => [.. Enumerable.Repeat(number, SessionKey.Size)];

    private static void Tell(ResumableDelivery from, ResumableDelivery to)
    {
        from.Agree();
        var message = new byte[64];
        var key = message.AsSpan(0, from.WriteOwn(message, hurries: false));
        var reader = new FrameReader(key[2..]);
        Assert.Null(to.OnKey(ref reader));
        to.Took(key);
    }

    private static SendBuffer Compose(KeptMessages kept, int size, byte content, out int start)
    {
        var buffer = kept.RentBuffer(17 * 1024);
        start = buffer.Used;
        buffer.Bytes.AsSpan(start, size).Fill(content);
        kept.AddSent(buffer, start, size);
        return buffer;
    }

    /// <summary>One random course, beside a list of what was added.</summary>
    private sealed class Play(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly KeptMessages _kept = new();
        private readonly List<byte[]> _added = [];
        private readonly byte[] _destination = new byte[64 * 1024];
        private readonly List<byte> _parts = [];
        private SendBuffer? _sending;

        public void Run(int steps)
        {
            for (var i = 0; i < steps; i++)
            {
                Step();
                Assert.True(_kept.Added == _added.Count, $"seed {seed}: {_kept.Added} of {_added.Count}");
                Assert.True(_kept.Content == _added.Skip((int)_kept.Acknowledged).Sum(static m => m.Length + KeptMessages.MessageCost), $"seed {seed}: {_kept.Content}");
                Assert.True(_kept.Held >= _kept.Content - (KeptMessages.MessageCost * (_kept.Added - _kept.Acknowledged)), $"seed {seed}: {_kept.Held}");
            }

            _sending?.Release();
            _kept.Clear();
            Assert.True(_kept.Held == 0, $"seed {seed}: {_kept.Held} are held of nothing");
        }

        private void Step()
        {
            switch (_random.Next(8))
            {
                case < 4 when !_kept.HasUnsent:
                    AddComposed();
                    break;
                case 4:
                    _added.Add(Message());
                    _kept.Add(_added[^1]);
                    break;
                case 5:
                    _kept.Acknowledge(_random.NextInt64(_kept.Acknowledged, _kept.Added + 1));
                    break;
                case 6 when _random.Next(4) == 0:
                    _parts.Clear();
                    _kept.Rewind(_random.NextInt64(_kept.Acknowledged, _kept.Added + 1));
                    break;
                default:
                    SendAgain();
                    break;
            }
        }

        private byte[] Message()
        {
            var message = new byte[_random.Next(4) == 0 ? _random.Next(1, 16_500) : _random.Next(1, 300)];
            _random.NextBytes(message);
            return message;
        }

        private void AddComposed()
        {
            if (_random.Next(2) == 0 || _sending is null || _sending.Left < 17 * 1024)
            {
                _sending?.Release();
                _sending = _kept.RentBuffer(17 * 1024);
            }

            var message = Message();
            var start = _sending.Used;
            message.CopyTo(_sending.Bytes.AsSpan(start));
            _kept.AddSent(_sending, start, message.Length);
            _added.Add(message);
        }

        private void SendAgain()
        {
            for (var i = _random.Next(20); i > 0 && _kept.HasUnsent; i--)
            {
                var expected = _added[(int)_kept.Sent];
                var wasCutting = _kept.IsCutting;
                var room = _random.Next(2) == 0 ? _destination.Length : _random.Next(40, 4000);
                var length = _kept.WriteNext(_destination.AsSpan(0, room));
                if (!wasCutting && length == expected.Length && _destination.AsSpan(0, length).SequenceEqual(expected))
                {
                    continue;
                }

                var position = 1;
                Assert.True(Varint.TryRead(_destination, ref position, out _));
                Assert.True(Varint.TryRead(_destination, ref position, out var rest));
                _parts.AddRange(_destination.AsSpan(position, length - position));
                if (rest == 0)
                {
                    Assert.True(_parts.SequenceEqual(expected), $"seed {seed}: message {_kept.Sent} in parts");
                    _parts.Clear();
                }
            }
        }
    }
}
