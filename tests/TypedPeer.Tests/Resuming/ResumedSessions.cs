using TypedPeer.Channels;
using TypedPeer.Sessions.Driving;

namespace TypedPeer.Tests.Resuming;

/// <summary>Hands sessions channels by which nothing has come yet.</summary>
internal static class ResumedSessions
{
    /// <summary>True when the session goes on over the channel.</summary>
    public static async Task<bool> ResumeAsync(this PeerSession session, IPeerChannel channel) => await session.ResumeAsync(new HeldChannel(channel)) == ResumeOutcome.GoesOn;
}
