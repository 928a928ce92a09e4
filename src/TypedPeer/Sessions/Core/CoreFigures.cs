namespace TypedPeer.Sessions.Core;

/// <summary>What a session's core holds, for whoever asks, and for no decision.</summary>
internal static class CoreFigures
{
    extension(SessionCore core)
    {
        /// <summary>Gets how many bytes are held for the peer: unread streams, and arguments of calls that have not begun.</summary>
        public long Held => core.State.Budget.Held;

        /// <summary>Gets how many bytes the objects of the peer's calls take in memory beside what they hold, headers included.</summary>
        public long Objects => core.State.Budget.Objects;

        /// <summary>Gets how many bytes wait to be given to the channel. Looks at every call.</summary>
        public long Queued => core.HasEnded ? 0 : core.Send.QueuedBytes + core.Outgoing.QueuedBytes + core.Incoming.QueuedBytes;
    }
}
