using TypedPeer.Channels;
using TypedPeer.Sessions.Driving;
using TypedPeer.Sessions.Resuming;
using TypedPeer.Testing;

namespace TypedPeer.Tests.Resuming;

/// <summary>Takes the channel of two sessions away, and hands them another by which nothing has come yet.</summary>
internal static class ResumedSessions
{
    /// <summary>True when the session goes on over the channel.</summary>
    public static async Task<bool> ResumeAsync(this PeerSession session, IPeerChannel channel) => await session.ResumeAsync(new HeldChannel(channel)) == ResumeOutcome.GoesOn;

    /// <summary>Both have the key once both have answered.</summary>
    public static Task AgreedAsync(PeerSession first, PeerSession second) => Bound.Until(() => first.CanResume && second.CanResume);

    public static async Task CutAsync(PeerSession first, PeerSession second)
    {
        await AgreedAsync(first, second);
        await first.Channel.CloseAsync(new CancellationToken(canceled: true));
        await Bound.Until(() => first.IsSuspended && second.IsSuspended);
    }

    public static async Task GoOnAsync(PeerSession first, PeerSession second, int size = 64 * 1024)
    {
        var (one, other) = InMemoryPeerChannel.CreatePair(size);
        Assert.All(await Task.WhenAll(first.ResumeAsync(one), second.ResumeAsync(other)).Soon(), Assert.True);
    }
}
