using TypedPeer.Tests.Core;
using TypedPeer.Tests.Resuming;

namespace TypedPeer.Tests.Calls;

/// <summary>Calls that wait for room at the peer, and what lets them go.</summary>
public class WaitingCallsTests
{
    [Fact]
    public void A_call_that_waits_for_room_and_is_given_up_lets_those_behind_it_go_that_need_none()
    {
        var pair = new ResumePair(new(1), [new(), new() { MaxConcurrentCalls = 1 }], 64 * 1024);
        pair.Settle();
        pair.Play(0, new(CoreStepKind.Unary, pair.Now, 0, [1]));
        pair.Play(0, new(CoreStepKind.Unary, pair.Now, 0, [2]));
        pair.Play(0, new(CoreStepKind.OneWay, pair.Now, 0, [3]));
        pair.Settle();
        pair.Play(1, new(CoreStepKind.Start, pair.Now));
        Assert.Equal(1UL, pair.Players[1].Core.Incoming.LastId);

        pair.Play(0, new(CoreStepKind.Cancel, pair.Now, 1));
        pair.Settle();

        Assert.Equal(pair.Players[0].Calls[2].Id, pair.Players[1].Core.Incoming.LastId);
    }
}
