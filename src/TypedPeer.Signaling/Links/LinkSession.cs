using TypedPeer.DataChannels;
using TypedPeer.Sessions.Driving;

namespace TypedPeer.Signaling.Links;

/// <summary>One connection and the session on its channel, which may go on over another.</summary>
internal sealed class LinkSession(PeerConnection connection, PeerSession session)
{
    /// <summary>Both sides make the channel by themselves, which saves announcing it.</summary>
    private static readonly DataChannelOptions Agreed = new() { Negotiated = true, Id = 0 };

    /// <summary>How long a peer may take to hear that this side suspends: a few round trips of a slow path, and short for a device that is about to sleep.</summary>
    private static readonly TimeSpan TellTime = TimeSpan.FromSeconds(1);

    public PeerConnection Connection => connection;

    public PeerSession Session => session;

    /// <summary>Starts a session on a connection, which may not have begun yet: what the session says first leaves with the first packet that can carry it.</summary>
    /// <exception cref="Exception">Whatever <paramref name="configure"/> throws. The connection stays the caller's then.</exception>
    public static LinkSession Start(PeerConnection connection, Action<PeerSessionBuilder>? configure, PeerSessionOptions options) =>
        Start(connection, Open(connection), configure, options);

    /// <summary>Starts a session on the channel that <see cref="Open"/> made.</summary>
    /// <exception cref="Exception">Whatever <paramref name="configure"/> throws. The connection stays the caller's then.</exception>
    public static LinkSession Start(PeerConnection connection, DataChannel channel, Action<PeerSessionBuilder>? configure, PeerSessionOptions options) =>
        new(connection, PeerSession.Start(channel, configure, options));

    /// <summary>Starts a session on the channel that <see cref="Open"/> made, and by which the peer has said something already.</summary>
    /// <exception cref="Exception">Whatever <paramref name="configure"/> throws. The connection stays the caller's then.</exception>
    public static LinkSession Start(PeerConnection connection, HeldChannel channel, Action<PeerSessionBuilder>? configure, PeerSessionOptions options) =>
        new(connection, PeerSession.Start(channel, configure, options));

    /// <summary>Makes the channel of the session, which is part of what the first offer is about. What comes before the session waits.</summary>
    public static DataChannel Open(PeerConnection connection) => connection.CreateDataChannel("typedpeer", Agreed);

    /// <summary>Returns options as links use them: a copy that nobody else can change.</summary>
    public static PeerSessionOptions Own(PeerSessionOptions options)
    {
        var copy = options.Copy();
        copy.LeaveChannelOpen = false;
        copy.ResumeTimeout ??= PeerSessionOptions.LinkResumeTimeout;
        return copy;
    }

    /// <summary>
    /// Says goodbye and closes, within the time the session may take to stop and the connection to close; in a handler of the session too, where
    /// it goes on when that handler has returned.
    /// </summary>
    public async Task CloseAsync()
    {
        await LeaveGoneAsync().ConfigureAwait(false);
        await session.DisposeAsync().ConfigureAwait(false);
        await session.Completion.ConfigureAwait(false);
        await LeaveGoneAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A peer that is gone answers nothing that an end of a connection waits for.</summary>
    private ValueTask LeaveGoneAsync() => session.IsPeerGone ? connection.CloseAsync(new CancellationToken(canceled: true)) : ValueTask.CompletedTask;

    /// <summary>Lets go of the connection because this side suspends; a peer that need not look for it is told.</summary>
    /// <param name="comesBack">Whether this side comes back by itself.</param>
    /// <param name="cancellationToken">Ends the wait for the peer to have heard of it.</param>
    public async Task SuspendAsync(bool comesBack, CancellationToken cancellationToken)
    {
        if (comesBack && session.TrySuspend())
        {
            // The peer closes the connection when it is told.
            await ((Task)connection.Closed).WaitAsync(TellTime, connection.GetConfiguration().TimeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await LeaveAsync().ConfigureAwait(false);
    }

    /// <summary>Lets go of the connection, without waiting for the peer; the session goes on, if it can.</summary>
    public async Task LeaveAsync()
    {
        await connection.CloseAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends both without waiting for the peer.</summary>
    public async Task AbortAsync()
    {
        await connection.CloseAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
    }
}
