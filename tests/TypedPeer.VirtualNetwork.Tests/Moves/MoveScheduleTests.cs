using System.Net;
using TypedPeer.DataChannels;
using TypedPeer.TestSupport;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests.Moves;

/// <summary>Any schedule of addresses that come, vanish or fall silent, beside loss and restarts: what was sent arrives, once, whole and in order.</summary>
public sealed class MoveScheduleTests
{
    private const int Steps = 14;

    [Fact]
    public void Whatever_addresses_do_messages_arrive_once_whole_and_in_order()
    {
        int first = TestSeed.First(4000);
        for (int seed = first; seed < first + 60; seed++)
        {
            var random = new Random(seed);
            using var pair = new PeerPair(seed, VirtualPathOptions.Draw(random));
            pair.Connect();
            var left = new Side(pair.Left, "192.0.2.1:5001", network: 10);
            var right = new Side(pair.Right, "198.51.100.2:5002", network: 20);
            for (int step = 0; step < Steps; step++)
            {
                (random.Next(2) == 0 ? left : right).Step(random, other: random.Next(2) == 0 ? left : right);
                pair.World.Run(random.Next(4) == 0 ? random.Next(1, 50_000) : random.Next(1, 1_500_000));
            }

            left.EnsureAddress();
            right.EnsureAddress();
            Assert.True(pair.World.RunUntil(() => left.IsStable && right.IsStable, 1_000_000));
            VirtualSignaling.Restart(pair.Left, pair.Right, delay: random.Next(0, 100_000));

            string what = $"seed {seed}";
            Assert.True(
                pair.World.RunUntil(() => pair.RightChannel.Messages.Count >= left.Sent.Count && pair.LeftChannel.Messages.Count >= right.Sent.Count, 120_000_000),
                $"{what}: {pair.RightChannel.Messages.Count} of {left.Sent.Count}, {pair.LeftChannel.Messages.Count} of {right.Sent.Count}; {pair.Left.Closed?.Message}, {pair.Right.Closed?.Message}");
            Payload.AssertSequence(left.Sent, pair.RightChannel.Messages, what + " to the right");
            Payload.AssertSequence(right.Sent, pair.LeftChannel.Messages, what + " to the left");
            left.AssertClean(what);
            right.AssertClean(what);
        }
    }

    private sealed class Side(VirtualPeer peer, string first, int network)
    {
        private readonly List<string> _sockets = [first];
        private readonly List<string> _silent = [];
        private int _next;

        public List<byte[]> Sent { get; } = [];

        public bool IsStable => peer.Core.SignalingState == SignalingState.Stable;

        public void Step(Random random, Side other)
        {
            switch (random.Next(7))
            {
                case 0 when _sockets.Count > 0:
                    int gone = random.Next(_sockets.Count);
                    _silent.Remove(_sockets[gone]);
                    peer.RemoveSocket(_sockets[gone]);
                    _sockets.RemoveAt(gone);
                    break;
                case 1 when _sockets.Count > 0:
                    string silent = _sockets[random.Next(_sockets.Count)];
                    peer.CutSocket(silent);
                    if (!_silent.Contains(silent))
                        _silent.Add(silent);
                    break;
                case 2 or 3 when _sockets.Count < 6:
                    Add();
                    break;
                case 4 when other != this && IsStable && other.IsStable:
                    VirtualSignaling.Restart(peer, other.Peer, random.Next(0, 200_000));
                    break;
                default:
                    Send(random);
                    break;
            }
        }

        public void EnsureAddress() => Add();

        /// <summary>Nothing is left of the addresses that are gone.</summary>
        public void AssertClean(string what)
        {
            var ice = peer.Core.Transport.Ice;
            Assert.True(ice.LocalCandidates.Select(static candidate => candidate.EndPoint!.ToString()).Order().SequenceEqual(_sockets.Order()), what);
            Assert.True(ice.LocalCandidates.Select(static candidate => candidate.Priority).Distinct().Count() == _sockets.Count, what);
            Assert.All(ice.Pairs, pair => Assert.Contains(pair.Path.LocalEndPoint.ToString(), _sockets));
        }

        private VirtualPeer Peer => peer;

        private void Add()
        {
            string socket = new IPEndPoint(new IPAddress([(byte)network, 0, 0, (byte)++_next]), 6000).ToString();
            peer.AddSocket(socket);
            _sockets.Add(socket);
        }

        private void Send(Random random)
        {
            for (int count = random.Next(1, 4); count > 0; count--)
            {
                byte[] payload = Payload.Create((network * 1000) + Sent.Count, random.Next(1, 30_000));
                Sent.Add(payload);
                peer.Channels["c"].Send(payload);
            }
        }
    }
}
