using TypedPeer.Channels;
using TypedPeer.DataChannels;
using TypedPeer.TestSupport;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests.Channels;

/// <summary>Two whole peers that open, use and close channels, and their connection, at any moment of each other's.</summary>
public sealed class CloseRaceTests
{
    private const int Rounds = 200;

    [Fact]
    public void Whenever_either_side_closes_what_others_only_documented_exceptions_come_and_every_channel_ends()
    {
        int first = TestSeed.First(41);
        for (int seed = first; seed < first + Rounds; seed++)
        {
            using var race = new Race(seed);
            race.Run();
        }
    }

    private sealed class Race : IDisposable
    {
        private readonly int _seed;
        private readonly Random _random;
        private readonly PeerPair _pair;
        private readonly List<(VirtualPeer Owner, VirtualChannel Channel)> _channels = [];
        private int _labels;

        public Race(int seed)
        {
            _seed = seed;
            _random = new Random(seed);
            var options = new PeerConnectionOptions { MaxDataChannels = 12, CloseTimeout = TimeSpan.FromSeconds(2) };
            _pair = new PeerPair(seed, VirtualPathOptions.Draw(_random), options: options).Begin();
            _channels.Add((_pair.Left, _pair.LeftChannel));
            _channels.Add((_pair.Right, _pair.RightChannel));

            // Some races begin while both still connect.
            _pair.World.Run(_random.Next(4) == 0 ? _random.Next(300_000) : 3_000_000);
        }

        public void Run()
        {
            try
            {
                for (int step = 0; step < 80; step++)
                {
                    Act(_random.Next(2) == 0 ? _pair.Left : _pair.Right);
                    if (_random.Next(3) > 0)
                        _pair.World.Run(_random.Next(30_000));
                }

                _pair.Left.Close();
                _pair.World.Run(_random.Next(100_000));
                Act(_pair.Right);
                _pair.Right.Close(abort: _random.Next(2) == 0);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"seed {_seed}: {failure.Message}", failure);
            }

            bool ended = _pair.World.RunUntil(() => _pair.Left.Closed is not null && _pair.Right.Closed is not null, 120_000_000);
            Assert.True(ended, $"seed {_seed}: a connection does not end.");
            Assert.All(All(), item => Assert.True(item.IsClosed && item.Closed.IsCompleted && item.Opened.IsCompleted, $"seed {_seed}: a channel does not end."));
            Assert.Equal((0, 0L), (_pair.Left.Core.Transport.Channels.Count, _pair.Left.Core.Transport.Channels.UnconsumedBytes));
            Assert.Equal((0, 0L), (_pair.Right.Core.Transport.Channels.Count, _pair.Right.Core.Transport.Channels.UnconsumedBytes));
        }

        public void Dispose() => _pair.Dispose();

        private IEnumerable<VirtualChannel> All() =>
            _channels.Select(item => item.Channel).Concat(_pair.Left.Channels.Values).Concat(_pair.Right.Channels.Values).Distinct();

        private void Act(VirtualPeer peer)
        {
            var mine = _channels.Where(item => item.Owner == peer).Select(item => item.Channel).Concat(peer.Channels.Values).ToList();
            var channel = mine[_random.Next(mine.Count)];
            switch (_random.Next(12))
            {
                case < 2:
                    Create(peer, new DataChannelOptions { Ordered = _random.Next(2) == 0 });
                    break;
                case 2:
                    Create(peer, new DataChannelOptions { Negotiated = true, Id = _random.Next(20) });
                    break;
                case < 8:
                    Send(channel);
                    break;
                case < 10:
                    channel.Close(atOnce: _random.Next(3) == 0);
                    break;
                case 10 when _random.Next(12) == 0:
                    peer.Close(abort: _random.Next(2) == 0);
                    break;
                default:
                    channel.BufferedAmountLowThreshold = _random.Next(5000);
                    Assert.InRange(channel.BufferedAmount, 0, int.MaxValue);
                    break;
            }
        }

        private void Create(VirtualPeer peer, DataChannelOptions options)
        {
            try
            {
                _channels.Add((peer, peer.CreateChannel($"{_labels++}", options)));
            }
            catch (InvalidOperationException)
            {
                // As documented: too many, taken, or the connection is closing. A failure shows as one that is no channel anywhere.
            }
        }

        private void Send(VirtualChannel channel)
        {
            try
            {
                channel.Send(new byte[_random.Next(3) == 0 ? 0 : _random.Next(20_000)]);
            }
            catch (PeerChannelClosedException)
            {
                // As documented: the channel, or its connection, is closing or closed.
            }
        }
    }
}
