using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.Sending;
using TypedPeer.Sessions.Wire;

namespace TypedPeer.Tests.Sending;

/// <summary>The scheduler in any state that calls, answers, flows, credit and cancellations bring it into.</summary>
public class SendSchedulerPropertyTests
{
    [Fact]
    public void Something_can_leave_exactly_when_a_message_is_written_and_it_fits()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var size = random.Next(3) switch { 0 => 1200, 1 => random.Next(1200, 1400), _ => random.Next(1200, 65537) };
            var run = new Run(random, size);
            for (var step = 0; step < 60; step++)
            {
                run.Step();
                Assert.True(run.Check(), $"seed {seed}, step {step}, messages of {size} bytes");
            }

            Assert.True(run.Drain(), $"seed {seed}: something is left for ever");
        }
    }

    private sealed class Run
    {
        private readonly Random _random;
        private readonly SendScheduler _scheduler;
        private readonly byte[] _message;
        private readonly List<TestFlow> _flows = [];
        private ulong _next = 1;

        public Run(Random random, int size)
        {
            _random = random;
            _message = new byte[size];
            _scheduler = new()
            {
                IsOpen = random.Next(4) != 0,
                CallCredit = random.Next(3) == 0 ? 0 : random.Next(70_000),
                Chunk = Math.Clamp(size - SendScheduler.ChunkOverhead, 64, SendScheduler.MaxChunk),
            };
        }

        public void Step()
        {
            switch (_random.Next(10))
            {
                case 0:
                    Frames.Ping(_scheduler.Control, FrameType.Ping, 1);
                    break;
                case 1:
                    Frames.Goodbye(_scheduler.Control, PeerStatus.Unavailable, ulong.MaxValue >> 1, new string('é', _random.Next(40_000)), _scheduler.Chunk);
                    break;
                case 2:
                    Frames.Error(_scheduler.Answers, _next, PeerStatus.Application, new string('x', _random.Next(40_000)), new byte[_random.Next(20_000)], _scheduler.Chunk);
                    break;
                case 3:
                    Frames.Result(_scheduler.QueueOf(_random.Next(2) == 0, out var isFree), _next, new byte[_random.Next(_scheduler.Chunk + 1)], isFree: isFree);
                    break;
                case < 6:
                    Call();
                    break;
                case 6 when _flows.Count > 0:
                    _flows[_random.Next(_flows.Count)].Stop();
                    break;
                case 7:
                    _scheduler.CallCredit += _random.Next(20_000);
                    break;
                case 8:
                    Flow(0);
                    break;
                default:
                    _ = _scheduler.Write(_message);
                    break;
            }
        }

        public bool Check()
        {
            // Asking twice changes nothing, and the answer is the truth.
            var hasOutput = _scheduler.HasOutput;
            Assert.Equal(hasOutput, _scheduler.HasOutput);
            if (_random.Next(4) != 0)
            {
                return true;
            }

            var written = _scheduler.Write(_message);
            Assert.InRange(written, 0, _message.Length);
            return hasOutput == written > 0;
        }

        public bool Drain()
        {
            _scheduler.IsOpen = true;
            _scheduler.CallCredit = long.MaxValue / 2;
            for (var i = 0; i < 100_000 && _scheduler.HasOutput; i++)
            {
                Assert.NotEqual(0, _scheduler.Write(_message));
            }

            return _scheduler.IsEmpty && _scheduler.Write(_message) == 0;
        }

        private void Call()
        {
            var inline = _random.Next(_scheduler.Chunk + 1);
            Frames.Call(_scheduler.Calls, _next++, CallFlags.None, 5, [], [], new byte[inline]);
            if (_random.Next(2) == 0)
            {
                Flow(_scheduler.Calls.Added);
            }

            if (_random.Next(4) == 0)
            {
                Frames.Cancel(_scheduler.Calls, _next - 1, PeerStatus.Cancelled);
                if (_flows.Count > 0)
                {
                    _flows[^1].Stop();
                }
            }
        }

        private void Flow(long notBefore)
        {
            var flow = new TestFlow(_next, _random.Next(1, 100_000)) { NotBefore = notBefore, Priority = (PeerPriority)_random.Next(3) };
            _flows.Add(flow);
            _scheduler.Activate(flow);
        }
    }

    /// <summary>Large arguments, which may be stopped as a cancelled call's are.</summary>
    private sealed class TestFlow(ulong call, int length) : SendFlow
    {
        private readonly BufferFlow _flow = new(FrameType.Arguments, call, PeerBuffers.Rent(length), 0, length, new());

        public override bool CanSend => _flow.CanSend;

        public override int Pending => _flow.Pending;

        public void Stop() => _flow.Release();

        public override int WriteFrame(Span<byte> destination, int chunk) => _flow.WriteFrame(destination, chunk);
    }
}
