using System.Net;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Stun;
using TypedPeer.DataChannels.Turn;
using TypedPeer.TestSupport;
using TypedPeer.VirtualNetwork.Tests.Support;

namespace TypedPeer.VirtualNetwork.Tests.Nats;

/// <summary>
/// Any schedule of relays that die, come back, forget, move, expire, refuse and lie, beside a direct path that comes and goes or is not there at all: what
/// was sent arrives, once, whole and in order, as soon as there is a way again; and no relay is asked without end.
/// </summary>
public sealed class RelayScheduleTests
{
    private const long Second = 1_000_000;
    private const int Steps = 16;
    private const int Schedules = 60;
    private static readonly int[] Refusals = [StunErrorCode.Unauthenticated, 403, StunErrorCode.AllocationMismatch, 486, 500, 508, StunErrorCode.TryAlternate];

    private static readonly int[] PeerRefusals = [400, 403, 443, 508];
    private static readonly IPEndPoint[] Lies = [IPEndPoint.Parse("[::]:5000"), IPEndPoint.Parse("[2001:db8::9]:0"), IPEndPoint.Parse("203.0.113.100:50000"), IPEndPoint.Parse("[2001:db8::9]:5000")];

    private static readonly PeerConnectionOptions Options = new()
    {
        IceServers = [new IceServer("turn:relay.example") { Username = VirtualRelay.Username, Credential = VirtualRelay.Password }],

        // A search is begun anew by the schedule, whenever that comes.
        IceRestartTimeout = TimeSpan.FromHours(6),
    };

    [Fact]
    public void Whatever_relays_do_messages_arrive_once_whole_and_in_order()
    {
        int first = TestSeed.First(18_000);
        int steps = 0;
        for (int seed = first; seed < first + Schedules; seed++)
        {
            var random = new Random(seed);
            using var schedule = new Schedule(seed, random);
            steps += schedule.Run();
        }

        // Most schedules go on for a while before they have taken every path away.
        Assert.True(steps > Schedules * Steps / 3, $"{steps} steps");
    }

    private sealed class Schedule : IDisposable
    {
        private readonly Random _random;
        private readonly PeerPair _pair;
        private readonly List<VirtualRelay> _relays = [];
        private readonly List<byte[]> _fromLeft = [];
        private readonly List<byte[]> _fromRight = [];
        private readonly string _what;
        private int _ports = 10_000;
        private long _began;

        public Schedule(int seed, Random random)
        {
            (_random, _what) = (random, $"seed {seed}");
            _pair = new PeerPair(seed, VirtualPathOptions.Draw(random), options: Options);
            if (random.Next(2) == 0)
            {
                _pair.World.AddNat(PeerPair.LeftAddress, IPAddress.Parse("203.0.113.1"), VirtualNatKind.Symmetric);
                _pair.World.AddNat(PeerPair.RightAddress, IPAddress.Parse("203.0.113.2"), VirtualNatKind.Symmetric);
            }
        }

        /// <summary>Returns how many steps there were.</summary>
        public int Run()
        {
            _began = _pair.World.Now;
            AddRelay();
            AwaitRelay();
            _pair.Connect();
            int steps = 0;
            for (; steps < Steps && !Pass(); steps++)
                Step();

            End();
            Assert.True(
                _pair.World.RunUntil(() => _pair.RightChannel.Messages.Count >= _fromLeft.Count && _pair.LeftChannel.Messages.Count >= _fromRight.Count, 180 * Second),
                $"{_what}: {_pair.RightChannel.Messages.Count} of {_fromLeft.Count}, {_pair.LeftChannel.Messages.Count} of {_fromRight.Count}; {_pair.Left.Closed?.Message}, {_pair.Right.Closed?.Message}");
            Payload.AssertSequence(_fromLeft, _pair.RightChannel.Messages, _what + " to the right");
            Payload.AssertSequence(_fromRight, _pair.LeftChannel.Messages, _what + " to the left");
            AssertBounded();
            return steps;
        }

        public void Dispose() => _pair.Dispose();

        /// <summary>Time passes, but no more than a moment once there is no path, which ends the schedule: SCTP rightly gives up a peer that is silent for long.</summary>
        private bool Pass()
        {
            long duration = _random.Next(6) switch { 0 => _random.NextInt64(1, 50_000), 1 => _random.NextInt64(1, 400 * Second), _ => _random.NextInt64(1, 8 * Second) };
            if (!_pair.World.RunUntil(() => HasNoPath, duration))
                return false;

            _pair.World.RunUntil(() => !HasNoPath, 3 * Second);
            return HasNoPath;
        }

        private bool HasNoPath => _pair.Left.Core.Transport.IceState is not (IceConnectionState.Connected or IceConnectionState.Completed)
            || _pair.Right.Core.Transport.IceState is not (IceConnectionState.Connected or IceConnectionState.Completed);

