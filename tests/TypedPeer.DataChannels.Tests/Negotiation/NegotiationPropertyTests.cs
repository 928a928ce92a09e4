using TypedPeer.DataChannels.Connection;
using TypedPeer.TestSupport;

namespace TypedPeer.DataChannels.Tests.Negotiation;

/// <summary>Whatever both sides and whoever carries their signals do, in any order: documented errors, nothing changed by what is refused, and a way out.</summary>
public sealed class NegotiationPropertyTests
{
    [Fact]
    public void Any_operations_in_any_order_give_documented_errors_change_nothing_where_they_are_refused_and_can_be_got_out_of()
    {
        var first = TestSeed.First(1);
        for (var seed = first; seed < first + 400; seed++)
        {
            var random = new Random(seed);
            using var left = new NegotiationSide();
            using var right = new NegotiationSide();
            left.Socket("192.0.2.1:5001");
            right.Socket("192.0.2.2:5002");
            var descriptions = new List<SessionDescription> { NegotiationSide.Rollback };
            for (var step = random.Next(40); step > 0; step--)
            {
                var side = random.Next(2) == 0 ? left : right;
                var before = Snapshot(side.Core);
                var exception = Record.Exception(() => Act(random, side, descriptions));
                Assert.True(exception is null or ArgumentException or InvalidOperationException, $"seed {seed}: {exception}");
                if (exception is not null)
                {
                    Assert.True(before == Snapshot(side.Core), $"seed {seed}: {exception.Message} has changed {before} to {Snapshot(side.Core)}");
                }

                AssertInvariants(side.Core, seed);
            }

            AssertConnects(left, right, seed);
        }
    }

    private static void Act(Random random, NegotiationSide side, List<SessionDescription> descriptions)
    {
        switch (random.Next(10))
        {
            case 0:
                descriptions.Add(side.Core.CreateOffer());
                break;
            case 1:
                descriptions.Add(side.Core.CreateAnswer());
                break;
            case 2:
                descriptions.Add(side.Local());
                break;
            case 3:
                side.Local(descriptions[random.Next(descriptions.Count)]);
                break;
            case 4 or 5 or 6:
                var given = descriptions[^(1 + random.Next(Math.Min(4, descriptions.Count)))];
                side.Remote(random.Next(4) == 0 ? Change(random, given) : given);
                break;
            case 7:
                side.RestartIce();
                break;
            case 8:
                side.Channel();
                break;
            default:
                var fragment = random.Next(3) == 0 ? null : NegotiationSide.FragmentsOf(descriptions[random.Next(descriptions.Count)]).FirstOrDefault();
                side.Candidate(new IceCandidateInit(random.Next(8) == 0 ? string.Empty : $"candidate:1 1 udp 1 192.0.2.9 {2000 + random.Next(9)} typ host", random.Next(5) == 0 ? "9" : "0", null, fragment));
                break;
        }
    }

    /// <summary>Another type, or lines that go, come twice or change places.</summary>
    private static SessionDescription Change(Random random, SessionDescription description)
    {
        if (random.Next(3) == 0)
        {
            return description with { Type = (SdpType)random.Next(-1, 5) };
        }

        var lines = description.Sdp.Split("\r\n").ToList();
        var (from, to) = (random.Next(lines.Count), random.Next(lines.Count));
        switch (random.Next(3))
        {
            case 0:
                lines.RemoveAt(from);
                break;
            case 1:
                lines.Insert(to, lines[from]);
                break;
            default:
                (lines[from], lines[to]) = (lines[to], lines[from]);
                break;
        }

        return description with { Sdp = string.Join("\r\n", lines) };
    }

    private static void AssertInvariants(PeerConnectionCore core, int seed)
    {
        var state = core.SignalingState;
        Assert.True(core.PendingLocalDescription is null || state is SignalingState.HaveLocalOffer or SignalingState.HaveLocalPrAnswer or SignalingState.HaveRemotePrAnswer or SignalingState.Closed, $"seed {seed}");
        Assert.True(core.PendingRemoteDescription is null || state is SignalingState.HaveRemoteOffer or SignalingState.HaveLocalPrAnswer or SignalingState.HaveRemotePrAnswer or SignalingState.Closed, $"seed {seed}");
        if (state == SignalingState.Stable)
        {
            Assert.True(core.Transport.Ice.PreparedCredentials is null, $"seed {seed}: a restart is offered that nobody may take up.");
            Assert.True(core.LocalDescription is null || core.Transport.LocalDtlsRole is null || NegotiationSide.FragmentOf(core.LocalDescription) == core.Transport.Ice.LocalCredentials.UsernameFragment, $"seed {seed}: the peer checks us under a name that is none.");
        }
    }

    private static void AssertConnects(NegotiationSide left, NegotiationSide right, int seed)
    {
        foreach (var side in (NegotiationSide[])[left, right])
        {
            if (side.State is SignalingState.HaveLocalOffer or SignalingState.HaveRemoteOffer)
            {
                side.Local(NegotiationSide.Rollback);
            }
            else if (side.State == SignalingState.HaveLocalPrAnswer)
            {
                side.Local();
            }
        }

        if (left.State != SignalingState.Stable || right.State != SignalingState.Stable)
        {
            // Closed, or waiting for an answer that only the other side could give: a new connection is the way out.
            return;
        }

        // Both may have answered offers of their own from before, or of one that was changed: then the identities or sections do not fit, which is said.
        var exception = Record.Exception(() => NegotiationSide.Exchange(left, right));
        Assert.True(exception is null or ArgumentException, $"seed {seed}: {exception}");
        if (exception is null)
        {
            Assert.Equal((SignalingState.Stable, SignalingState.Stable), (left.State, right.State));
            AssertInvariants(left.Core, seed);
            AssertInvariants(right.Core, seed);
        }
    }

    private static (SignalingState, IceGatheringState, IceConnectionState, SessionDescription?, SessionDescription?, SessionDescription?, SessionDescription?, string) Snapshot(PeerConnectionCore core) => (
        core.SignalingState,
        core.GatheringState,
        core.Transport.IceState,
        core.CurrentLocalDescription,
        core.PendingLocalDescription,
        core.CurrentRemoteDescription,
        core.PendingRemoteDescription,
        core.Transport.Ice.LocalCredentials.UsernameFragment);
}
