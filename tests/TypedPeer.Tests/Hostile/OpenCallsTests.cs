using TypedPeer.Sessions.Incoming;
using TypedPeer.Sessions.Pools;
using TypedPeer.Sessions.Serving;
using TypedPeer.Sessions.Work;

namespace TypedPeer.Tests.Hostile;

/// <summary>The peer's open calls, under whatever numbers it gives them.</summary>
public class OpenCallsTests
{
    [Fact]
    public void Calls_are_found_until_they_are_removed_however_their_numbers_rise()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var pool = new OwnPool<IncomingCall>(new(0), 0);
            var open = new OpenCalls();
            var expected = new SortedDictionary<ulong, IncomingCall>();
            var last = 0UL;
            var most = random.Next(1, 200);
            for (var i = 0; i < 3000; i++)
            {
                if (expected.Count < most && random.Next(2) == 0)
                {
                    last += random.Next(4) == 0 ? (ulong)random.NextInt64(1, 1L << 48) : 1;
                    var call = IncomingCall.Rent(pool, new NoHost(), last, null!, default);
                    open.Add(call);
                    expected.Add(last, call);
                }
                else if (expected.Count > 0)
                {
                    // The first stays for long, and the last go soon: gaps of every kind.
                    var call = expected.Values.ElementAt(random.Next(3) == 0 ? expected.Count - 1 : random.Next(expected.Count));
                    Assert.True(open.Remove(call));
                    Assert.False(open.Remove(call));
                    Assert.Null(open.Find(call.Id));
                    expected.Remove(call.Id);
                }

                Assert.Equal(expected.Count, open.Count);
                var some = expected.Count > 0 ? expected.Keys.ElementAt(random.Next(expected.Count)) : last;
                Assert.Same(expected.GetValueOrDefault(some), open.Find(some));
                Assert.Same(expected.GetValueOrDefault(some + 1), open.Find(some + 1));
            }

            Assert.Equal(expected.Values, open.ToArray());
        }
    }

    private sealed class NoHost : ICallHost
    {
        public ObjectPool<IncomingCall> IdleCalls => new(0);

        public CallHandler CreateHandler(IncomingCall call) => null!;

        public SessionWork CreateReport(RefusedCalls refused) => null!;

        public SessionWork CreateQueue(ServedTarget target) => null!;
    }
}