        private void Step()
        {
            var relay = _relays[_random.Next(_relays.Count)];
            switch (_random.Next(16))
            {
                case 14:
                    relay.IsDeafToV6 = !relay.IsDeafToV6;
                    break;
                case 15:
                    relay.RefusesPeers = relay.RefusesPeers != 0 ? 0 : PeerRefusals[_random.Next(PeerRefusals.Length)];
                    break;
                case 0:
                    relay.IsUp = !relay.IsUp;
                    break;
                case 1:
                    relay.Forget();
                    break;
                case 2:
                    relay.Refuses = relay.Refuses != 0 ? 0 : Refusals[_random.Next(Refusals.Length)];
                    break;
                case 3:
                    relay.CallsEveryNonceStale = !relay.CallsEveryNonceStale;
                    break;
                case 4:
                    relay.Lifetime = (uint)_random.Next(0, 100);
                    break;
                case 5:
                    relay.RenewNonce();
                    break;
                case 6 or 7:
                    relay.Lie(_random);
                    break;
                case 8 when _relays.Count < 5:
                    // It moves: the old one is gone, and the new one has another address.
                    relay.IsUp = false;
                    AddRelay();
                    break;
                case 9:
                    _pair.IsUp = _random.Next(2) == 0;
                    break;
                case 10 when _pair.Left.Core.SignalingState == SignalingState.Stable && _pair.Right.Core.SignalingState == SignalingState.Stable:
                    VirtualSignaling.Restart(_pair.Left, _pair.Right, _random.Next(0, 200_000));
                    break;
                default:
                    Send();
                    break;
            }
        }

        private void Send()
        {
            var (peer, sent) = _random.Next(2) == 0 ? (_pair.Left, _fromLeft) : (_pair.Right, _fromRight);
            byte[] payload = Payload.Create(sent.Count, _random.Next(1, 20_000));
            sent.Add(payload);
            peer.Channels["c"].Send(payload);
        }

        /// <summary>One relay that does what it should, known to both, and a new search.</summary>
        private void End()
        {
            foreach (var peer in (VirtualPeer[])[_pair.Left, _pair.Right])
            {
                peer.Invoke(static (core, now) =>
                {
                    foreach (var client in core.Transport.Relays.Clients.ToArray())
                        core.Transport.Relays.Release(client, now);
                });
            }

            AddRelay();
            AwaitRelay();
            Assert.True(_pair.World.RunUntil(() => _pair.Left.Core.SignalingState == SignalingState.Stable && _pair.Right.Core.SignalingState == SignalingState.Stable, Second), $"{_what}: {_pair.Left.Closed?.Message}, {_pair.Right.Closed?.Message}");
            VirtualSignaling.Restart(_pair.Left, _pair.Right, _random.Next(0, 100_000));
        }

        private void AddRelay()
        {
            var relay = new VirtualRelay(_pair.World, $"203.0.113.{100 + _relays.Count}:3478")
            {
                AddressV6 = _random.Next(2) == 0 ? IPAddress.Parse($"2001:db8::{100 + _relays.Count}") : null,
                LieV6 = _random.Next(4) == 0 ? Lies[_random.Next(Lies.Length)] : null,
                RefusesV6 = _random.Next(4) == 0 ? 486 : 0,
                TakenPorts = _random.Next(3),
            };
            _relays.Add(relay);
            _pair.Left.AddRelay(relay, $"{PeerPair.LeftAddress}:{++_ports}");
            _pair.Right.AddRelay(relay, $"{PeerPair.RightAddress}:{++_ports}");
        }

        /// <summary>Candidates do not trickle here: the descriptions that follow name what there is.</summary>
        private void AwaitRelay() => Assert.True(
            _pair.World.RunUntil(() => _pair.Left.Core.Transport.Relays.Clients is [.., { IsSettled: true }] && _pair.Right.Core.Transport.Relays.Clients is [.., { IsSettled: true }], 20 * Second),
            $"{_what}: {string.Join("; ", _pair.Left.Core.Errors.All.Concat(_pair.Right.Core.Errors.All).Select(static error => error.Error))}");

        /// <summary>Nobody is asked more often than a few times a second on the whole, however it behaves, and what is known of relays stays within limits.</summary>
        private void AssertBounded()
        {
            long seconds = (_pair.World.Now - _began) / Second;
            foreach (var relay in _relays)
                Assert.True(relay.Requests.Values.Sum() < 200 + (6 * seconds), $"{_what}: a relay was asked {relay.Requests.Values.Sum()} times in {seconds} s");

            foreach (var peer in (VirtualPeer[])[_pair.Left, _pair.Right])
                Assert.True(peer.Core.Transport.Relays.Clients.Count <= new TurnOptions().MaximumAllocations, _what);
        }
    }
}
