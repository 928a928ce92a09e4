using TypedPeer.Channels;
using TypedPeer.TestSupport;

namespace TypedPeer.Tests.Ending;

/// <summary>A channel that says when it heard of the peer, as a test has it.</summary>
internal sealed class HearingChannel(IPeerChannel inner, Func<TimeSpan?> sinceHeard) : ForwardingChannel(inner), IPeerChannelLiveness
{
    public TimeSpan? SinceHeard => sinceHeard();
}
